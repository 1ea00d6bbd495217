import './ui/base.css';
import './ui/tokens.css';
import './ui/fonts.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startCounts } from './api/counts.ts';
import { startFeed } from './api/feed.ts';
import { App } from './app.tsx';
import { loadTexts } from './i18n/texts.ts';
import { apply, currentSettings, onSettings } from './settings.ts';

apply();
onSettings(() => void loadTexts(currentSettings().locale));
startFeed();
startCounts();
await loadTexts(currentSettings().locale);

const root = document.querySelector('#root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
