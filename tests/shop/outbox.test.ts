import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fillCart, payCart, startTestShop, type TestShop } from './test-shop';

let test: TestShop;
beforeEach(async () => {
  test = await startTestShop();
});
afterEach(async () => {
  vi.useRealTimers();
  await test.close();
});

/** Goes on with real time without waiting for it. */
async function later(ms: number): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
  await test.shop.runBackground();
}

async function fillAndPay() {
  const visitor = test.visitor();
  await fillCart(visitor, { thermos: 1 });
  return payCart(visitor);
}

describe('while the desk does not answer', () => {
  it('the shop sells all the same, and tells the desk once when it is back, in the right order', async () => {
    await test.desk.stop();
    const visitor = test.visitor();
    await fillCart(visitor, { thermos: 1 });
    expect((await payCart(visitor)).status).toBe(303);
    const { orderId } = test.onlyOrder();
    expect(test.sent[0]?.merchantInfo).toMatchObject({
      callbackPrefix: `${test.desk.url}/vipps/123456`,
      fallBack: expect.stringContaining(orderId),
    });
    expect(test.sent[0]?.merchantInfo).not.toHaveProperty('authToken');
    await test.simulator.control.confirm('123456', orderId);
    await later(4000);
    expect(test.shop.store.outbox.listOfOrder(orderId)).toMatchObject([
      { kind: 'registration', state: 'waiting', attempts: 2, problemKind: 'not-reachable' },
      { kind: 'confirmation', state: 'waiting', attempts: 0 },
    ]);

    await test.desk.restart();
    await later(61_000);
    await later(1000);
    await later(61_000);
    expect(test.desk.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /api/v1/orders',
      `PUT /api/v1/orders/123456/${orderId}/confirmation`,
    ]);
    expect(test.desk.calls[1]?.body).toEqual({
      confirmedAt: expect.stringMatching(/^2026-06-02T06:30:0\d\.\d{3}Z$/),
      how: 'poll',
    });
  });

  it.each([
    ['en', 'order: waiting (not reachable)', 'order: waiting (no answer in time)'],
    ['nb', 'ordre: venter (får ikke kontakt)', 'ordre: venter (fikk ikke svar i tide)'],
  ])('the back room says why in the language of the reader: %s', async (language, unreachable, late) => {
    test.desk.answer(() => 'hang');
    await fillAndPay();
    expect((await test.visitor().get(`/backroom?lang=${language}`)).text).toContain(late);
    await test.desk.stop();
    await later(4000);
    expect((await test.visitor().get(`/backroom?lang=${language}`)).text).toContain(unreachable);
  });

  it.each([
    ['an answer that is not as agreed', { status: 200, body: { ok: true } }],
    ['a failure', { status: 500, body: {} }],
    ['a token that is not accepted', { status: 401, body: { title: 'Unauthorized' } }],
    ['too many calls', { status: 429, body: {}, headers: { 'Retry-After': '7' } }],
  ])('%s keeps the message in the outbox', async (_name, reply) => {
    test.desk.answer(() => reply);
    await fillAndPay();
    const { orderId } = test.onlyOrder();
    expect(test.shop.store.outbox.listOfOrder(orderId)).toMatchObject([{ state: 'waiting', attempts: 1 }]);
    test.desk.answer(undefined);
    await later(1000);
    expect(test.desk.calls).toHaveLength(1);
    await later(8000);
    expect(test.shop.store.outbox.listOfOrder(orderId)).toMatchObject([{ state: 'delivered' }]);
  });

  it.each([409, 422])('a refusal for good (%i) is kept with its words and not repeated', async (status) => {
    const problem = {
      title: 'No',
      detail: 'The amount differs.',
      errors: [{ field: 'amount', message: 'too small' }],
    };
    test.desk.answer(() => ({ status, body: problem }));
    expect((await fillAndPay()).status).toBe(303);
    const { orderId } = test.onlyOrder();
    await later(120_000);
    expect(test.desk.calls).toHaveLength(1);
    expect(test.shop.store.outbox.listOfOrder(orderId)).toMatchObject([
      { state: 'refused', problem: 'The amount differs. amount: too small' },
    ]);
  });
});
