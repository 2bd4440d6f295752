/** Puts a worked case into a desk, stage by stage, and says what the desk then makes of it, in the words of the case. */
import { addMs, type Day, dayOf, ledgerDayOf } from '#core/calendar';
import { saveDeskSettingStatement } from '#db/settings';
import { confirmBankMatch, rejectBankMatch, undoBankMatch } from '#services/decide-bank-match';
import { faultsIn } from '../faults-in';
import type { Expectation, WorkedCase } from './case-file';
import { outcomeOf } from './case-outcome';
import { nextDay, openScriptedDesk, type ScriptedDesk } from './scripted-desk';

/** `faults`: what `npm run verify` has against the books after the stage. */
export type PlayedStage = {
  readonly expected: Expectation;
  readonly found: Expectation;
  readonly faults: readonly string[];
};

export async function playCase(worked: WorkedCase): Promise<PlayedStage[]> {
  const [first] = worked.stages;
  if (first === undefined) throw new Error('a case has a stage');
  const scripted = await openScriptedDesk(
    first.now,
    worked.ledgers.map((ledger) => ({ ...ledger, feeBasisPoints: ledger.feeBasisPoints ?? null })),
  );
  try {
    const { graceHours } = worked.settings;
    if (graceHours !== undefined) {
      saveDeskSettingStatement(scripted.db, 'grace-hours', graceHours, {
        changedAt: first.now,
        changedBy: 'test',
      }).run();
    }
    bookEntries(scripted, worked);
    await makePayments(scripted, worked);
    const played: PlayedStage[] = [];
    let readThrough: Day | undefined;
    for (const stage of worked.stages) {
      scripted.setNow(stage.now);
      if (stage.bankRead) readThrough = await readBank(scripted, worked, readThrough);
      await scripted.run();
      for (const decision of stage.decide) await decide(scripted, decision);
      if (stage.decide.length > 0) await scripted.run();
      const found = await outcomeOf(scripted, stage.expect);
      played.push({ expected: stage.expect, found, faults: await faultsIn(scripted.db) });
    }
    return played;
  } finally {
    scripted.close();
  }
}

type Ids = { readonly of: (type: string, order: string | undefined, id: string | undefined) => string };

/** Captures and refunds are numbered within their order, the same on the ledger and in the payment. */
function numbered(): Ids {
  const counts = new Map<string, number>();
  return {
    of(type, order, id) {
      if (id !== undefined) return id;
      if (type === 'capture-fee')
        return `capture ${order ?? ''} ${counts.get(`capture ${order ?? ''}`) ?? 1}`;
      const name = `${type === 'sale' ? 'capture' : type} ${order ?? ''}`;
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return `${name} ${count}`;
    },
  };
}

const ofFees = ['capture-fee', 'fees-invoiced'];

function bookEntries(scripted: ScriptedDesk, worked: WorkedCase): void {
  const ids = numbered();
  for (const entry of worked.entries) {
    const ledger = worked.ledgers.find(({ id }) => id === entry.ledger) ?? worked.ledgers[0];
    if (ledger === undefined) throw new Error('a case has a ledger');
    const unit = entry.unit ?? (ledger.units.length === 1 ? ledger.units[0] : undefined);
    scripted.book({
      at: entry.at,
      type: entry.type,
      ore: entry.ore,
      id: ids.of(entry.type, entry.order, entry.id),
      topic: entry.topic ?? (ofFees.includes(entry.type) ? 'fees' : 'funds'),
      ledgerId: ledger.id,
      reference: entry.order,
      handle: unit === undefined ? '' : `api:${unit}`,
      day: entry.day ?? ledgerDayOf(entry.at, ledger.cutoffHour ?? 0),
      visibleAt: entry.shown,
    });
  }
}

type History = Parameters<ScriptedDesk['pay']>[1];

async function makePayments(scripted: ScriptedDesk, worked: WorkedCase): Promise<void> {
  const [unitOfAll = ''] = worked.ledgers.flatMap(({ units }) => units);
  const told = new Set(worked.payments.map(({ order }) => order));
  for (const payment of worked.payments) {
    const { order: orderId, unit: msn = unitOfAll, registered, customer: customerKey, shipped } = payment;
    if (payment.unknownToVipps) continue;
    const ids = numbered();
    const history = payment.history.map(({ at, what, ore, id }) => ({
      operation: what.toUpperCase(),
      at,
      ore,
      transactionId: ids.of(what, orderId, id),
    }));
    await scripted.pay({ msn, orderId, registered, customerKey, shippedAt: shipped }, history);
  }
  for (const { ledgerId } of scripted.vipps.ledgers.values()) {
    const orders = new Map<string, History[number][]>();
    for (const item of scripted.vipps.feed(ledgerId, 'funds')) {
      if (!['capture', 'refund'].includes(item.entryType) || told.has(item.reference ?? '')) continue;
      const name = `${item.recipientHandle?.slice(4)}/${item.reference}`;
      const { time: at, pspReference: transactionId, amountOre } = item;
      const event = { operation: item.entryType, at, ore: Math.abs(amountOre), transactionId };
      orders.set(name, [...(orders.get(name) ?? []), event]);
    }
    for (const [name, events] of orders) {
      const [msn = '', orderId = ''] = name.split('/');
      await scripted.pay({ msn, orderId }, [reservationOf(events), ...events]);
    }
  }
}

function reservationOf(events: readonly History[number][]): History[number] {
  const ore = events
    .filter(({ operation }) => operation === 'capture')
    .reduce((sum, event) => sum + event.ore, 0);
  const first = events[0]?.at ?? '';
  return { operation: 'RESERVE', at: addMs(first, -60_000), ore, transactionId: 'reserve' };
}

/** The statements since the last ones, up to today. */
async function readBank(
  scripted: ScriptedDesk,
  worked: WorkedCase,
  before: Day | undefined,
): Promise<Day | undefined> {
  const through = dayOf(scripted.desk.clock.now());
  const first = worked.entries.map(({ at, day }) => day ?? dayOf(at)).sort()[0] ?? through;
  const from = before === undefined ? first : nextDay(before);
  if (from > through) return before;
  const accounts = worked.ledgers.map(({ account }) => account);
  const lines = worked.bank
    .filter((line) => line.day >= from && line.day <= through)
    .map((line) => ({ ...line, account: line.account ?? accounts[0] ?? '' }));
  const currency = worked.ledgers[0]?.currency;
  await scripted.bank(
    lines.map((line) => ({ ...line, currency })),
    { from, through },
  );
  return through;
}

async function decide(
  scripted: ScriptedDesk,
  { what, payouts, reason }: WorkedCase['stages'][number]['decide'][number],
): Promise<void> {
  const found = scripted.all<{ id: string; numbers: string }>(
    `SELECT b.id, (SELECT group_concat(settlement_number, ' ') FROM (SELECT settlement_number FROM bank_match_payouts m
       WHERE m.match_id = b.id ORDER BY 1)) AS numbers FROM bank_matches b`,
  );
  const match = found.find(({ numbers }) => numbers === payouts.toSorted().join(' '));
  if (match === undefined) throw new Error(`no match of payouts ${payouts.join(', ')}`);
  const act = { confirm: confirmBankMatch, reject: rejectBankMatch, undo: undoBankMatch }[what];
  const done = await act(scripted.desk, { id: match.id, reason, actor: 'kari' });
  if (done.kind !== 'done') throw new Error(`${what}: ${JSON.stringify(done)}`);
}
