import type { LedgerTerms } from '#simulator/config';
import type { Answer, ApiCall } from '#simulator/http/answer';
import { ledgersPlace, readCursor, writeCursor } from '#simulator/report/cursor';
import { ledgersGateway, problem, refuseReader, reportJson } from '#simulator/report/report-gateway';
import type { World } from '#simulator/world';

/** GET /settlement/v1/ledgers: paged; an empty cursor is the end. A cursor keeps the filter it began with. */
export function answerLedgers(world: World, call: ApiCall): Answer {
  const refusal = refuseReader(world, call, ledgersGateway);
  if (refusal) return refusal;
  const cursor = call.query.get('cursor') ?? '';
  const place = cursor === '' ? undefined : readCursor(cursor, ledgersPlace);
  if (cursor !== '' && !place) return problem(400, 'Bad request', 'The cursor is not valid');
  const handle = place?.handle ?? call.query.get('settlesForRecipientHandles') ?? '';
  const after = place?.after ?? '';
  const matching = world.config.ledgers
    .filter((ledger) => ledger.ledgerId > after)
    .filter((ledger) => handle === '' || handlesOf(world, ledger).includes(handle))
    .toSorted((a, b) => (a.ledgerId < b.ledgerId ? -1 : 1));
  const page = matching.slice(0, world.config.ledgersPageSize);
  const last = page.at(-1);
  const hasMore = matching.length > page.length && last !== undefined;
  return reportJson(200, {
    cursor: hasMore ? writeCursor({ after: last.ledgerId, handle }) : '',
    items: page.map((ledger) => presentLedger(world, ledger)),
  });
}

function presentLedger(world: World, ledger: LedgerTerms): Record<string, unknown> {
  return {
    ledgerId: ledger.ledgerId,
    currency: 'NOK',
    payoutBankAccount: { scheme: 'BBAN:NO', id: ledger.bankAccount },
    owner: { scheme: 'business:NO:ORG', id: ledger.organizationNumber },
    settlesForRecipientHandles: handlesOf(world, ledger),
  };
}

function handlesOf(world: World, ledger: LedgerTerms): string[] {
  return world.config.salesUnits
    .filter((unit) => unit.ledgerId === ledger.ledgerId)
    .map((unit) => `api:${unit.msn}`);
}
