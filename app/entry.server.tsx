/** Renders pages as streams. Unlike Remix's own entry it clears its abort timer, which else holds each page's memory. */
import { PassThrough } from 'node:stream';
import { type AppLoadContext, createReadableStreamFromReadable, type EntryContext } from '@remix-run/node';
import { isRouteErrorResponse, RemixServer } from '@remix-run/react';
import { renderToPipeableStream } from 'react-dom/server';
import { loadTexts } from './i18n/texts';

await Promise.all([loadTexts('nb'), loadTexts('en')]);

const abortMs = 10_000;

export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  context: AppLoadContext,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    let code = status;
    let shellSent = false;
    const { pipe, abort } = renderToPipeableStream(
      <RemixServer context={remixContext} url={request.url} abortDelay={abortMs} nonce={context.nonce} />,
      {
        nonce: context.nonce,
        onShellReady() {
          shellSent = true;
          const body = new PassThrough();
          body.on('close', () => clearTimeout(timer));
          headers.set('Content-Type', 'text/html; charset=utf-8');
          resolve(new Response(createReadableStreamFromReadable(body), { headers, status: code }));
          pipe(body);
        },
        onShellError(error: unknown) {
          clearTimeout(timer);
          reject(error);
        },
        onError(error: unknown) {
          code = 500;
          if (shellSent) context.desk.log.error({ err: error }, 'page could not be rendered');
        },
      },
    );
    const timer = setTimeout(abort, abortMs + 1000);
  });
}

export function handleError(
  error: unknown,
  { request, context }: { request: Request; context: AppLoadContext },
): void {
  if (request.signal.aborted) return;
  const path = new URL(request.url).pathname;
  // What was asked for in a way that no page answers is no failure of the desk.
  if (isRouteErrorResponse(error) && error.status < 500)
    context.desk.log.info({ path, status: error.status }, 'request refused');
  else context.desk.log.error({ err: error, path }, 'request failed');
}
