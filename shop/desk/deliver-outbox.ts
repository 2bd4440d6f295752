/** Tells the desk what is in the outbox. All messages are idempotent at the desk, so telling twice does no harm. */
import { assertNever } from '#core/assert-never';
import type { DeskAnswer, DeskClient, Registered } from '#shop/desk/desk-client';
import type { AddressStore } from '#shop/store/address-store';
import type { OutboxMessage, OutboxStore } from '#shop/store/outbox-store';

export function createOutboxDelivery({ outbox, addresses, desk, log }: DeliveryParts): OutboxDelivery {
  const underWay = new Set<number>();

  async function deliver<T>(message: OutboxMessage, call: Promise<DeskAnswer<T>>): Promise<DeskAnswer<T>> {
    underWay.add(message.seq);
    const answer = await call.finally(() => underWay.delete(message.seq));
    settle(outbox, message, answer);
    const { orderId, kind } = message;
    if (answer.kind !== 'done') log.warn({ orderId, kind, problem: answer.problem }, 'the desk was not told');
    return answer;
  }

  async function register(message: OutboxMessage): Promise<DeskAnswer<Registered>> {
    const answer = await deliver(message, desk.register(message.body));
    if (answer.kind === 'done') addresses.keep(message.msn, answer.value.vipps);
    return answer;
  }

  function tell(message: OutboxMessage): Promise<DeskAnswer<unknown>> {
    const { kind, msn, orderId, body } = message;
    switch (kind) {
      case 'registration':
        return register(message);
      case 'confirmation':
        return deliver(message, desk.confirm(msn, orderId, body));
      default:
        return assertNever(kind);
    }
  }

  return {
    async registerNow(orderId) {
      const message = outbox.listOfOrder(orderId).find(({ kind }) => kind === 'registration');
      if (message?.state !== 'waiting') return undefined;
      const answer = await register(message);
      return answer.kind === 'done' ? answer.value : undefined;
    },
    async deliverDue() {
      for (const message of outbox.listDue(Date.now(), atOnce)) {
        if (underWay.has(message.seq)) continue;
        const answer = await tell(message);
        if (answer.kind === 'silent') return; // the others would wait for the same silence
      }
    },
  };
}

export interface OutboxDelivery {
  /** What the desk answered; undefined when it did not take the order now, and the outbox keeps it. Never rejects. */
  registerNow(orderId: string): Promise<Registered | undefined>;
  deliverDue(): Promise<void>;
}

export interface DeliveryParts {
  readonly outbox: OutboxStore;
  readonly addresses: AddressStore;
  readonly desk: DeskClient;
  readonly log: DeliveryLog;
}

export interface DeliveryLog {
  warn(fields: object, message: string): void;
}

const atOnce = 50;
const firstWaitMs = 3000;
const longestWaitMs = 60_000;

function settle(outbox: OutboxStore, message: OutboxMessage, answer: DeskAnswer<unknown>): void {
  const { seq, attempts, kind } = message;
  if (answer.kind === 'done') {
    outbox.markDelivered(seq);
  } else if (answer.kind === 'refused' && isForGood(kind, answer.status)) {
    outbox.markRefused(seq, answer.problem);
  } else {
    const asked = answer.kind === 'refused' ? (answer.retryAfterMs ?? 0) : 0;
    const waitMs = Math.max(asked, Math.min(firstWaitMs * 2 ** attempts, longestWaitMs));
    outbox.postpone(seq, Date.now() + waitMs, answer.problem);
  }
}

/** A wrong token or an unknown sales unit can be put right at the desk; what the message says cannot. */
function isForGood(kind: OutboxMessage['kind'], status: number): boolean {
  return [400, 409, 413, 422].includes(status) || (status === 404 && kind === 'confirmation');
}
