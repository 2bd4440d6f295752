/** What a form about a bank match asks for, done; for every page that shows matches. */
import { data } from '@remix-run/node';
import { z } from 'zod';
import {
  confirmBankMatch,
  type MatchDecision,
  matchByHand,
  rejectBankMatch,
  undoBankMatch,
} from '#services/decide-bank-match';
import type { OfflineDesk } from '#services/desk';
import type { MatchAnswer } from './components/match-answer';
import type { Choices } from './read-choices.server';

const reason = z.string().trim().min(1).max(1000);
const decisionForm = z.discriminatedUnion('do', [
  z.object({ do: z.enum(['confirm', 'reject', 'undo']), id: z.string().min(1).max(4000), reason }),
  z.object({ do: z.literal('by-hand'), reason }),
]);
const payoutName = z.tuple([z.string().max(80), z.string().max(80)]);

/** The answer for the page: what was done, or why nothing was. */
export async function decideMatch(desk: OfflineDesk, choices: Choices, actor: string) {
  const form = decisionForm.safeParse(choices.fields);
  if (!form.success) return refuse('reason-missing', 400);
  switch (form.data.do) {
    case 'confirm':
      return answer(await confirmBankMatch(desk, { ...form.data, actor }), 'confirmed');
    case 'reject':
      return answer(await rejectBankMatch(desk, { ...form.data, actor }), 'rejected');
    case 'undo':
      return answer(await undoBankMatch(desk, { ...form.data, actor }), 'undone');
    case 'by-hand': {
      const payouts = choices.all('payouts[]').flatMap(readPayoutName);
      const lineIds = choices.all('lines[]');
      if (payouts.length === 0 || lineIds.length === 0) return refuse('nothing-chosen', 400);
      return answer(
        await matchByHand(desk, { payouts, lineIds, reason: form.data.reason, actor }),
        'matched',
      );
    }
  }
}

/** A payout as the value of a box: both parts of its name. */
function readPayoutName(value: string): { ledgerId: string; settlementNumber: string }[] {
  const [ledgerId = '', settlementNumber = '', ...more] = value.split(' ');
  const parsed = payoutName.safeParse([ledgerId, settlementNumber]);
  return parsed.success && more.length === 0 ? [{ ledgerId, settlementNumber }] : [];
}

function answer(decision: MatchDecision, done: 'confirmed' | 'rejected' | 'undone' | 'matched') {
  if (decision.kind === 'waiting') return data<MatchAnswer>(decision);
  return decision.kind === 'done' ? data<MatchAnswer>({ kind: 'done', done }) : refuse(decision.reason, 409);
}

function refuse(reason: Extract<MatchAnswer, { kind: 'refused' }>['reason'], status: number) {
  return data<MatchAnswer>({ kind: 'refused', reason }, { status });
}
