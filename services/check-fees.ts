/** Compares the fees of captures with the rate agreed for their ledger: those named by new entries, and those that differed before. */
import { z } from 'zod';
import { agreedFee, feeDifference } from '#core/fee-check';
import type { Cause } from '#db/exceptions';
import { listPresentCauses } from '#db/exceptions';
import {
  type AgreedFee,
  type CaptureFees,
  findCaptureFees,
  listCapturesWithOtherFees,
  newestSequence,
} from '#db/fee-check';
import { listLedgers } from '#db/ledgers';
import { findMark, saveMark } from '#db/reconcile-marks';
import type { OfflineDesk } from './desk';

const markSchema = z.object({
  basisPoints: z.number(),
  fixedOre: z.number(),
  from: z.string().nullable(),
  through: z.number(),
});

export type CheckedFees = {
  readonly causes: readonly Cause[];
  /** How far each ledger is checked once the causes are stored: see rememberCheckedFees. */
  readonly checked: readonly { readonly ledgerId: string; readonly mark: string }[];
};

export async function findOtherFees(desk: OfflineDesk): Promise<CheckedFees> {
  const present = await listPresentCauses(desk.db, 'fee-differs');
  const through = await newestSequence(desk.db);
  const causes = new Map<string, Cause>();
  const checked: { ledgerId: string; mark: string }[] = [];
  for (const { ledgerId, feeBasisPoints, feeFixedOre, feeFrom } of await listLedgers(desk.db)) {
    if (feeBasisPoints === null) continue;
    const rate: AgreedFee = { basisPoints: feeBasisPoints, fixedOre: feeFixedOre, from: feeFrom };
    const after = await checkedThrough(desk, ledgerId, rate);
    const captures = await listCapturesWithOtherFees(desk.db, { ledgerId, after, through }, rate);
    const before = idOf({ ledgerId, pspReference: '' });
    for (const id of present.filter((known) => known.startsWith(before))) {
      const capture = await findCaptureFees(desk.db, ledgerId, id.slice(before.length));
      if (capture !== undefined) captures.push(capture);
    }
    for (const capture of captures) {
      const cause = causeOf(capture, rate);
      if (cause !== undefined) causes.set(cause.id, cause);
    }
    checked.push({ ledgerId, mark: JSON.stringify({ ...rate, through }) });
  }
  return { causes: [...causes.values()], checked };
}

/** Only after the causes were stored: else a crash between would lose them. */
export async function rememberCheckedFees(desk: OfflineDesk, checked: CheckedFees['checked']): Promise<void> {
  for (const { ledgerId, mark } of checked) await saveMark(desk.db, markOf(ledgerId), mark);
}

const markOf = (ledgerId: string) => `fees of ${ledgerId}`;

/** A rate that is new or was changed is applied to all there is. */
async function checkedThrough(desk: OfflineDesk, ledgerId: string, rate: AgreedFee): Promise<number> {
  const text = await findMark(desk.db, markOf(ledgerId));
  if (text === undefined) return 0;
  const mark = markSchema.parse(JSON.parse(text));
  return mark.basisPoints === rate.basisPoints && mark.fixedOre === rate.fixedOre && mark.from === rate.from
    ? mark.through
    : 0;
}

function causeOf(capture: CaptureFees, rate: AgreedFee): Cause | undefined {
  const { ledgerId, ledgerDate, msn, reference, pspReference, currency, feesOre } = capture;
  const amountOre = feeDifference(capture, rate);
  if (amountOre === 0 || capture.fees === 0 || ledgerDate < (rate.from ?? '')) return undefined;
  return {
    id: idOf(capture),
    kind: 'fee-differs',
    amountOre,
    currency,
    aroseOn: ledgerDate,
    msn,
    orderId: reference,
    ledgerId,
    ledgerDate,
    detail: {
      expectedOre: agreedFee(capture.capturedOre, rate),
      actualOre: feesOre,
      pspReference,
      rate: rate.basisPoints,
    },
  };
}

function idOf({ ledgerId, pspReference }: Pick<CaptureFees, 'ledgerId' | 'pspReference'>): string {
  return `fee-differs:${ledgerId}/${pspReference}`;
}
