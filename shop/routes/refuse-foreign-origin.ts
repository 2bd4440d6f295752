/** A form of another site must not order anything here: browsers say where a request comes from. */
import type { RequestHandler } from 'express';
import { messagePage } from '#shop/pages/plain-pages';
import { sendPage, viewOf } from '#shop/routes/view';

export const refuseForeignOrigin: RequestHandler = (request, response, next) => {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const isForeign =
    (origin !== undefined && hostOf(origin) !== host) ||
    (site !== undefined && site !== 'same-origin' && site !== 'none');
  if (request.method === 'GET' || request.method === 'HEAD' || !isForeign) {
    next();
    return;
  }
  const view = viewOf(request);
  sendPage(response, 403, messagePage(view, view.texts.badRequest));
};

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
