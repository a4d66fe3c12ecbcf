import './theme/page.css';

// A tab that was open during an update asks for files that are gone: the new page has the new names.
window.addEventListener('vite:preloadError', (event) => {
  const key = 'reloaded-for-update';
  if (sessionStorage.getItem(key) === window.location.pathname) return;
  sessionStorage.setItem(key, window.location.pathname);
  event.preventDefault();
  window.location.reload();
});

const start = () => void import('./start');

// The page's outline is painted first: starting takes the processor for a while. A hidden tab paints nothing.
if (document.visibilityState === 'hidden') start();
else requestAnimationFrame(() => setTimeout(start));
