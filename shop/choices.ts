/** What a visitor of the demo may choose about express, remembered in cookies. */
import type { Request, Response } from 'express';
import { readCookie, writeCookie } from '#shop/cookies';

export function readChoices(request: Request): Choices {
  return {
    flow: find(flows, readCookie(request, 'flow')) ?? 'explicit',
    delivery: find(deliveries, readCookie(request, 'delivery')) ?? 'static',
  };
}

/** What is no choice leaves the cookie as it is. */
export function writeChoices(response: Response, fields: Readonly<Record<string, unknown>>): void {
  const flow = find(flows, fields.flow);
  const delivery = find(deliveries, fields.delivery);
  if (flow !== undefined) writeCookie(response, 'flow', flow);
  if (delivery !== undefined) writeCookie(response, 'delivery', delivery);
}

/** explicit: address and method are steps of their own in the app (`useExplicitCheckoutFlow`). */
export const flows = ['explicit', 'old'] as const;
/** static: the shop sends its methods along; fetched: Vipps asks the merchant's endpoint for them. */
export const deliveries = ['static', 'fetched'] as const;

export interface Choices {
  readonly flow: (typeof flows)[number];
  readonly delivery: (typeof deliveries)[number];
}

function find<T extends string>(list: readonly T[], value: unknown): T | undefined {
  return list.find((item) => item === value);
}
