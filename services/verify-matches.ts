/** Order ↔ ledger and payout ↔ bank: each is matched once at most, and what is in neither a match nor the open rest is missing. */
import type { Db } from '#db/client';
import { countMatches, type MatchProblem, matchFaults } from '#db/queries/verify-matches';
import { type Check, counted, Tally } from './verify-tally';

export async function verifyMatches(db: Db): Promise<Check> {
  const tally = new Tally();
  for (const { problem, record } of matchFaults(db)) tally.add(record, words[problem]);
  const { pairs, openEntries, openEvents, bankMatches, exceptions, toCome } = await countMatches(db);
  const rest = toCome === 0 ? '' : `; ${counted(toCome, 'row')} not looked at yet`;
  return tally.check(
    'matches',
    `${counted(pairs, 'payment')} matched with the ledger, ${counted(openEntries, 'ledger entry', 'ledger entries')} and ${counted(openEvents, 'payment event')} open, ` +
      `${counted(bankMatches, 'match', 'matches')} with the bank, ${counted(exceptions, 'open exception')}: nothing twice, nothing lost${rest}`,
  );
}

const words: Readonly<Record<MatchProblem, string>> = {
  'event-matched-twice': 'is matched with more than one ledger entry',
  'entry-matched-and-open': 'is matched, and stands among what is not',
  'event-matched-and-open': 'is matched, and stands among what is not',
  'pair-does-not-fit': 'are matched, and are not of one kind or differ by another amount than is told',
  'entry-nowhere': 'is neither matched nor among what is open',
  'event-nowhere': 'is neither matched nor among what is open',
  'payout-matched-twice': 'is in more than one match in force',
  'line-matched-twice': 'is in more than one match in force',
  'part-in-force-otherwise': 'is in force otherwise than the payouts and bank lines it joins, or joins none',
  'difference-otherwise': 'says another difference than its bank lines less its payouts',
  'arrival-without-match': 'has arrived by what is stored, and no match in force says so',
  'match-without-arrival': 'joins bank lines of another sum than its payouts say has arrived',
};
