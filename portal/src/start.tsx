import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { startTexts } from './i18n/start';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element for the page');

await startTexts();
createRoot(root).render(<App />);
