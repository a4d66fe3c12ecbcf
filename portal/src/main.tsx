import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { startTexts } from './i18n/start';
import './theme/page.css';

// A tab that was open during an update asks for files that are gone: the new page has the new names.
window.addEventListener('vite:preloadError', (event) => {
  const key = 'reloaded-for-update';
  if (sessionStorage.getItem(key) === window.location.pathname) return;
  sessionStorage.setItem(key, window.location.pathname);
  event.preventDefault();
  window.location.reload();
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element for the page');

await startTexts();
createRoot(root).render(<App />);
