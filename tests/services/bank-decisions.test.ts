/** What people decide about bank lines and payouts: once, with a reason, recorded, and not undone by the next run. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { day } from '#core/calendar';
import { ore } from '#core/money';
import { findApproval } from '#db/approvals';
import { approve } from '#services/decide-approval';
import {
  confirmBankMatch,
  type MatchDecision,
  matchByHand,
  rejectBankMatch,
  undoBankMatch,
} from '#services/decide-bank-match';
import { saveFourEyes } from '#services/desk-settings';
import { disablePerson } from '#services/people';
import { openScriptedDesk, plainLedger, type ScriptedDesk } from '../cases/scripted-desk';
import { addTestPerson } from '../test-desk';

let scripted: ScriptedDesk;
const covers = { from: day('2026-06-01'), through: day('2026-06-10') };
const ledgerId = plainLedger.id;
const by = (id: string, actor = 'kari') => ({ id, actor, reason: 'Amount and day' });
const payout = (settlementNumber: string) => ({ ledgerId, settlementNumber });
const hand = (payouts: readonly string[], lineIds: readonly string[]) =>
  matchByHand(scripted.desk, {
    payouts: payouts.map(payout),
    lineIds,
    reason: 'The bank wrote to us',
    actor: 'kari',
  });
const refused = (reason: 'not-found' | 'already-matched' | 'not-open' | 'does-not-fit'): MatchDecision => ({
  kind: 'refused',
  reason,
});

/** Three payouts: 500, 300 and 200 kr, of Monday, Tuesday and Wednesday. */
beforeEach(async () => {
  scripted = await openScriptedDesk('2026-06-10T10:00:00.000Z');
  for (const [date, number, ore] of [
    ['2026-06-01', '2000801', 50_000],
    ['2026-06-02', '2000802', 30_000],
    ['2026-06-03', '2000803', 20_000],
  ] as const) {
    scripted.book({ at: `${date}T10:00:00.000Z`, type: 'top-up', ore });
    scripted.book({ at: `${date}T21:59:59.000Z`, type: 'scheduled-for-payout', id: number, ore: -ore });
  }
});
afterEach(() => scripted.close());

async function readBank(...lines: readonly (readonly [date: string, ore: number, text: string])[]) {
  const { account } = plainLedger;
  await scripted.bank(
    lines.map(([date, ore, text]) => ({ account, day: day(date), ore, text })),
    covers,
  );
  await scripted.run();
}

type MatchView = {
  id: string;
  status: string;
  differenceOre: number;
  decidedBy: string | null;
  reason: string | null;
};
const matches = () =>
  scripted.all<MatchView>(
    `SELECT id, status, difference_ore AS differenceOre, decided_by AS decidedBy, decision_reason AS reason
     FROM bank_matches ORDER BY id`,
  );
const arrivals = () =>
  scripted.all<{ number: string; arrivedOn: string | null; arrivedOre: number | null }>(
    'SELECT settlement_number AS number, arrived_on AS arrivedOn, arrived_ore AS arrivedOre FROM payouts ORDER BY 1',
  );
const arrival = (number: string) => arrivals().find((row) => row.number === number);
const open = () =>
  scripted.all<{ id: string; ore: number }>(
    `SELECT id, amount_ore AS ore FROM exceptions WHERE status = 'open' ORDER BY id`,
  );
const openKinds = () => open().map(({ id }) => id.replace(/[:].*\/?/, ''));
const audits = () =>
  scripted.all<{ actor: string; action: string; subject: string; detail: string }>(
    `SELECT actor, action, subject, detail FROM audit_log WHERE actor <> 'system' ORDER BY sequence`,
  );
const lineId = (text: string, at = 0) =>
  scripted.all<{ id: string }>('SELECT id FROM bank_lines WHERE description = ? ORDER BY line_key', text)[at]
    ?.id ?? '';

const cutText = 'UTB. 2000801 VIPPSN';
const cutTwo = 'UTB. 2000802 VIPPSN';
const cutThree = 'UTB. 2000803 VIPPSN';
const rest = [
  ['2026-06-04', 30_000, 'Utb. 2000802 Vippsnr 123456'],
  ['2026-06-05', 20_000, 'Utb. 2000803 Vippsnr 123456'],
] as const;

describe('a suggestion', () => {
  beforeEach(() =>
    readBank(
      ['2026-06-03', 50_000, cutText],
      ['2026-06-04', 30_000, cutTwo],
      ['2026-06-05', 20_000, cutThree],
    ),
  );
  const suggestionOf = (number: string) => {
    const match = matches().find(({ id }) => id.includes(number));
    if (match === undefined) throw new Error(`no suggestion for ${number}`);
    return match;
  };

  it('says nothing of arrival until a person confirms it, and then the payout has arrived', async () => {
    expect(matches().map(({ status }) => status)).toEqual(['suggested', 'suggested', 'suggested']);
    expect(arrival('2000801')).toEqual({ number: '2000801', arrivedOn: null, arrivedOre: null });
    expect(open()).toEqual([]);
    const { id } = suggestionOf('2000801');
    expect(await confirmBankMatch(scripted.desk, by(id))).toEqual({ kind: 'done' });
    expect(suggestionOf('2000801')).toMatchObject({
      status: 'confirmed',
      decidedBy: 'kari',
      reason: 'Amount and day',
    });
    expect(arrival('2000801')).toEqual({ number: '2000801', arrivedOn: '2026-06-03', arrivedOre: 50_000 });
    expect(audits()).toEqual([
      {
        actor: 'kari',
        action: 'match confirmed',
        subject: `match ${id}`,
        detail: JSON.stringify({ reason: 'Amount and day', differenceOre: 0 }),
      },
    ]);
  });

  it('is decided once: of two people the second is refused, and changes nothing', async () => {
    const { id } = suggestionOf('2000801');
    const people = ['kari', 'ola', 'per'];
    const answers = await Promise.all([
      confirmBankMatch(scripted.desk, by(id, 'kari')),
      confirmBankMatch(scripted.desk, by(id, 'ola')),
      rejectBankMatch(scripted.desk, by(id, 'per')),
    ]);
    const first = answers.findIndex(({ kind }) => kind === 'done');
    expect(answers.toSpliced(first, 1)).toEqual([refused('not-open'), refused('not-open')]);
    expect(suggestionOf('2000801')).toMatchObject({
      status: people[first] === 'per' ? 'rejected' : 'confirmed',
      decidedBy: people[first],
    });
    expect(audits()).toHaveLength(1);
  });

  it('that was rejected does not come back, and both sides are then said to be unexplained', async () => {
    const { id } = suggestionOf('2000801');
    expect(await rejectBankMatch(scripted.desk, by(id))).toEqual({ kind: 'done' });
    const outcome = () => ({ status: suggestionOf('2000801').status, open: openKinds() });
    const wanted = { status: 'rejected', open: ['bank-line-without-payout', 'payout-not-in-bank'] };
    expect(outcome()).toEqual(wanted);
    await scripted.run();
    expect(outcome()).toEqual(wanted);
  });

  it('that was rejected by mistake is a suggestion again when that is taken back', async () => {
    const { id } = suggestionOf('2000801');
    await rejectBankMatch(scripted.desk, by(id));
    expect(await undoBankMatch(scripted.desk, by(id, 'ola'))).toEqual({ kind: 'done' });
    expect(suggestionOf('2000801')).toMatchObject({ status: 'suggested' });
    expect(open()).toEqual([]);
    expect(await confirmBankMatch(scripted.desk, by(id))).toEqual({ kind: 'done' });
  });

  it('cannot be taken back before it is decided', async () => {
    expect(await undoBankMatch(scripted.desk, by(suggestionOf('2000801').id))).toEqual(refused('not-open'));
  });

  it('is gone once one of what it joins is in another match', async () => {
    const { id } = suggestionOf('2000802');
    expect(await hand(['2000801', '2000802'], [lineId(cutText), lineId(cutTwo)])).toEqual({ kind: 'done' });
    expect(await confirmBankMatch(scripted.desk, by(id))).toEqual(refused('not-found'));
    expect(await hand(['2000803'], [lineId(cutTwo)])).toEqual(refused('already-matched'));
    expect(
      matches()
        .map(({ status }) => status)
        .sort(),
    ).toEqual(['confirmed', 'suggested']);
  });

  it('of a name that no match has is refused', async () => {
    expect(await confirmBankMatch(scripted.desk, by('302321/2000899=nothing'))).toEqual(refused('not-found'));
    expect(audits()).toEqual([]);
  });
});

describe('a payout of which the bank booked less', () => {
  it('is confirmed by a person, who answers for the difference: the exception bears the name and the reason', async () => {
    await readBank(['2026-06-03', 47_500, 'Utb. 2000801 Vippsnr 123456']);
    const [suggestion] = matches().filter(({ status }) => status === 'suggested');
    const differing = () =>
      scripted.all<{ status: string; by: string | null; reason: string | null; ore: number }>(
        `SELECT status, resolved_by AS by, resolution_reason AS reason, amount_ore AS ore FROM exceptions WHERE kind = 'amounts-differ'`,
      );
    expect(differing()).toEqual([{ status: 'open', by: null, reason: null, ore: -2500 }]);
    await confirmBankMatch(scripted.desk, {
      id: suggestion?.id ?? '',
      actor: 'ola',
      reason: 'The bank took 25 kr',
    });
    await scripted.run();
    expect(differing()).toEqual([
      { status: 'resolved', by: 'ola', reason: 'The bank took 25 kr', ore: -2500 },
    ]);
    expect(
      scripted.all(`SELECT arrived_ore AS ore FROM payouts WHERE settlement_number = '2000801'`),
    ).toEqual([{ ore: 47_500 }]);
  });
});

describe('a match in force', () => {
  beforeEach(() => readBank(['2026-06-03', 50_000, 'Utb. 2000801 Vippsnr 123456'], ...rest));

  it('that was taken back is not made again by itself', async () => {
    const id = matches().find((match) => match.id.includes('2000801'))?.id ?? '';
    expect(await undoBankMatch(scripted.desk, by(id))).toEqual({ kind: 'done' });
    const wanted = ['bank-line-without-payout', 'payout-not-in-bank'];
    for (let again = 0; again < 2; again += 1) {
      expect(arrival('2000801')).toEqual({ number: '2000801', arrivedOn: null, arrivedOre: null });
      expect(matches().find((match) => match.id === id)?.status).toBe('undone');
      expect(openKinds()).toEqual(wanted);
      await scripted.run();
    }
  });

  it('that was taken back can be made again by hand', async () => {
    const id = matches().find((match) => match.id.includes('2000801'))?.id ?? '';
    await undoBankMatch(scripted.desk, by(id));
    expect(await hand(['2000801'], [lineId('Utb. 2000801 Vippsnr 123456')])).toEqual({ kind: 'done' });
    expect(matches().find((match) => match.id === id)).toMatchObject({
      status: 'confirmed',
      reason: 'The bank wrote to us',
    });
    expect(arrival('2000801')?.arrivedOn).toBe('2026-06-03');
    expect(open()).toEqual([]);
  });

  it('cannot be confirmed or rejected', async () => {
    const id = matches()[0]?.id ?? '';
    expect(await confirmBankMatch(scripted.desk, by(id))).toEqual(refused('not-open'));
    expect(await rejectBankMatch(scripted.desk, by(id))).toEqual(refused('not-open'));
  });

  it('keeps its payout and its line from every other', async () => {
    expect(await hand(['2000801'], [lineId('Utb. 2000802 Vippsnr 123456')])).toEqual(
      refused('already-matched'),
    );
    expect(audits()).toEqual([]);
    expect(arrivals().every(({ arrivedOn }) => arrivedOn !== null)).toBe(true);
  });
});

describe('a match by hand', () => {
  beforeEach(() => readBank(['2026-06-08', 77_500, 'Innbetaling'], ...rest.slice(1)));

  it('may differ in the amount: the difference stays with it, on one of its payouts', async () => {
    expect(openKinds()).toEqual(['payout-not-in-bank', 'payout-not-in-bank']);
    expect(await hand(['2000801', '2000802'], [lineId('Innbetaling')])).toEqual({ kind: 'done' });
    const made = matches().find(({ status }) => status === 'confirmed');
    expect(made).toMatchObject({ differenceOre: -2500, decidedBy: 'kari', reason: 'The bank wrote to us' });
    expect(arrival('2000801')).toMatchObject({ arrivedOn: '2026-06-08', arrivedOre: 50_000 });
    expect(arrival('2000802')).toMatchObject({ arrivedOn: '2026-06-08', arrivedOre: 27_500 });
    expect(open()).toEqual([]);
    expect(audits()).toMatchObject([{ actor: 'kari', action: 'match made by hand' }]);
  });

  it('is refused where it cannot be the same money: going out, on another account, or before the ledger day', async () => {
    const { account } = plainLedger;
    await scripted.bank(
      [
        { account, day: day('2026-06-04'), ore: -50_000, text: 'Varekjøp' },
        { account: '86011117947', day: day('2026-06-04'), ore: 50_000, text: 'Faktura' },
        { account, day: day('2026-05-29'), ore: 50_000, text: 'Faktura' },
      ],
      covers,
    );
    await scripted.run();
    const lines = scripted.all<{ id: string }>(
      `SELECT id FROM bank_lines WHERE description IN ('Varekjøp', 'Faktura')`,
    );
    expect(lines).toHaveLength(3);
    for (const { id } of lines) expect(await hand(['2000801'], [id])).toEqual(refused('does-not-fit'));
    expect(
      scripted.all(`SELECT 1 FROM payouts WHERE settlement_number = '2000801' AND arrived_on IS NOT NULL`),
    ).toEqual([]);
  });

  it('made twice at once is made once', async () => {
    const answers = await Promise.all([
      hand(['2000801'], [lineId('Innbetaling')]),
      hand(['2000802'], [lineId('Innbetaling')]),
    ]);
    expect(answers).toEqual([{ kind: 'done' }, refused('already-matched')]);
    expect(audits()).toHaveLength(1);
  });

  it('made twice with the very same is refused the second time', async () => {
    expect(await hand(['2000801'], [lineId('Innbetaling')])).toEqual({ kind: 'done' });
    expect(await hand(['2000801'], [lineId('Innbetaling')])).toEqual(refused('already-matched'));
    expect(audits()).toHaveLength(1);
  });

  it.each([
    ['no payout', [], 'Innbetaling'],
    ['a payout nobody knows', ['2000899'], 'Innbetaling'],
    ['a payout nobody knows beside one', ['2000801', '2000899'], 'Innbetaling'],
    ['a line nobody knows', ['2000801'], 'Nothing'],
  ])('of %s is refused', async (_name, payouts, text) => {
    const before = matches();
    expect(await hand(payouts, [lineId(text)])).toEqual(refused('not-found'));
    expect(matches()).toEqual(before);
    expect(await hand(['2000801'], [])).toEqual(refused('not-found'));
  });

  it('counts a line and a payout that are named twice once', async () => {
    const line = lineId('Innbetaling');
    expect(await hand(['2000801', '2000801'], [line, line])).toEqual({ kind: 'done' });
    expect(matches().find(({ status }) => status === 'confirmed')?.differenceOre).toBe(27_500);
    expect(arrival('2000801')?.arrivedOre).toBe(77_500);
  });

  it('can be taken back, and its payouts are missing again', async () => {
    await hand(['2000801', '2000802'], [lineId('Innbetaling')]);
    const id = matches().find(({ status }) => status === 'confirmed')?.id ?? '';
    expect(await undoBankMatch(scripted.desk, by(id))).toEqual({ kind: 'done' });
    expect(openKinds()).toEqual(['payout-not-in-bank', 'payout-not-in-bank']);
  });
});

describe('a line that is read later', () => {
  it('frees an automatic match that it may be part of, never one that a person confirmed', async () => {
    await readBank(
      ['2026-06-03', 50_000, 'Utb. 2000801 Vippsnr 123456'],
      ['2026-06-04', 29_000, 'Utb. 2000802 Vippsnr 123456'],
    );
    const short = matches().find(({ id }) => id.includes('2000802'))?.id ?? '';
    await confirmBankMatch(scripted.desk, by(short));
    await readBank(['2026-06-04', 1_000, 'Utb. 2000802 Vippsnr 123456']);
    expect(matches().find(({ id }) => id === short)?.status).toBe('confirmed');
    expect(arrival('2000802')).toMatchObject({ arrivedOre: 29_000 });
  });

  it('makes two lines of one payout a match, where the first alone was too little', async () => {
    await readBank(['2026-06-03', 20_000, 'Utb. 2000801 Vippsnr 123456'], ...rest);
    expect(open()).toEqual([{ id: 'amounts-differ:payout 302321/2000801', ore: -30_000 }]);
    await readBank(['2026-06-04', 30_000, 'Utb. 2000801 Vippsnr 123456']);
    expect(arrival('2000801')).toMatchObject({ arrivedOn: '2026-06-04', arrivedOre: 50_000 });
    expect(open()).toEqual([]);
  });
});

describe('above the amount that one person may match', () => {
  const asked = (decision: MatchDecision) => {
    if (decision.kind !== 'waiting') throw new Error(`not asked for: ${JSON.stringify(decision)}`);
    return decision.approval;
  };
  const sayYes = async (id: string, actor = 'ola') => {
    const row = await findApproval(scripted.db, id);
    const { amountOre = ore(0), commandKey = '' } = row ?? {};
    return approve(scripted.desk, { id, actor, reason: 'seen', seen: { amountOre, commandKey } });
  };
  const inForce = () => matches().filter(({ status }) => status === 'confirmed');

  beforeEach(async () => {
    for (const username of ['kari', 'ola'])
      await addTestPerson(scripted.db, { id: `person-${username}`, username });
    await saveFourEyes(scripted.desk, { fields: { refundAbove: '', matchAbove: '400' }, actor: 'kari' });
    await readBank(['2026-06-03', 49_000, 'Something else'], ['2026-06-04', 30_000, 'Something smaller']);
  });

  it('a match by hand waits, is asked for once, and is made by the yes of somebody else, once', async () => {
    const make = () => hand(['2000801'], [lineId('Something else')]);
    const id = asked(await make());
    expect(asked(await make()), 'the same again').toBe(id);
    expect(inForce()).toEqual([]);
    expect(await findApproval(scripted.db, id)).toMatchObject({ amountOre: 50_000, kind: 'match' });
    expect(await sayYes(id, 'kari')).toMatchObject({ refusal: 'own-request' });
    const answers = await Promise.all([sayYes(id), sayYes(id)]);
    expect(answers.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    expect(inForce()).toMatchObject([{ decidedBy: 'kari', differenceOre: -1000 }]);
    expect(arrival('2000801')).toMatchObject({ arrivedOre: 49_000 });
  });

  it('the larger side counts: a small payout does not carry a large bank line past it', async () => {
    const id = asked(await hand(['2000803'], [lineId('Something else')]));
    expect(await findApproval(scripted.db, id)).toMatchObject({ amountOre: 49_000 });
  });

  it('a smaller one is made at once', async () => {
    expect(await hand(['2000802'], [lineId('Something smaller')])).toEqual({ kind: 'done' });
  });

  it('one whose line was matched meanwhile is not made by a late yes, and still waits', async () => {
    const id = asked(await hand(['2000801'], [lineId('Something else')]));
    await saveFourEyes(scripted.desk, { fields: { refundAbove: '', matchAbove: '' }, actor: 'kari' });
    expect(await hand(['2000803'], [lineId('Something else')])).toEqual({ kind: 'done' });
    expect(await sayYes(id)).toMatchObject({ refusal: 'not-possible-now', because: 'already-matched' });
    expect((await findApproval(scripted.db, id))?.status).toBe('waiting');
    expect(inForce()).toHaveLength(1);
  });

  it("a suggestion that differs waits too; one that agrees is nobody else's business", async () => {
    await readBank(['2026-06-03', 49_000, 'UTB. 2000801 VIPPSN'], ['2026-06-03', 50_000, cutText]);
    const differing = matches().find(
      ({ status, differenceOre }) => status === 'suggested' && differenceOre !== 0,
    );
    const agreeing = matches().find(
      ({ status, differenceOre }) => status === 'suggested' && differenceOre === 0,
    );
    if (agreeing) expect((await confirmBankMatch(scripted.desk, by(agreeing.id))).kind).not.toBe('waiting');
    if (differing) asked(await confirmBankMatch(scripted.desk, by(differing.id)));
    expect([agreeing, differing].filter(Boolean).length).toBeGreaterThan(0);
  });

  it('nothing is done for somebody who was shut out before the yes', async () => {
    const id = asked(await hand(['2000801'], [lineId('Something else')]));
    await disablePerson(scripted.desk, { username: 'kari', actor: 'ola', nowMs: Date.now() });
    expect(await sayYes(id)).toMatchObject({ refusal: 'asker-may-not' });
    expect(inForce()).toEqual([]);
  });
});
