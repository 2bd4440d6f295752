/**
 * Alerts to an address that whoever runs the desk has set, signed so that the receiver knows whose they are. The address comes from the
 * environment alone; redirects are not followed and what is answered is not read: nobody reads this network through the desk.
 */
import { createHmac } from 'node:crypto';
import type { Channel, ChannelLimits, Delivery } from './alert-channels';

export const webhookHeaders = {
  signature: 'X-Oppgjor-Signature',
  timestamp: 'X-Oppgjor-Timestamp',
  message: 'X-Oppgjor-Message',
} as const;

/** `v1=` and the hex of HMAC-SHA256 with the secret over the timestamp, a full stop and the body as it was sent. */
export function webhookSignature(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

export function createWebhook(
  { url, secret }: { readonly url: string; readonly secret: string },
  { timeoutMs = 15_000 }: ChannelLimits,
): Channel {
  return {
    name: 'webhook',
    async send({ id, madeAt, content, words, deskUrl }) {
      const { opened, cleared, reminded, test = false } = content;
      const body = JSON.stringify({ id, madeAt, desk: deskUrl, test, ...words, opened, cleared, reminded });
      const timestamp = String(Math.floor(Date.now() / 1000));
      try {
        const response = await fetch(url, {
          method: 'POST',
          body,
          redirect: 'manual',
          signal: AbortSignal.timeout(timeoutMs),
          headers: {
            'Content-Type': 'application/json; charset=utf-8',
            'User-Agent': 'oppgjor-alerts',
            [webhookHeaders.message]: id,
            [webhookHeaders.timestamp]: timestamp,
            [webhookHeaders.signature]: webhookSignature(secret, timestamp, body),
          },
        });
        await response.body?.cancel().catch(() => undefined); // it broke off: nobody wanted to read it
        return deliveryOf(response.status);
      } catch (error) {
        return failed(error);
      }
    },
  };
}

function deliveryOf(status: number): Delivery {
  const answer = `HTTP ${status}`;
  if (status >= 200 && status < 300) return { kind: 'delivered', trouble: null, answer };
  const trouble = status >= 300 && status < 400 ? `${answer}: redirects are not followed` : answer;
  return { kind: 'failed', trouble, answer: trouble };
}

function failed(error: unknown): Delivery {
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
  const code: unknown = typeof cause === 'object' && cause !== null ? Reflect.get(cause, 'code') : undefined;
  const isLate = error instanceof Error && error.name === 'TimeoutError';
  const trouble = isLate ? 'no answer in time' : typeof code === 'string' ? code : 'no connection';
  return { kind: 'failed', trouble, answer: trouble };
}
