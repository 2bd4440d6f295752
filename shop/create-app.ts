/** The Express application: security headers, assets, pages, and pages for what goes wrong. */
import { fileURLToPath } from 'node:url';
import express, { type ErrorRequestHandler, type Express } from 'express';
import helmet from 'helmet';
import { messagePage } from '#shop/pages/plain-pages';
import { backroomRoutes } from '#shop/routes/backroom-routes';
import { cartRoutes } from '#shop/routes/cart-routes';
import { catalogueRoutes } from '#shop/routes/catalogue-routes';
import { orderRoutes } from '#shop/routes/order-routes';
import { refuseForeignOrigin } from '#shop/routes/refuse-foreign-origin';
import type { ShopParts } from '#shop/routes/shop-parts';
import { rememberLanguage, sendPage, viewOf } from '#shop/routes/view';

export function createApp(parts: ShopParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(securityHeaders(parts.settings.VIPPS_BASE_URL));
  app.use('/assets', express.static(assetsFolder, { maxAge: '1h', index: false, fallthrough: false }));
  app.get('/healthz', (_request, response) => {
    response.type('text/plain').send('ok');
  });
  app.use((_request, response, next) => {
    response.locals.isSecure = parts.shopUrl().startsWith('https:');
    response.setHeader('Cache-Control', 'no-store'); // forms carry keys that count once
    next();
  });
  app.use(refuseForeignOrigin);
  app.use(express.urlencoded({ extended: false, limit: '10kb', parameterLimit: 50 }));
  app.use(rememberLanguage);
  app.use(catalogueRoutes(parts));
  app.use(cartRoutes(parts));
  app.use(orderRoutes(parts));
  app.use(backroomRoutes(parts));
  app.use((request, response) => {
    const view = viewOf(request);
    sendPage(response, 404, messagePage(view, view.texts.notFound));
  });
  app.use(answerFailure(parts));
  return app;
}

const assetsFolder = fileURLToPath(new URL('./public', import.meta.url));

/**
 * Browsers hold form-action against where a form is redirected to as well, and paying is a form that leads to Vipps. The real
 * Vipps leads on to other hosts of its own.
 */
function securityHeaders(vippsUrl: string): express.RequestHandler {
  const { origin, protocol } = new URL(vippsUrl);
  const vipps =
    protocol === 'https:' ? [origin, 'https://*.vipps.no', 'https://*.vippsmobilepay.com'] : [origin];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'", ...vipps],
        imgSrc: ["'self'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        connectSrc: ["'self'"],
      },
    },
    strictTransportSecurity: false, // set by whoever ends TLS in front of the shop
    referrerPolicy: { policy: 'same-origin' }, // the address of an order page holds its key
  });
}

function answerFailure({ log }: ShopParts): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const status = statusOf(error);
    if (status >= 500) log.error({ err: error }, 'request failed');
    const view = viewOf(request);
    const words = status === 404 ? view.texts.notFound : view.texts.badRequest;
    sendPage(response, status, messagePage(view, status >= 500 ? view.texts.failure : words));
  };
}

/** Express and its middleware put the status of a bad request on the error. */
function statusOf(error: unknown): number {
  const status =
    typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
  return status >= 400 && status < 600 ? status : 500;
}
