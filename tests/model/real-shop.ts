/** The real thing beside the model: a desk with its database, and the simulator as Vipps and bank. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { formatDecimal, ore } from '#core/money';
import { saveLedgerTerms } from '#services/desk-settings';
import { noProgress } from '#services/progress';
import { syncLedgers } from '#services/sync-ledgers';
import { smallWorld } from '#simulator/small-world';
import { startTestSimulator, testStart } from '#simulator/test-simulator';
import { openTestDesk, type TestDesk } from '../test-desk';
import type { Terms } from './ledger-model';
import { ShopModel } from './shop-model';

export type RealShop = TestDesk & {
  readonly bankFolder: string;
  all<Row>(statement: string, ...values: readonly (string | number)[]): Row[];
};

/** In Norway, and one whose reservations live as short as in Denmark. */
export const units = [
  { msn: '123456', lifeDays: 180 },
  { msn: '234567', lifeDays: 14 },
] as const;

export const ledgerId = '302321';
export const account = '15062718347';

export async function openShops(terms: Terms): Promise<{ model: ShopModel; real: RealShop }> {
  const bankFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-model-'));
  const world = smallWorld({
    ...terms,
    feeFixedOre: ore(terms.feeFixedOre),
    heldBackOre: ore(terms.heldBackOre),
    isJoint: true,
  });
  const simulator = await startTestSimulator({ config: world, statementDir: bankFolder });
  const opened = await openTestDesk({ simulator });
  const { desk } = opened;
  for (const { msn, lifeDays } of units)
    if (lifeDays === 14)
      desk.db.$client.prepare(`UPDATE sales_units SET country = 'DK' WHERE msn = ?`).run(msn);
  await syncLedgers(desk, noProgress);
  const agreed = {
    payoutBankDays: '2',
    cutoffHour: String(terms.cutoffHour),
    feePercent: formatDecimal(ore(terms.feeBasisPoints)),
    feeFixed: formatDecimal(ore(terms.feeFixedOre)),
  };
  const saved = await saveLedgerTerms(desk, { ledgerId, fields: agreed, actor: 'kari' });
  if (saved.kind !== 'saved') throw new Error(`the terms were not saved: ${JSON.stringify(saved)}`);
  const real: RealShop = {
    ...opened,
    bankFolder,
    all: (statement, ...values) => desk.db.$client.prepare<unknown[]>(statement).all(...values) as never,
    async close() {
      await opened.close();
      await simulator.close();
      fs.rmSync(bankFolder, { recursive: true, force: true });
    },
  };
  const model = new ShopModel(Date.parse(testStart), terms, world.ledgers[0]?.vippsNumber ?? '');
  // Only where statements tell of the days from before a payout is money known to be missing.
  model.ledger.bankLine(model.now, 100_000, 'Innskudd');
  await real.control.addBankLine({ account, amount: 100_000, text: 'Innskudd' });
  return { model, real };
}
