import createDOMPurify from 'dompurify';

const purify = createDOMPurify(window);

const TAGS = ['a', 'b', 'br', 'code', 'div', 'em', 'i', 'li', 'ol', 'p', 'pre', 'span', 'strong', 'u', 'ul'];
const TABLES = ['table', 'tbody', 'td', 'th', 'thead', 'tr'];

// A link leads out of the portal or nowhere; the page it leads to learns nothing of this one.
purify.addHook('afterSanitizeAttributes', (element) => {
  if (!(element instanceof HTMLAnchorElement) || !element.hasAttribute('href')) return;
  element.target = '_blank';
  element.rel = 'noopener noreferrer';
});

const TAG = /<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi;
const INLINE = /[\s/](?:style|on[a-z]+)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+)/gi;

/**
 * Without inline styles and event handlers. They would be dropped anyway, but a browser that only parses them reports a
 * breach of the page's policy, as if something had been tried.
 */
const quiet = (html: string) => html.replace(TAG, (tag) => tag.replace(INLINE, ' '));

const BETWEEN =
  /(<\/?(?:br|div|li|ol|p|table|tbody|td|th|thead|tr|ul)\b[^>]*>)\s+|\s+(?=<\/?(?:br|div|li|ol|p|table|ul)\b)/gi;

/** Without white space beside the tags of blocks: line ends of plain text are shown, and these would be empty lines. */
const close = (html: string) => html.replace(BETWEEN, '$1');

/** Somebody else's HTML reduced to text, lists, tables and links: no scripts, styles, images, forms, names or ids. */
export function sanitise(html: string): string {
  return purify.sanitize(close(quiet(html)), {
    ALLOWED_TAGS: [...TAGS, ...TABLES],
    ALLOWED_ATTR: ['href', 'target', 'rel'],
    ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
  });
}
