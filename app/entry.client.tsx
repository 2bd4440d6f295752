import { RemixBrowser } from '@remix-run/react';
import { StrictMode, startTransition } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { decodePageData } from './decode-page-data';
import { loadTexts } from './i18n/texts';
import { tellQuietRequests } from './live/quiet-requests';

tellQuietRequests();

await Promise.all([loadTexts(document.documentElement.lang === 'en' ? 'en' : 'nb'), decodePageData()]);

startTransition(() => {
  hydrateRoot(
    document,
    <StrictMode>
      <RemixBrowser />
    </StrictMode>,
  );
});
