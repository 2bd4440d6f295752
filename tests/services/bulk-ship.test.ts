import { uuidv7 } from 'uuidv7';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ore } from '#core/money';
import { findCommand } from '#db/commands';
import { listShipments } from '#db/shipments';
import { capturePayment } from '#services/capture-payment';
import { captureShipments } from '#services/capture-shipments';
import { applySettingForm } from '#services/desk-settings-forms';
import { previewBulk } from '#services/preview-bulk';
import { noProgress } from '#services/progress';
import { runBulk } from '#services/run-bulk';
import { shipOrder } from '#services/ship-order';
import { startBulk } from '#services/start-bulk';
import { readBulkForm, readBulkQuery, readOrderNames } from '../../app/read-bulk.server';
import { openTestDesk, type TestDesk, testUnit } from '../test-desk';
import { actor, named, outcomes, requestOf, viewOf } from './bulk-steps';

let test: TestDesk;
beforeEach(async () => {
  test = await openTestDesk();
});
afterEach(() => test.close());

const captureOnShipping = () =>
  applySettingForm(test.desk, { form: 'unit', msn: testUnit, captureOnShipping: 'yes' }, actor);
const shipmentsOf = (orderId: string) => listShipments(test.desk.db, { msn: testUnit, orderId });

describe('many orders marked shipped', () => {
  it('are captured where the sales unit says so, with carrier and tracking number as proof of delivery', async () => {
    await captureOnShipping();
    await test.reserved('A-1', 40_000);
    await test.reserved('A-2', 60_000);
    const asked = await requestOf(test.desk, 'ship', ['A-1', 'A-2']);
    const request = {
      ...asked,
      orders: asked.orders.map((order, index) => ({
        ...order,
        carrier: 'Posten',
        trackingNumber: `T-${index}`,
      })),
    };
    await startBulk(test.desk, request);
    await runBulk(test.desk, noProgress);
    expect(await outcomes(test.desk, request.id)).toEqual({ 'A-1': 'working', 'A-2': 'working' });
    await captureShipments(test.desk, noProgress);
    expect(await outcomes(test.desk, request.id)).toEqual({ 'A-1': 'done', 'A-2': 'done' });
    expect(await viewOf(test.desk, request.id)).toMatchObject({ movedOre: 100_000, amountOre: 100_000 });
    const [parcel] = await shipmentsOf('A-2');
    expect((await findCommand(test.desk.db, parcel?.id ?? ''))?.transactionText).toBe(
      'Sendt med Posten, sporing T-1',
    );
    expect(await test.truth('A-2')).toMatchObject({ captured: 60_000 });

    expect(await startBulk(test.desk, request)).toMatchObject({ kind: 'repeated' });
    await runBulk(test.desk, noProgress);
    await captureShipments(test.desk, noProgress);
    expect(await shipmentsOf('A-1')).toHaveLength(1);
    expect(await test.truth('A-1')).toMatchObject({ captured: 40_000 });
  });

  it('take no money where the person or the sales unit says so', async () => {
    await captureOnShipping();
    await test.reserved('A-1');
    const setting = await previewBulk(test.desk, 'ship', named('A-1'));
    const none = await previewBulk(test.desk, 'ship', named('A-1'), 'no');
    expect([setting.capturesOre, none.capturesOre]).toEqual([49_900, 0]);
    const request = await requestOf(test.desk, 'ship', ['A-1'], 'no');
    await startBulk(test.desk, request);
    await runBulk(test.desk, noProgress);
    await captureShipments(test.desk, noProgress);
    expect(await outcomes(test.desk, request.id)).toEqual({ 'A-1': 'done' });
    expect(await viewOf(test.desk, request.id)).toMatchObject({ movedOre: 0 });
    expect(await test.truth('A-1')).toMatchObject({ captured: 0 });
  });

  it('are refused when their amounts changed since, and the others go on', async () => {
    await test.reserved('A-1');
    await test.reserved('A-2');
    const request = await requestOf(test.desk, 'ship', ['A-1', 'A-2'], 'yes');
    await startBulk(test.desk, request);
    await capturePayment(test.desk, {
      msn: testUnit,
      orderId: 'A-1',
      amountOre: ore(10_000),
      transactionText: 'By hand',
      actor: 'ola',
    });
    await runBulk(test.desk, noProgress);
    await captureShipments(test.desk, noProgress);
    expect(await outcomes(test.desk, request.id)).toEqual({
      'A-1': 'refused: changed-meanwhile',
      'A-2': 'done',
    });
    expect(await shipmentsOf('A-1')).toEqual([]);
    expect(await test.truth('A-1')).toMatchObject({ captured: 10_000 });
  });

  it('that Vipps does not let capture are told as sent and not captured', async () => {
    await test.reserved('A-1');
    const request = await requestOf(test.desk, 'ship', ['A-1'], 'yes');
    await startBulk(test.desk, request);
    await test.desk.vipps.cancel({ msn: testUnit, orderId: 'A-1', text: 'by the shop' });
    await runBulk(test.desk, noProgress);
    await captureShipments(test.desk, noProgress);
    expect(await outcomes(test.desk, request.id)).toEqual({ 'A-1': 'failed' });
    expect(await shipmentsOf('A-1')).toHaveLength(1);
    const again = new URLSearchParams({ do: 'capture', again: request.id, only: 'failed' });
    expect((await readBulkQuery(test.desk.db, 'capture', again, test.desk.clock.now())).names).toEqual(
      named('A-1'),
    );
  });

  it('tell which cannot be sent, and send only what is left of the others', async () => {
    await test.initiated('I-1');
    await test.reserved('W-1');
    await test.reserved('P-1', 50_000);
    await test.reserved('C-1');
    const parcel = { msn: testUnit, shipmentKey: 'parcel-1', actor };
    await shipOrder(test.desk, { ...parcel, orderId: 'W-1' });
    await shipOrder(test.desk, { ...parcel, orderId: 'P-1', amountOre: ore(20_000) });
    await capturePayment(test.desk, { msn: testUnit, orderId: 'C-1', transactionText: 'By hand', actor });
    const preview = await previewBulk(test.desk, 'ship', named('I-1', 'W-1', 'P-1', 'C-1', 'NONE'), 'yes');
    expect(
      preview.items.map(({ orderId, reason, amountOre, captures }) => [orderId, reason, amountOre, captures]),
    ).toEqual([
      ['I-1', 'not-reserved', 0, false],
      ['W-1', 'all-sent', 0, false],
      ['P-1', null, 30_000, true],
      ['C-1', null, 0, false],
      ['NONE', 'unknown-order', 0, false],
    ]);
    const request = await requestOf(test.desk, 'ship', ['P-1', 'C-1'], 'yes');
    await startBulk(test.desk, request);
    await runBulk(test.desk, noProgress);
    await captureShipments(test.desk, noProgress);
    expect(await outcomes(test.desk, request.id)).toEqual({ 'P-1': 'done', 'C-1': 'done' });
    expect(await test.truth('P-1')).toMatchObject({ captured: 30_000 });
  });
});

describe('the form', () => {
  const seen = [
    ['123456', 'A-1', 100, [100, 0, 0, 0], null, true],
    ['123456', 'A-2', 0, [0, 0, 0, 0], 'not-reserved', false],
    ['123456', 'A-3', 300, [300, 0, 0, 0], null, false],
  ];
  const whole = { id: uuidv7(), do: 'ship', seen: JSON.stringify(seen), carrier: 'Posten' };
  const numbersOf = (fields: Record<string, string>) => {
    const read = readBulkForm({ ...whole, ...fields });
    return 'refusal' in read ? read.refusal : read.request.orders.map((order) => order.trackingNumber);
  };

  it('gives each order that is sent its own number, or its line of the pasted column', () => {
    expect(numbersOf({})).toEqual(['', undefined, '']);
    expect(numbersOf({ numbers: ' T-1 \r\nT-3\r\n\r\n' })).toEqual(['T-1', undefined, 'T-3']);
    expect(numbersOf({ numbers: '\nT-3' })).toEqual(['', undefined, 'T-3']);
    expect(numbersOf({ numbers: 'T-1\nT-3', 'tracking.2': 'own', 'tracking.1': ' ' })).toEqual([
      'T-1',
      undefined,
      'own',
    ]);
    expect(numbersOf({ numbers: '1\n2\n3' })).toBe('too-many-numbers');
    expect(numbersOf({ 'tracking.1': 'x'.repeat(61) })).toBe('wrong-number');
    expect(numbersOf({ carrier: 'Pos\u0000ten' })).toBe('wrong-number');
  });

  it('that is not whole starts nothing', () => {
    for (const fields of [
      { id: 'x' },
      { do: 'refund' },
      { seen: '{' },
      { seen: '[["123456","A-1",1.5,[1,0,0,0],null,true]]' },
      { seen: '[["123456","A-1",100,[100,0,0],null,true]]' },
      { seen: '[["123456","A-1",100,[100,0,0,0],"because",true]]' },
      { seen: '[["x","A-1",100,[100,0,0,0],null,true]]' },
      {
        seen: JSON.stringify(
          Array.from({ length: 1001 }, (_, index) => ['123456', `A-${index}`, 1, [1, 0, 0, 0], null, true]),
        ),
      },
    ])
      expect(readBulkForm({ ...whole, ...fields }), JSON.stringify(fields).slice(0, 80)).toEqual({
        refusal: 'unreadable',
      });
    expect(readBulkForm({})).toEqual({ refusal: 'unreadable' });
  });
});

describe('the orders that are chosen', () => {
  const chosen = async (query: string) =>
    readBulkQuery(test.desk.db, 'capture', new URLSearchParams(query), test.desk.clock.now());

  it('twice are one order, and what names none is left out', () => {
    expect(readOrderNames(['123456/A-1', '123456/A-1', 'A-2', '/A-3', `123456/${'x'.repeat(51)}`])).toEqual([
      { msn: '123456', orderId: 'A-1' },
    ]);
  });

  it('may be all that a filter finds; a filter that cannot be read chooses none', async () => {
    await test.reserved('A-1');
    await test.initiated('I-1');
    expect((await chosen('all=yes&view=reserved')).names).toEqual(named('A-1'));
    expect(await chosen('all=yes&view=nonsense')).toMatchObject({
      names: [],
      empty: 'unclearFilter',
    });
  });

  it('are a thousand at most, and it is said that there are more', async () => {
    const query = new URLSearchParams();
    for (let index = 0; index < 1001; index += 1) query.append('order', `123456/A-${index}`);
    const asked = await chosen(query.toString());
    expect([asked.names.length, asked.more]).toEqual([1000, true]);
  });
});
