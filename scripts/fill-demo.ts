/** Fills a demo at its first start: the simulator makes its history, the desk learns of it as it would in real life. */
import { formatDecimal, ore } from '#core/money';
import type { Job } from '#jobs/job';
import { runJob } from '#jobs/run-job';
import { jobs } from '#jobs/schedule';
import { saveLedgerTerms } from '#services/desk-settings';
import { type OpenDesk, openDesk } from '#services/open-desk';
import { registerOrders } from '#services/register-order';
import type { Settings } from '#services/settings';
import { readUnitSettings, saveUnitSettings } from '#services/unit-settings';
import { defaultConfig } from '#simulator/config';
import { createControlClient } from '#simulator/control-client';

/** A Tuesday morning; the ninety days before hold Easter, 1 May, Ascension, 17 May, Whit Monday and the start of summer time. */
const endsAt = '2026-06-02T06:30:00Z';
const days = 90;

export async function fillDemo(settings: Settings, say: (text: string) => void): Promise<void> {
  if (settings.SIMULATOR_URL === undefined) throw new Error('the demo needs its simulator');
  const control = createControlClient(settings.SIMULATOR_URL);
  if ((await control.orders(0, 1)).orders.length === 0) {
    say(`Filling in ${days} days of history …`);
    await control.generateHistory({ seed: 1, days, endsAt });
  }
  const desk = await openDesk(settings, 'demo');
  try {
    // As a shop would register its orders; those known already are left alone.
    let registered = 0;
    let after: number | null = 0;
    while (after !== null) {
      const page: Awaited<ReturnType<typeof control.orders>> = await control.orders(after, 1000);
      registered += await registerOrders(
        desk,
        page.orders.map((order) => ({
          msn: order.msn,
          orderId: order.orderId,
          amountOre: order.amount,
          description: order.transactionText,
          express: order.express,
          initiatedAt: order.initiatedAt,
          customerKey: order.customerKey ?? undefined,
          shippedAt: order.shippedAt ?? undefined,
        })),
      );
      after = page.nextAfter;
    }
    await chooseDelivery(desk);
    if (registered === 0) return;
    say(`${registered} orders registered; reading their payments, the ledgers and the bank …`);
    await runJobs(desk, jobs);
    await agreeOnFees(desk);
    await runJobs(
      desk,
      jobs.filter((job) => ['poll-payments', 'reconcile'].includes(job.name)),
    );
  } finally {
    desk.close();
  }
}

async function runJobs(desk: OpenDesk, some: readonly Job[]): Promise<void> {
  for (const job of some.filter(({ isOff }) => !isOff?.(desk.settings))) {
    const outcome = await runJob(desk, job, { requestedBy: 'demo' });
    if (outcome.kind === 'failed') throw new Error(`${job.name}: ${outcome.error}`);
  }
}

/** What the merchant agreed with Vipps: the desk compares each fee with it. */
async function agreeOnFees(desk: OpenDesk): Promise<void> {
  for (const { ledgerId, feeBasisPoints, feeFixedOre, cutoffHour } of defaultConfig.ledgers) {
    const fields = {
      payoutBankDays: String(defaultConfig.bankDaysToDeposit),
      cutoffHour: String(cutoffHour),
      feePercent: formatDecimal(ore(feeBasisPoints)),
      feeFixed: formatDecimal(feeFixedOre),
    };
    const saved = await saveLedgerTerms(desk, { ledgerId, fields, actor: 'demo' });
    if (saved.kind !== 'saved') throw new Error(`the terms of ledger ${ledgerId}: ${JSON.stringify(saved)}`);
  }
}

/** What the shops told the desk: sending an order captures it, and how express orders are delivered. What somebody chose stays. */
async function chooseDelivery(desk: OpenDesk): Promise<void> {
  const fields = {
    captureOnShipping: 'yes',
    default: '0',
    'method.0.id': 'posten-postkassen',
    'method.0.name': 'Posten, pakke i postkassen',
    'method.0.cost': '49',
    'method.1.id': 'posten-hentested',
    'method.1.name': 'Posten, til hentested',
    'method.1.cost': '79',
    'method.2.id': 'hjem-kveld',
    'method.2.name': 'Hjem på kveldstid',
    'method.2.cost': '149',
  };
  for (const msn of ['123456', '123457']) {
    if ((await readUnitSettings(desk.db, msn)).shippingMethods.length > 0) continue;
    const saved = await saveUnitSettings(desk, { msn, fields, actor: 'demo' });
    if (saved.kind !== 'saved') throw new Error(`the settings of ${msn}: ${JSON.stringify(saved)}`);
  }
}
