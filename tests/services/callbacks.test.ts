import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addMs, dayMs } from '#core/calendar';
import { listCallbacks } from '#db/callbacks';
import { findCustomer } from '#db/customers';
import { eraseCustomers } from '#services/erase-customers';
import { handleCallbacks } from '#services/handle-callbacks';
import { merchantAddresses } from '#services/merchant-addresses';
import { pollPayment } from '#services/poll-payments';
import { noProgress } from '#services/progress';
import {
  answerShippingDetails,
  type CallbackDesk,
  receiveConsentRemoval,
  receivePaymentUpdate,
} from '#services/receive-callback';
import { registerOrder } from '#services/register-order';
import { savePersonalDays, saveUnitSettings } from '#services/unit-settings';
import { openTestDesk, type TestDesk, testSettings, testUnit } from '../test-desk';

let test: TestDesk;
let desk: CallbackDesk;
beforeEach(async () => {
  test = await openTestDesk();
  desk = { ...test.desk, settings: testSettings() };
});
afterEach(() => test.close());

const tokenOf = (orderId: string, msn = testUnit) =>
  merchantAddresses(desk.settings, { msn, orderId }).authToken;

function update(orderId: string, status = 'RESERVED', changes: object = {}) {
  return {
    msn: testUnit,
    orderId,
    authorization: tokenOf(orderId),
    json: {
      merchantSerialNumber: testUnit,
      orderId,
      transactionInfo: {
        amount: 49_900,
        status,
        timeStamp: '2026-06-02T06:31:00.000Z',
        transactionId: '5001400017',
      },
      ...changes,
    },
  };
}

const handle = () => handleCallbacks(test.desk, noProgress);
const callbacksOf = (orderId: string) => listCallbacks(desk.db, { msn: testUnit, orderId });

async function confirmedBehindOurBack(orderId: string) {
  await test.initiated(orderId);
  await test.control.confirm(testUnit, orderId);
}

describe('a payment update', () => {
  it('is stored first and makes the job read the payment', async () => {
    await confirmedBehindOurBack('C-1');
    expect(await receivePaymentUpdate(desk, update('C-1'))).toEqual({ kind: 'stored' });
    expect(await test.read('C-1')).toMatchObject({ state: 'initiated' });
    expect(await handle()).toEqual({ handled: 1, erased: 0, waiting: 0 });
    expect(await test.read('C-1')).toMatchObject({ state: 'reserved', reservedOre: 49_900 });
    expect(await callbacksOf('C-1')).toMatchObject([{ outcome: 'agreed', times: 1, status: 'RESERVED' }]);
  });

  it('is believed in nothing: what it says counts only as far as Vipps says it too', async () => {
    await test.initiated('C-2');
    await receivePaymentUpdate(desk, update('C-2', 'SALE'));
    await handle();
    expect(await test.read('C-2')).toMatchObject({ state: 'initiated', reservedOre: 0 });
    expect(await callbacksOf('C-2')).toMatchObject([{ outcome: 'differs' }]);
  });

  it('that tells of an error only is compared with the attempts that failed', async () => {
    await test.initiated('C-12');
    const error = { transactionInfo: undefined, errorInfo: { errorCode: '45', errorMessage: 'Refused' } };
    await receivePaymentUpdate(desk, update('C-12', 'x', error));
    await handle();
    expect(await callbacksOf('C-12')).toMatchObject([{ outcome: 'differs', errorCode: '45' }]);
    await test.initiated('C-13');
    await test.control.confirm(testUnit, 'C-13', { fail: 'insufficient-funds' });
    await receivePaymentUpdate(desk, update('C-13', 'x', error));
    await handle();
    expect(await callbacksOf('C-13')).toMatchObject([{ outcome: 'agreed' }]);
  });

  it('that comes ten times is one, and is counted', async () => {
    await confirmedBehindOurBack('C-3');
    for (let time = 0; time < 10; time += 1) await receivePaymentUpdate(desk, update('C-3'));
    await handle();
    await receivePaymentUpdate(desk, update('C-3'));
    expect(await handle()).toEqual({ handled: 0, erased: 0, waiting: 0 });
    expect(await callbacksOf('C-3')).toMatchObject([{ times: 11, outcome: 'agreed' }]);
  });

  it('that comes late, after the capture, changes nothing', async () => {
    await test.reserved('C-4');
    await test.control.confirm(testUnit, 'C-4').catch(() => undefined);
    const before = await test.read('C-4');
    await receivePaymentUpdate(desk, update('C-4'));
    await handle();
    const after = await test.read('C-4');
    expect(after).toMatchObject({ state: before.state, capturedOre: before.capturedOre });
  });

  it.each([
    ['the token of another order', () => ({ ...update('C-5'), authorization: tokenOf('C-6') })],
    [
      'the token of another sales unit',
      () => ({ ...update('C-5'), authorization: tokenOf('C-5', '234567') }),
    ],
    ['no token', () => ({ ...update('C-5'), authorization: undefined })],
    ['an empty token', () => ({ ...update('C-5'), authorization: '' })],
    [
      'a sales unit that the desk has not',
      () => ({ ...update('C-5'), msn: '999999', authorization: tokenOf('C-5', '999999') }),
    ],
  ])('with %s is refused and leaves no trace', async (_what, make) => {
    await test.initiated('C-5');
    expect(await receivePaymentUpdate(desk, make())).toEqual({ kind: 'unauthorized' });
    expect(await callbacksOf('C-5')).toEqual([]);
    expect(desk.db.$client.prepare('SELECT count(*) FROM callbacks').pluck().get()).toBe(0);
  });

  it.each([
    ['a list', []],
    ['nothing', undefined],
    ['an amount with decimals', { transactionInfo: { amount: 12.5 } }],
    ['another order inside', { orderId: 'C-8' }],
    ['another sales unit inside', { merchantSerialNumber: '234567' }],
  ])('whose body is %s is refused as malformed', async (_what, json) => {
    await test.initiated('C-7');
    const body = typeof json === 'object' && !Array.isArray(json) ? { ...update('C-7').json, ...json } : json;
    expect(await receivePaymentUpdate(desk, { ...update('C-7'), json: body })).toEqual({ kind: 'malformed' });
    expect(await callbacksOf('C-7')).toEqual([]);
  });

  it('about an order that no shop registered makes it known', async () => {
    await confirmedBehindOurBack('C-9');
    const other = await openTestDesk({ simulator: test.simulator });
    const otherDesk = { ...other.desk, settings: desk.settings };
    await receivePaymentUpdate(otherDesk, update('C-9'));
    await handleCallbacks(other.desk, noProgress);
    expect(await other.read('C-9')).toMatchObject({ source: 'callback', state: 'reserved' });
    const registered = await registerOrder(other.desk, { msn: testUnit, orderId: 'C-9', amountOre: 49_900 });
    expect(registered).toMatchObject({ kind: 'registered', order: { source: 'registered' } });
    await other.close();
  });

  it('is tried again when Vipps is silent, and given up after a week', async () => {
    await confirmedBehindOurBack('C-10');
    await test.control.addFault({ kind: 'server-error', operation: 'details', times: 1000 });
    await receivePaymentUpdate(desk, update('C-10'));
    expect(await handle()).toMatchObject({ handled: 0, waiting: 1 });
    await test.advance({ advanceMs: 7 * dayMs });
    expect(await handle()).toMatchObject({ handled: 1 });
    expect(await callbacksOf('C-10')).toMatchObject([{ outcome: 'given-up' }]);
  });

  it('is acted on after all when Vipps answers again', async () => {
    await confirmedBehindOurBack('C-11');
    await test.control.addFault({ kind: 'server-error', operation: 'details', times: 20 });
    await receivePaymentUpdate(desk, update('C-11'));
    await handle();
    await test.control.clearFaults();
    await test.advance({ advanceMs: 10_000 });
    await handle();
    expect(await test.read('C-11')).toMatchObject({ state: 'reserved' });
    expect(await callbacksOf('C-11')).toMatchObject([{ outcome: 'agreed', attempts: 1 }]);
  });
});

describe('the question for delivery methods', () => {
  const question = (orderId: string) => ({ ...update(orderId), json: { addressId: 100, postCode: '0154' } });

  it('is answered with the methods of the sales unit, costs in kroner', async () => {
    await saveUnitSettings(desk, {
      msn: testUnit,
      actor: 'kari',
      fields: {
        captureOnShipping: 'no',
        default: '1',
        'method.0.id': 'posten',
        'method.0.name': 'Posten',
        'method.0.cost': '49',
        'method.1.id': 'hjem',
        'method.1.name': 'Hjem',
        'method.1.cost': '149,50',
      },
    });
    const answer = await answerShippingDetails(desk, question('S-1'));
    expect(answer).toEqual({
      kind: 'methods',
      body: {
        addressId: 100,
        orderId: 'S-1',
        shippingDetails: [
          {
            isDefault: 'N',
            priority: 1,
            shippingCost: 49,
            shippingMethod: 'Posten',
            shippingMethodId: 'posten',
          },
          {
            isDefault: 'Y',
            priority: 2,
            shippingCost: 149.5,
            shippingMethod: 'Hjem',
            shippingMethodId: 'hjem',
          },
        ],
      },
    });
  });

  it('is not answered with invented prices, to strangers, or without an address', async () => {
    expect(await answerShippingDetails(desk, question('S-2'))).toEqual({ kind: 'none-set' });
    expect(await answerShippingDetails(desk, { ...question('S-2'), authorization: 'x' })).toEqual({
      kind: 'unauthorized',
    });
    expect(await answerShippingDetails(desk, { ...question('S-2'), json: {} })).toEqual({
      kind: 'malformed',
    });
  });
});

describe('what an express customer shares', () => {
  const customerOf = (orderId: string) => findCustomer(desk.db, { msn: testUnit, orderId });

  async function express(orderId: string, mobileNumber = '48059528') {
    await registerOrder(test.desk, { msn: testUnit, orderId, amountOre: 49_900, express: true });
    const addresses = merchantAddresses(desk.settings, { msn: testUnit, orderId });
    await test.desk.vipps.initiatePayment({
      merchantInfo: {
        merchantSerialNumber: testUnit,
        ...addresses,
        fallBack: 'https://shop.example/done',
        paymentType: 'eComm Express Payment',
        staticShippingDetails: [
          {
            isDefault: true,
            shippingCostOre: 4900 as never,
            shippingMethod: 'Posten',
            shippingMethodId: 'posten',
          },
        ],
      },
      customerInfo: { mobileNumber },
      transaction: { orderId, amountOre: 49_900 as never, transactionText: 'Jacket' },
    });
    await test.control.confirm(testUnit, orderId);
    await pollPayment(test.desk, await test.read(orderId));
  }

  async function remove(userId: string) {
    const { consentRemovalPrefix } = merchantAddresses(desk.settings, { msn: testUnit, orderId: 'x' });
    const capability = consentRemovalPrefix.split('/').at(-1) ?? '';
    const reception = await receiveConsentRemoval(desk, { msn: testUnit, capability, userId });
    return { reception, handled: await handle() };
  }

  it('is kept with the order, with the delivery method and its cost in øre', async () => {
    await express('E-1');
    expect(await test.read('E-1')).toMatchObject({
      express: 'yes',
      reservedOre: 54_800,
      registeredOre: 49_900,
      shippingMethodId: 'posten',
      shippingCostOre: 4900,
    });
    const customer = await customerOf('E-1');
    expect(customer).toMatchObject({ mobileNumber: '48059528', erasedAt: null });
    expect(customer?.expiresAt).toBe(addMs((await test.read('E-1')).reservedAt ?? '', 7 * dayMs));
  });

  it('is erased when its time is over, and not read again', async () => {
    await express('E-2');
    await test.advance({ advanceMs: 7 * dayMs });
    expect(await eraseCustomers(test.desk, noProgress)).toEqual({ erased: 1 });
    expect(await eraseCustomers(test.desk, noProgress)).toEqual({ erased: 0 });
    await pollPayment(test.desk, await test.read('E-2'));
    expect(await customerOf('E-2')).toMatchObject({
      erasedBecause: 'expired',
      firstName: null,
      email: null,
      userId: null,
      addressLine1: null,
    });
    expect(await test.read('E-2')).toMatchObject({
      state: 'reserved',
      shippingMethod: 'Posten',
      customerKey: null, // nothing links the orders of the person any more
    });
  });

  it('goes sooner when fewer days are chosen, also for orders that are there already', async () => {
    await express('E-3');
    expect(await savePersonalDays(desk, { fields: { personalDays: '2' }, actor: 'kari' })).toMatchObject({
      kind: 'saved',
    });
    const { expiresAt } = (await customerOf('E-3')) ?? {};
    expect(expiresAt).toBe(addMs((await test.read('E-3')).reservedAt ?? '', 2 * dayMs));
    for (const personalDays of ['0', '8', '', '1.5', 'x'])
      expect(await savePersonalDays(desk, { fields: { personalDays }, actor: 'kari' })).toMatchObject({
        kind: 'refused',
      });
  });

  it('is erased everywhere when the consent is removed, and the books stay', async () => {
    await express('E-4');
    await express('E-5');
    const before = await test.read('E-4');
    const userId = (await customerOf('E-4'))?.userId ?? '';
    expect((await customerOf('E-5'))?.userId).toBe(userId);
    expect(await remove(userId)).toMatchObject({ reception: { kind: 'stored' }, handled: { erased: 1 } });
    for (const orderId of ['E-4', 'E-5']) {
      expect(await customerOf(orderId)).toMatchObject({ erasedBecause: 'consent-removed', userId: null });
      expect(await test.read(orderId)).toMatchObject({ customerKey: null });
    }
    expect(await test.read('E-4')).toMatchObject({ reservedOre: before.reservedOre, state: 'reserved' });
    const everything = desk.db.$client.serialize().toString('latin1');
    expect(everything).not.toContain(userId);
    await pollPayment(test.desk, await test.read('E-4')); // Vipps still tells
    expect(await customerOf('E-4')).toMatchObject({ firstName: null, userId: null });
    expect(await test.read('E-4')).toMatchObject({ customerKey: null });
  });

  it('of an order made before the removal and read after it is not stored', async () => {
    await express('E-6');
    const userId = (await customerOf('E-6'))?.userId ?? '';
    await registerOrder(test.desk, { msn: testUnit, orderId: 'E-7', express: true });
    const order = await test.read('E-6');
    await remove(userId);
    const details = await test.desk.vipps.getPaymentDetails(testUnit, 'E-6');
    expect(details.user?.userId).toBe(userId);
    desk.db.$client.prepare(`DELETE FROM order_customers WHERE order_id = 'E-6'`).run();
    await pollPayment(test.desk, order);
    expect(await customerOf('E-6')).toBeUndefined();
  });

  it('is stored anew when the person agrees again later', async () => {
    await express('E-8');
    const userId = (await customerOf('E-8'))?.userId ?? '';
    await remove(userId);
    await test.advance({ advanceMs: 60_000 });
    await express('E-9');
    expect(await customerOf('E-9')).toMatchObject({ userId, erasedAt: null });
    await test.advance({ advanceMs: 60_000 });
    expect(await remove(userId)).toMatchObject({ handled: { erased: 1 } });
    expect(await customerOf('E-9')).toMatchObject({ erasedBecause: 'consent-removed' });
  });

  it('is not erased by somebody who does not know the address', async () => {
    await express('E-10');
    const userId = (await customerOf('E-10'))?.userId ?? '';
    for (const capability of ['', 'x', tokenOf('E-10')])
      expect(await receiveConsentRemoval(desk, { msn: testUnit, capability, userId })).toEqual({
        kind: 'unauthorized',
      });
    await handle();
    expect(await customerOf('E-10')).toMatchObject({ userId });
  });
});
