import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applySettingForm, settingsOverview } from '#services/desk-settings-forms';
import { readUnitSettings } from '#services/unit-settings';
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
