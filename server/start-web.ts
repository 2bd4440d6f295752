/** The process that serves pages. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ServerBuild } from '@remix-run/node';
import { FirstPersonRefused, makeFirstPeople } from '#services/first-people';
import { migratedOrExit } from '#services/migrated-or-exit';
import { createOidc } from '#services/oidc';
import { oidcSettingsOf } from '#services/oidc-settings';
import { onStop } from '#services/on-stop';
import { checkKeysOrExit, openDeskOrExit } from '#services/open-desk-or-exit';
import { openSecretBox } from '#services/secret-box';
import { settingsOrExit } from '#services/settings-or-exit';
import { createWeb } from './create-web';
import { closeDeskServer, createDeskServer } from './desk-server';
import { createLiveEvents } from './live-events';
import { createLogInCookies } from './log-in-cookies';

const settings = settingsOrExit(process.env);
let stopping = false;
await migratedOrExit(settings.DATABASE_PATH);
await checkKeysOrExit(settings);
const desk = await openDeskOrExit(settings, 'web');
await makeFirstPeople(desk, settings, Date.now()).catch((error: unknown) => {
  if (!(error instanceof FirstPersonRefused)) throw error;
  console.error(error.message);
  process.exit(1);
});
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
    stopping: () => stopping,
  });
}

async function developmentWeb() {
  const { createServer: createVite } = await import('vite');
  const vite = await createVite({ server: { middlewareMode: true } });
  const build = () => vite.ssrLoadModule('virtual:remix/server-build') as Promise<ServerBuild>;
  return createWeb({
    ...{ desk, build, middleware: vite.middlewares, cookies, live, oidc, secretBox },
    stopping: () => stopping,
  });
}

/** Requests under way are waited for, and cut off when they take longer than STOP_SECONDS. */
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  live.close();
  const ended = await closeDeskServer(server, settings.STOP_SECONDS * 1000);
  if (ended === 'cut-off') desk.log.warn('requests did not end in time and were cut off');
  desk.close();
  process.exit(0); // Remix leaves timers behind that would keep the process for seconds
}
onStop(() => void stop());
