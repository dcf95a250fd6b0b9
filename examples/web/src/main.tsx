import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { client, FlowLangProvider } from './flowlang.ts';
import './style.css';

// Not in the page that is built for a server.
if (import.meta.env.MODE === 'mock') await (await import('./mocks/start.ts')).startMocks();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <FlowLangProvider client={client}>
      <App />
    </FlowLangProvider>
  </StrictMode>,
);
