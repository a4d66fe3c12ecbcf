import { makeStyles, tokens } from '@fluentui/react-components';
import { useMemo } from 'react';
import { sanitise } from './sanitise';

const useStyles = makeStyles({
  html: {
    overflowWrap: 'anywhere',
    lineHeight: tokens.lineHeightBase400,
    whiteSpace: 'pre-line',
    '& p, & ol, & ul': { margin: `0 0 ${tokens.spacingVerticalM}` },
    '& ol, & ul': { paddingInlineStart: '24px', whiteSpace: 'normal' },
    '& li': { marginBottom: tokens.spacingVerticalS },
    '& li::marker': { color: tokens.colorBrandForeground1, fontWeight: tokens.fontWeightSemibold },
    '& a': { color: tokens.colorBrandForegroundLink, textDecorationLine: 'underline' },
    '& a:focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, borderRadius: '2px' },
    '& table': { borderCollapse: 'collapse', display: 'block', overflowX: 'auto' },
    '& td, & th': { border: `1px solid ${tokens.colorNeutralStroke2}`, padding: tokens.spacingHorizontalS },
    '& > :last-child': { marginBottom: 0 },
  },
});

/** HTML that somebody else wrote, sanitised; it looks like the page's own text. */
export function SafeHtml({ html }: { html: string }) {
  const safe = useMemo(() => ({ __html: sanitise(html) }), [html]);
  return <div className={useStyles().html} dangerouslySetInnerHTML={safe} />;
}
