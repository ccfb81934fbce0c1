import { flushSync } from 'react-dom';
import { hydrateRoot } from 'react-dom/client';
import { App, type PageState } from './app.tsx';
import './styles.css';

const state = JSON.parse(document.getElementById('state')!.textContent!) as PageState;
// At once, not when the browser finds time: what is typed or clicked on a page that has been loaded is heard.
flushSync(() => hydrateRoot(document.getElementById('root')!, <App state={state} />));
