import { addMs, type Day } from '#core/calendar';
import type { LedgerTerms } from '#simulator/config';
import type { Answer, ApiCall } from '#simulator/http/answer';
import { writeCursor } from '#simulator/report/cursor';
import { findLateReport, visibleAt } from '#simulator/report/late-report';
import { presentEntry } from '#simulator/report/present-entry';
import { reportJson } from '#simulator/report/report-gateway';
import { readReportRequest } from '#simulator/report/report-request';
import { closingInstant } from '#simulator/settlement/book-entries';
import type { World } from '#simulator/world';

/** GET …/dates/{day}: a finished ledger day. Until it is finished and out: `tryLater` and no items. */
export function answerDates(world: World, call: ApiCall): Answer {
  const request = readReportRequest(world, call, 'dates');
  if (!request.ok) return request.answer;
  const { terms, topic, day, after } = request;
  if (day === undefined) throw new Error('a report of a day without a day');
  if (!isOut(world, terms, day)) {
    const legacy = world.faults.strike(['legacy-dates-404'], {
      operation: 'dates',
      ledgerId: terms.ledgerId,
      topic,
    });
    return legacy ? { status: 404 } : reportJson(200, { items: [], hasMore: false, tryLater: true });
  }
  const size = world.config.reportPageSize;
  const found = world.ledgers.listOfDay(terms.ledgerId, topic, day, {
    after,
    visibleAt: world.clock.now(),
    limit: size + 1,
  });
  const page = found.slice(0, size);
  const last = page.at(-1);
  const hasMore = found.length > size && last !== undefined;
  return reportJson(200, {
    ...(hasMore ? { cursor: writeCursor({ ledgerId: terms.ledgerId, topic, day, after: last.seq }) } : {}),
    hasMore,
    tryLater: false,
    items: page.map(presentEntry),
  });
}

/** Funds and fees of a day come out together: a lag after the end of the day. */
function isOut(world: World, terms: LedgerTerms, day: Day): boolean {
  const state = world.ledgers.findState(terms.ledgerId);
  if (!state || state.openDay <= day) return false;
  const late = findLateReport(world, terms.ledgerId, day);
  const outAt = addMs(closingInstant(terms, day), world.config.reportLagMs);
  const isLate = visibleAt(late, outAt) > world.clock.now();
  if (isLate && late && outAt <= world.clock.now()) world.faults.count(late);
  return !isLate;
}
