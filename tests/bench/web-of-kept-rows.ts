/**
 * The yardstick of served pages: the web process of the desk, but that what a page's loaders return is kept from the first time the address
 * was asked for, and no database is read for it any more. All else is the same: the log-in is looked up, limits are counted, the page is
 * rendered, packed and sent.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LoaderFunctionArgs, ServerBuild } from '@remix-run/node';
import { createWeb } from '#server/create-web';
import { createDeskServer } from '#server/desk-server';
import { createLiveEvents } from '#server/live-events';
import { createLogInCookies } from '#server/log-in-cookies';
import { openDeskOrExit } from '#services/open-desk-or-exit';
import { settingsOrExit } from '#services/settings-or-exit';

const settings = settingsOrExit(process.env);
const desk = await openDeskOrExit(settings, 'web');
const cookies = createLogInCookies(settings);
const folder = path.resolve('build');
const built = (await import(pathToFileURL(path.join(folder, 'server/index.js')).href)) as ServerBuild;
const web = createWeb({
  desk,
  build: keepRows(built),
  assetsFolder: path.join(folder, 'client'),
  cookies,
  live: createLiveEvents(desk, cookies),
});
createDeskServer(web).listen(settings.PORT, settings.HOST, () => process.send?.('ready'));
process.once('SIGTERM', () => process.exit(0));

function keepRows(build: ServerBuild): ServerBuild {
  const routes = Object.fromEntries(
    Object.entries(build.routes).map(([id, route]) => {
      if (route === undefined) return [id, route];
      const { loader } = route.module;
      return [id, { ...route, module: { ...route.module, loader: loader && keptOf(loader) } }];
    }),
  );
  return { ...build, routes };
}

type Loader = NonNullable<NonNullable<ServerBuild['routes'][string]>['module']['loader']>;

/** The nonce is of each answer: the browser would refuse the page's own scripts with another. */
function keptOf(loader: Loader): Loader {
  const kept = new Map<string, unknown>();
  return async (args: LoaderFunctionArgs) => {
    const { url } = args.request;
    if (!kept.has(url)) kept.set(url, await loader(args));
    const found = kept.get(url);
    const hasNonce = typeof found === 'object' && found !== null && 'nonce' in found;
    return hasNonce ? { ...found, nonce: args.context.nonce } : found;
  };
}
