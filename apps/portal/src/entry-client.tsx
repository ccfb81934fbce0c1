import { hydrateRoot } from 'react-dom/client';
import { App, type PageState } from './app.tsx';
import './styles.css';

const state = JSON.parse(document.getElementById('state')!.textContent!) as PageState;
hydrateRoot(document.getElementById('root')!, <App state={state} />);
