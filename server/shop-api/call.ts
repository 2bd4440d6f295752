/** One call of a shop, and what it is answered. */
import type { ApiTokenRow } from '#db/api-tokens';
import type { OrderRow } from '#db/orders';
import type { OpenDesk } from '#services/open-desk';
import { viewOrderForShop } from '#services/order-view';
import type { Problem } from './problems';

export type Call = {
  readonly desk: OpenDesk;
  readonly token: ApiTokenRow;
  /** From the address; empty where it has none. */
  readonly msn: string;
  readonly orderId: string;
  /** What was sent, not checked yet; undefined where nothing is read. */
  readonly body: unknown;
};

export type Answer =
  | {
      readonly kind: 'answered';
      readonly status: 200 | 201;
      readonly body: object;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | Problem;

/** Who did it, as the order's history and the audit log name a shop. */
export function actorOf({ name }: ApiTokenRow): string {
  return `api ${name}`;
}

export function mayNotSpeakFor({ msns }: ApiTokenRow, msn: string): Problem | undefined {
  if (msns === null || msns.includes(msn)) return undefined;
  return { kind: 'other-sales-unit', detail: 'The token is for other sales units than this one.' };
}

/** The order as the answer. */
export async function ofOrder(
  desk: OpenDesk,
  order: OrderRow | undefined,
  status: 200 | 201 = 200,
): Promise<Answer> {
  if (order === undefined) return { kind: 'unknown-order', detail: 'Register the order first.' };
  return { kind: 'answered', status, body: await viewOrderForShop(desk, order) };
}
