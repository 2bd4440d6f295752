/**
 * What an order brings to each payout. Vipps pays out a balance: a refund in the same payout as its capture, or in an earlier one,
 * comes off before anything is paid (a refund can stand in an earlier settlement than its capture); a later refund comes off what
 * other orders bring. A disputed capture that is held back, or given back, counts in the same way.
 */
import { type Day, ledgerDayOf } from './calendar';
import type { JourneyFacts, JourneyLedger, JourneyMoney, JourneyPayout } from './journey-facts';
import { maxOre, minOre, negateOre, type Ore, subtractOre, sumOre, zeroOre } from './money';
import { payoutDayOf } from './payout-schedule';
import { type ExpectedInBank, expectedInBank } from './payout-state';

export type PayoutShare = {
  /** Null: no payout holds it yet. */
  readonly payout: JourneyPayout | null;
  /** When what came in is expected; null = not known, or nothing came in. */
  readonly expected: ExpectedInBank | null;
  /** What it brings to the payout, once what comes off before it is taken away. */
  readonly netOre: Ore;
  readonly refundedBeforeOre: Ore;
  readonly refundedLaterOre: Ore;
};

/** In the order of the payouts; what none holds stands last. Amounts that the ledger does not show yet stand where it will. */
export function payoutShares(
  facts: JourneyFacts,
  { capturedOre, refundedOre }: { readonly capturedOre: Ore; readonly refundedOre: Ore },
  today: Day,
): PayoutShare[] {
  const pieces = [...facts.money.map(bookedPiece), ...unbookedPieces(facts, capturedOre, refundedOre)];
  const places = new Map<string, Place>();
  for (const piece of pieces) {
    const at = placeOf(piece, facts.ledger, today);
    const place = places.get(at.key) ?? { ...at, pieces: [] };
    places.set(at.key, { ...place, pieces: [...place.pieces, { ...piece, expected: at.expected }] });
  }
  return sharesOf([...places.values()].sort((a, b) => (a.key < b.key ? -1 : 1)));
}

/** A sum that is booked on a ledger day, or will be; null = the day is not known. */
type Piece = Pick<JourneyMoney, 'group' | 'amountOre' | 'payout'> & { readonly day: Day | null };
type Placed = Piece & { readonly expected: ExpectedInBank | null };
type Place = {
  readonly key: string;
  readonly payout: JourneyPayout | null;
  readonly pieces: readonly Placed[];
};

/** The money of an aborted payout is back on the balance, until another payout takes it. */
function bookedPiece({ group, amountOre, ledgerDate, payout }: JourneyMoney): Piece {
  return { group, amountOre, day: ledgerDate, payout: payout?.state === 'aborted' ? null : payout };
}

function unbookedPieces({ order, events, money, ledger }: JourneyFacts, capturedOre: Ore, refundedOre: Ore) {
  const refundedAt = events
    .filter(({ operation, success }) => success && operation === 'refund')
    .map(({ occurredAt }) => occurredAt)
    .sort()
    .at(-1);
  const dayAt = (instant: string | null | undefined): Day | null =>
    instant && ledger ? ledgerDayOf(instant, ledger.cutoffHour) : null;
  const missing = (group: Piece['group'], toldOre: Ore) => subtractOre(toldOre, amountOf(money, group));
  const pieces: Piece[] = [
    {
      group: 'captures',
      amountOre: missing('captures', capturedOre),
      day: dayAt(order.lastCapturedAt),
      payout: null,
    },
    {
      group: 'refunds',
      amountOre: missing('refunds', negateOre(refundedOre)),
      day: dayAt(refundedAt),
      payout: null,
    },
  ];
  return pieces.filter(({ amountOre }) => amountOre !== 0);
}

/** What should have been paid out long ago waits with the newest: it comes with the next payout, and so do refunds until then. */
function placeOf({ payout, day }: Piece, ledger: JourneyLedger | null, today: Day) {
  if (payout !== null) {
    const { ledgerId, settlementNumber, expected } = payout;
    return {
      key: `1 ${expected.earliest} ${settlementNumber.padStart(20, '0')} ${ledgerId}`,
      payout,
      expected,
    };
  }
  if (ledger === null || day === null) return { key: '3', payout, expected: null };
  const { schedule, payoutBankDays, country, overrides } = ledger;
  const payoutDay = payoutDayOf(day, schedule);
  const expected = expectedInBank(payoutDay, payoutBankDays, country, overrides);
  return { key: today > expected.latest ? '3' : `2 ${payoutDay}`, payout, expected };
}

function sharesOf(places: readonly Place[]): PayoutShare[] {
  const captured = netOf(
    places.map(({ pieces }) => ({
      inOre: maxOre(zeroOre, amountOf(pieces, 'captures')),
      outOre: maxOre(zeroOre, negateOre(amountOf(pieces, 'refunds'))),
    })),
  );
  const paid = netOf(
    places.map(({ pieces }, position) => {
      const disputes = pieces.filter(({ group }) => group === 'disputes').map(({ amountOre }) => amountOre);
      return {
        inOre: sumOre([captured[position]?.netOre ?? zeroOre, ...disputes.filter((amount) => amount > 0)]),
        outOre: negateOre(sumOre(disputes.filter((amount) => amount < 0))),
      };
    }),
  );
  return places.map(({ payout, pieces }, position) => ({
    payout,
    expected: rangeOf(pieces.flatMap(({ amountOre, expected }) => (amountOre > 0 ? (expected ?? []) : []))),
    netOre: paid[position]?.netOre ?? zeroOre,
    refundedBeforeOre: captured[position]?.beforeOre ?? zeroOre,
    refundedLaterOre: captured[position]?.laterOre ?? zeroOre,
  }));
}

type Flow = { readonly inOre: Ore; readonly outOre: Ore };
type Net = { readonly netOre: Ore; readonly beforeOre: Ore; readonly laterOre: Ore };

/** What goes out comes off what goes in with it (before), else off what was paid out earlier (later), else off what goes in next. */
function netOf(flows: readonly Flow[]): Net[] {
  let [owedOre, paidOre] = [zeroOre, zeroOre];
  return flows.map(({ inOre, outOre }) => {
    const dueOre = sumOre([owedOre, outOre]);
    const beforeOre = minOre(inOre, dueOre);
    const laterOre = minOre(paidOre, subtractOre(dueOre, beforeOre));
    const netOre = subtractOre(inOre, beforeOre);
    owedOre = subtractOre(dueOre, sumOre([beforeOre, laterOre]));
    paidOre = subtractOre(sumOre([paidOre, netOre]), laterOre);
    return { netOre, beforeOre, laterOre };
  });
}

/** From the earliest to the latest of them all; null when there are none. */
export function rangeOf(known: readonly ExpectedInBank[]): ExpectedInBank | null {
  const earliest = known.map((range) => range.earliest).sort()[0];
  const latest = known
    .map((range) => range.latest)
    .sort()
    .at(-1);
  return earliest === undefined || latest === undefined ? null : { earliest, latest };
}

/** The sum of one sort of money; refunds are negative. */
export function amountOf(
  rows: readonly Pick<JourneyMoney, 'group' | 'amountOre'>[],
  wanted: JourneyMoney['group'],
): Ore {
  return sumOre(rows.filter(({ group }) => group === wanted).map(({ amountOre }) => amountOre));
}
