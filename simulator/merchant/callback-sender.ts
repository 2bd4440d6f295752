import { callMerchant, recordOf } from '#simulator/merchant/call-merchant';
import type { Callback } from '#simulator/store/callback-store';
import type { World } from '#simulator/world';

/** Empties the outbox, in real time: each callback once, a few at a time, in no promised order. */
export function createCallbackSender(world: World): CallbackSender {
  const underWay = new Set<Promise<void>>();
  const stopping = new AbortController();

  async function send(callback: Callback): Promise<void> {
    const { url, authToken, body } = callback;
    const limitMs = world.config.callbackLimitMs;
    const stopSignal = stopping.signal;
    const reply = await callMerchant({ method: 'POST', url, authToken, body, limitMs, stopSignal });
    world.callbacks.finish(callback.id, recordOf(reply));
  }

  function sendDue(): void {
    while (underWay.size < mostAtOnce && !stopping.signal.aborted) {
      const callback = world.callbacks.takeDue(world.clock.now(), world.realNowMs());
      if (!callback) return;
      const sending = send(callback)
        .catch((error: unknown) => console.error('simulator: a callback was not recorded', error))
        .finally(() => {
          underWay.delete(sending);
          sendDue();
        });
      underWay.add(sending);
    }
  }

  async function settle(): Promise<void> {
    while (underWay.size > 0) await Promise.all(underWay);
  }

  return {
    sendDue,
    // Later than what is going on now, so that a database transaction is over, one way or the other.
    wake: (afterMs) => {
      setTimeout(sendDue, afterMs + 1).unref();
    },
    idle() {
      sendDue();
      return settle();
    },
    stop() {
      stopping.abort();
      return settle();
    },
  };
}

export interface CallbackSender {
  sendDue(): void;
  /** Looks for work so many milliseconds from now. */
  wake(afterMs: number): void;
  /** Resolves when all that is due has been sent and answered, or has failed. */
  idle(): Promise<void>;
  /** Breaks off what is under way; nothing is sent any more. */
  stop(): Promise<void>;
}

const mostAtOnce = 8;
