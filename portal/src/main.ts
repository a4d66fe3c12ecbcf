import './theme/page.css';

/** Whether the app serves another build than this one by now. Without an answer, it does not. */
async function isOutdated(): Promise<boolean> {
  const entry = new URL(import.meta.url).pathname;
  const page = await fetch('/', { cache: 'no-cache' }).catch(() => null);
  return page?.ok === true && !(await page.text()).includes(entry);
}

// A tab that was open during an update asks for files that are gone: the new page has the new names. Without network a
// reload would only take away what is still shown.
window.addEventListener('vite:preloadError', () => {
  void isOutdated().then((outdated) => {
    if (outdated) window.location.reload();
  });
});

const start = () => void import('./start');

// The page's outline is painted first: starting takes the processor for a while. A hidden tab paints nothing.
if (document.visibilityState === 'hidden') start();
else requestAnimationFrame(() => setTimeout(start));
