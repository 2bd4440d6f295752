/** What browsers are told about every answer: where scripts and styles may come from, and what a page of the desk never does. */
import { randomBytes } from 'node:crypto';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import type { Settings } from '#services/settings';

export function setNonce(_request: Request, response: Response, next: NextFunction): void {
  response.locals.nonce = randomBytes(16).toString('base64');
  next();
}

/** After setNonce. `loose` while developing: Vite needs inline scripts and a web socket. */
export function securityHeaders(loose: boolean): RequestHandler[] {
  return [
    helmet({
      contentSecurityPolicy: loose ? false : { useDefaults: false, directives: contentPolicy },
      strictTransportSecurity: false, // see strictTransport
      referrerPolicy: { policy: 'same-origin' },
      crossOriginOpenerPolicy: { policy: 'same-origin' },
      crossOriginResourcePolicy: { policy: 'same-origin' },
      xFrameOptions: { action: 'deny' },
    }),
    (_request, response, next) => {
      response.setHeader('Permissions-Policy', unusedFeatures.map((feature) => `${feature}=()`).join(', '));
      next();
    },
  ];
}

const nonceOfPage = (_request: unknown, response: unknown) =>
  `'nonce-${String((response as Response).locals.nonce)}'`;

const contentPolicy = {
  defaultSrc: ["'self'"],
  baseUri: ["'none'"],
  objectSrc: ["'none'"],
  frameSrc: ["'none'"],
  workerSrc: ["'none'"],
  frameAncestors: ["'none'"],
  formAction: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  scriptSrc: ["'self'", nonceOfPage],
  scriptSrcAttr: ["'none'"],
  styleSrc: ["'self'", nonceOfPage],
  styleSrcAttr: ["'unsafe-inline'"], // Mantine and Recharts set style attributes; those load nothing
};

/** The clipboard is not among them: order ids are copied. */
const unusedFeatures = [
  'accelerometer',
  'autoplay',
  'camera',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-get',
  'screen-wake-lock',
  'usb',
  'xr-spatial-tracking',
];

const yearSeconds = 365 * 24 * 3600;

/**
 * Once a browser came over https it comes no other way for a year. Said only where the desk is meant for https; whether a request came
 * over it a trusted proxy says.
 */
export function strictTransport(
  settings: Pick<Settings, 'COOKIE_SECURE' | 'PUBLIC_URL' | 'HSTS_SUBDOMAINS'>,
): RequestHandler {
  const value = `max-age=${yearSeconds}${settings.HSTS_SUBDOMAINS === 'yes' ? '; includeSubDomains' : ''}`;
  const isPublic = settings.PUBLIC_URL?.startsWith('https:') ?? false;
  return (request, response, next) => {
    if (settings.COOKIE_SECURE === 'yes' && (isPublic || request.secure))
      response.setHeader('Strict-Transport-Security', value);
    next();
  };
}
