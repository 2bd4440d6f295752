import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listShipments } from '#db/shipments';
import { captureShipments } from '#services/capture-shipments';
import { applySettingForm, settingsOverview } from '#services/desk-settings-forms';
import { noProgress } from '#services/progress';
import { readUnitSettings } from '#services/unit-settings';
import { readOrderNames, readShippingForm, shipMany, shippingRows } from '../../app/ship-many.server';
import { openTestDesk, testUnit } from '../test-desk';

const actor = 'kari';
const fixture = { current: undefined as Awaited<ReturnType<typeof openTestDesk>> | undefined };
const books = () => {
  if (fixture.current === undefined) throw new Error('no desk');
  return fixture.current;
};
beforeEach(async () => {
  fixture.current = await openTestDesk();
});
afterEach(() => books().close());

const unitForm = (more: Record<string, string>) =>
  applySettingForm(books().desk, { form: 'unit', msn: testUnit, captureOnShipping: 'no', ...more }, actor);
const named = (...orderIds: string[]) => readOrderNames(orderIds.map((id) => `${testUnit}/${id}`));

/** The form as the page of these orders would send it. */
async function formOf(...orderIds: string[]): Promise<Record<string, string>> {
  const rows = (await shippingRows(books().desk, named(...orderIds))).filter((row) => row.shippable);
  return Object.fromEntries(
    rows.flatMap((row, position) => [
      [`order.${position}`, `${row.msn}/${row.orderId}`],
      [`key.${position}`, row.key],
      [`carrier.${position}`, 'Posten'],
      [`tracking.${position}`, `T-${position}`],
      [`amountOre.${position}`, String(row.remainingOre)],
      [`capture.${position}`, row.captures ? 'yes' : 'no'],
    ]),
  );
}

describe('many orders marked shipped', () => {
  it('are captured where the sales unit says so, and the same form sent again ships and captures nothing more', async () => {
    await unitForm({ captureOnShipping: 'yes' });
    await books().reserved('A-1', 40_000);
    await books().reserved('A-2', 60_000);
    const form = readShippingForm(await formOf('A-1', 'A-2')) ?? [];
    const first = await shipMany(books().desk, form, actor);
    expect(first.map(({ orderId, kind, capture }) => [orderId, kind, capture])).toEqual([
      ['A-1', 'shipped', 'waiting'],
      ['A-2', 'shipped', 'waiting'],
    ]);
    await captureShipments(books().desk, noProgress);
    expect(await books().truth('A-2')).toMatchObject({ captured: 60_000 });

    const again = await shipMany(books().desk, form, actor);
    expect(again.map(({ kind, capture }) => [kind, capture])).toEqual([
      ['repeated', 'ordered'],
      ['repeated', 'ordered'],
    ]);
    await captureShipments(books().desk, noProgress);
    expect(await listShipments(books().desk.db, { msn: testUnit, orderId: 'A-1' })).toHaveLength(1);
    expect(await books().truth('A-1')).toMatchObject({ captured: 40_000 });
  });

  it('one that is refused does not stop the others', async () => {
    await books().reserved('A-1', 40_000);
    await books().reserved('A-2', 60_000);
    const form = (readShippingForm(await formOf('A-1', 'A-2')) ?? []).map((row, position) =>
      position === 0 ? { ...row, amountOre: 40_001 } : row,
    );
    const results = await shipMany(books().desk, form, actor);
    expect(results.map(({ kind, refusal, capture }) => [kind, refusal, capture])).toEqual([
      ['refused', 'above-remaining', null],
      ['shipped', null, 'not-asked'],
    ]);
    expect(await listShipments(books().desk.db, { msn: testUnit, orderId: 'A-1' })).toEqual([]);
  });

  it('tell which cannot be sent: unknown, and not reserved', async () => {
    await books().initiated('A-1');
    const rows = await shippingRows(books().desk, named('A-1', 'NONE'));
    expect(
      rows.map(({ orderId, state, shippable, captures }) => [orderId, state, shippable, captures]),
    ).toEqual([
      ['A-1', 'initiated', false, false],
      ['NONE', null, false, false],
    ]);
  });

  it('a form that is not whole ships nothing at all', async () => {
    await books().reserved('A-1');
    const whole = await formOf('A-1');
    expect(readShippingForm(whole)).toHaveLength(1);
    for (const [field, value] of [
      ['key.0', 'not-a-key'],
      ['amountOre.0', '1.5'],
      ['amountOre.0', '-1'],
      ['capture.0', 'perhaps'],
      ['order.0', 'A-1'],
      ['tracking.0', 'x'.repeat(61)],
      ['carrier.0', 'Pos\u0000ten'],
    ] as const)
      expect(readShippingForm({ ...whole, [field]: value }), field).toBeUndefined();
    expect(readShippingForm({})).toBeUndefined();
    const many = Object.entries(whole).flatMap(([name, value]) =>
      Array.from({ length: 201 }, (_, position) => [name.replace('.0', `.${position}`), value]),
    );
    expect(readShippingForm(Object.fromEntries(many))).toBeUndefined();
  });

  it('an order chosen twice is one order, and what names none is left out', () => {
    expect(readOrderNames(['123456/A-1', '123456/A-1', 'A-2', '/A-3'])).toEqual([
      { msn: '123456', orderId: 'A-1' },
    ]);
  });
});

describe('the settings form of a sales unit', () => {
  const methods = {
    'method.0.id': 'post',
    'method.0.name': 'Posten',
    'method.0.cost': '99',
    'method.1.id': 'shop',
    'method.1.name': 'Hentes i butikken',
    'method.1.cost': '1,00',
    default: '1',
  };

  it('stores what it shows, and leaves out a method that is marked for removal', async () => {
    expect(await unitForm(methods)).toEqual({ kind: 'saved', changed: true });
    const shown = (await settingsOverview(books().desk)).units.find(({ msn }) => msn === testUnit);
    expect(shown).toMatchObject({ methods: 2, fields: { 'method.1.cost': '1,00', default: '1' } });
    expect(await unitForm(shown?.fields ?? {})).toEqual({ kind: 'saved', changed: false });

    await unitForm({ ...methods, 'remove.1': 'yes' });
    expect((await readUnitSettings(books().desk.db, testUnit)).shippingMethods).toEqual([
      { id: 'post', name: 'Posten', costOre: 9900, isDefault: true },
    ]);
  });

  it('a wrong price is said at its field, and nothing is stored', async () => {
    expect(await unitForm({ ...methods, 'method.0.cost': 'gratis' })).toEqual({
      kind: 'refused',
      errors: { 'method.0.cost': 'method-cost' },
    });
    expect((await readUnitSettings(books().desk.db, testUnit)).shippingMethods).toEqual([]);
  });

  it('the days personal details are kept are 1 to 7', async () => {
    const days = (personalDays: string) =>
      applySettingForm(books().desk, { form: 'personal-days', personalDays }, actor);
    expect(await days('3')).toMatchObject({ kind: 'saved' });
    expect(await days('8')).toMatchObject({ kind: 'refused', errors: { personalDays: 'personal-days' } });
    expect((await settingsOverview(books().desk)).personalDays).toBe('3');
  });
});
