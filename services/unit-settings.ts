/** What is chosen for each sales unit (capture on shipping, delivery methods) and how long personal details are kept. */
import { z } from 'zod';
import { formatDecimal, ore, parseDecimalOre } from '#core/money';
import { mostDeliveryMethods } from '#core/shipping';
import type { Db } from '#db/client';
import { moveExpiryStatement } from '#db/customers';
import { findSalesUnit } from '#db/orders';
import { readDeskSetting, saveDeskSettingStatement } from '#db/settings';
import type { DeliveryMethod } from '#vipps/callbacks';
import type { OfflineDesk } from './desk';
import type { FormFields, SettingResult } from './desk-settings';
import type { FieldErrors, FieldRule } from './desk-settings-fields';
import { storeChanges } from './desk-settings-record';

export type UnitSettings = {
  /** Telling the desk that an order was sent also captures it. */
  readonly captureOnShipping: boolean;
  /** Offered to customers of express orders, in this order. */
  readonly shippingMethods: readonly DeliveryMethod[];
};

const cost = z.int().min(100).max(1_000_000).transform(ore);
const methodSchema = z.object({
  id: z.string().min(1).max(100),
  name: z.string().min(1).max(256),
  costOre: cost,
  isDefault: z.boolean(),
});
const unitSchema = z.object({ captureOnShipping: z.boolean(), shippingMethods: z.array(methodSchema) });
const unchosen: UnitSettings = { captureOnShipping: false, shippingMethods: [] };

export function readUnitSettings(db: Db, msn: string): Promise<UnitSettings> {
  return readDeskSetting(db, nameOf(msn), unitSchema, unitSchema.parse(unchosen));
}

/**
 * Fields: `captureOnShipping` yes or no; `method.N.id`, `method.N.name`, `method.N.cost` (kroner); `default` = N of the usual one.
 * A method whose three fields are empty is left out.
 */
export async function saveUnitSettings(
  desk: OfflineDesk,
  { msn, fields, actor }: { readonly msn: string; readonly fields: FormFields; readonly actor: string },
): Promise<SettingResult> {
  if ((await findSalesUnit(desk.db, msn)) === undefined) return { kind: 'not-found' };
  const read = readUnitFields(fields);
  if (read.kind === 'refused') return read;
  return storeChanges(desk, [
    {
      actor,
      action: 'setting changed',
      subject: `setting ${nameOf(msn)}`,
      before: await readUnitSettings(desk.db, msn),
      after: read.settings,
      statement: (mark) => saveDeskSettingStatement(desk.db, nameOf(msn), read.settings, mark),
    },
  ]);
}

/** The form's fields of what is chosen. */
export function unitFields({ captureOnShipping, shippingMethods }: UnitSettings): Record<string, string> {
  return {
    captureOnShipping: captureOnShipping ? 'yes' : 'no',
    default: String(
      Math.max(
        0,
        shippingMethods.findIndex((method) => method.isDefault),
      ),
    ),
    ...Object.fromEntries(
      shippingMethods.flatMap(({ id, name, costOre }, index) => [
        [`method.${index}.id`, id],
        [`method.${index}.name`, name],
        [`method.${index}.cost`, formatDecimal(costOre).replace('.', ',')],
      ]),
    ),
  };
}

/** Vipps itself forgets the details 7 days after the reservation; the desk keeps them no longer. */
const personalDays = { name: 'personal-days', schema: z.int().min(1).max(7), fallback: 7 } as const;

export function readPersonalDays(db: Db): Promise<number> {
  return readDeskSetting(db, personalDays.name, personalDays.schema, personalDays.fallback);
}

/** Field `personalDays`, 1 to 7. Counted from each reservation, also of those stored already. */
export async function savePersonalDays(
  desk: OfflineDesk,
  { fields, actor }: { readonly fields: FormFields; readonly actor: string },
): Promise<SettingResult> {
  const days = personalDays.schema.safeParse(Number(String(fields.personalDays ?? '').trim() || Number.NaN));
  if (!days.success) return { kind: 'refused', errors: { personalDays: 'personal-days' } };
  return storeChanges(desk, [
    {
      actor,
      action: 'setting changed',
      subject: `setting ${personalDays.name}`,
      before: await readPersonalDays(desk.db),
      after: days.data,
      statement: (mark) => ({
        run() {
          saveDeskSettingStatement(desk.db, personalDays.name, days.data, mark).run();
          return moveExpiryStatement(desk.db, days.data).run();
        },
      }),
    },
  ]);
}

type ReadFields =
  | { readonly kind: 'read'; readonly settings: UnitSettings }
  | { readonly kind: 'refused'; readonly errors: FieldErrors };

function readUnitFields(fields: FormFields): ReadFields {
  const errors: Record<string, FieldRule> = {};
  const text = (name: string) => (typeof fields[name] === 'string' ? String(fields[name]).trim() : '');
  const chosen = text('captureOnShipping');
  if (chosen !== 'yes' && chosen !== 'no') errors.captureOnShipping = 'yes-no';
  const methods: (DeliveryMethod & { position: number })[] = [];
  for (let position = 0; position < mostDeliveryMethods; position += 1) {
    const [id, name, kroner] = ['id', 'name', 'cost'].map((field) => text(`method.${position}.${field}`));
    if (!id && !name && !kroner) continue;
    const amount = parseDecimalOre((kroner ?? '').replace(/\s/g, '').replace(',', '.'));
    if (!id || !/^[\w.-]{1,100}$/.test(id) || methods.some((method) => method.id === id))
      errors[`method.${position}.id`] = 'method-id';
    if (!name || name.length > 256) errors[`method.${position}.name`] = 'method-name';
    if (amount === undefined || amount < 100 || amount > 1_000_000)
      errors[`method.${position}.cost`] = 'method-cost';
    else methods.push({ id: id ?? '', name: name ?? '', costOre: amount, isDefault: false, position });
  }
  if (Object.keys(errors).length > 0) return { kind: 'refused', errors };
  const usual = methods.find(({ position }) => String(position) === text('default')) ?? methods[0];
  const shippingMethods = methods.map(({ position, ...method }) => ({
    ...method,
    isDefault: position === usual?.position,
  }));
  return { kind: 'read', settings: { captureOnShipping: chosen === 'yes', shippingMethods } };
}

function nameOf(msn: string): string {
  return `sales-unit ${msn}`;
}
