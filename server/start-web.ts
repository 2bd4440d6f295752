/** The process that serves pages. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ServerBuild } from '@remix-run/node';
import { makeFirstPeople } from '#services/first-people';
import { migratedOrExit } from '#services/migrated-or-exit';
import { createOidc } from '#services/oidc';
import { oidcSettingsOf } from '#services/oidc-settings';
import { checkKeysOrExit, openDeskOrExit } from '#services/open-desk-or-exit';
import { openSecretBox } from '#services/secret-box';
import { settingsOrExit } from '#services/settings-or-exit';
import { createWeb } from './create-web';
import { createDeskServer } from './desk-server';
import { createLiveEvents } from './live-events';
import { createLogInCookies } from './log-in-cookies';

const settings = settingsOrExit(process.env);
await migratedOrExit(settings.DATABASE_PATH);
await checkKeysOrExit(settings);
const desk = await openDeskOrExit(settings, 'web');
await makeFirstPeople(desk, settings, Date.now());
const cookies = createLogInCookies(settings);
const live = createLiveEvents(desk, cookies);
const secretBox = openSecretBox(settings);
const oidcSettings = oidcSettingsOf(settings);
const oidc = oidcSettings && createOidc(oidcSettings, { log: desk.log });
const development = process.env.NODE_ENV === 'development';
const web = development ? await developmentWeb() : await builtWeb();
const server = createDeskServer(web);
server.on('error', (error: NodeJS.ErrnoException) => {
  const reason =
    error.code === 'EADDRINUSE' ? `port ${settings.PORT} is in use; set another PORT` : error.message;
  console.error(`The desk cannot be served: ${reason}`);
  process.exit(1);
});
server.listen(settings.PORT, settings.HOST, () => {
  desk.log.info({ host: settings.HOST, port: settings.PORT }, 'pages are served');
  process.send?.('ready');
});

async function builtWeb() {
  const folder = path.resolve('build');
  const build = (await import(pathToFileURL(path.join(folder, 'server/index.js')).href)) as ServerBuild;
  return createWeb({
    desk,
    build,
    assetsFolder: path.join(folder, 'client'),
    cookies,
    live,
    oidc,
    secretBox,
  });
}

async function developmentWeb() {
  const { createServer: createVite } = await import('vite');
  const vite = await createVite({ server: { middlewareMode: true } });
  const build = () => vite.ssrLoadModule('virtual:remix/server-build') as Promise<ServerBuild>;
  return createWeb({ desk, build, middleware: vite.middlewares, cookies, live, oidc, secretBox });
}

let stopping = false;
function stop(): void {
  if (stopping) return;
  stopping = true;
  server.on('request', (_request, response) => response.setHeader('Connection', 'close'));
  live.close();
  server.close(() => {
    desk.close();
    process.exit(0); // Remix leaves timers behind that would keep the process for seconds
  });
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), 8000).unref(); // a command at Vipps may take some seconds
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
process.on('disconnect', stop); // the process that started this one is gone
