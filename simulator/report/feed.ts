import type { Answer, ApiCall } from '#simulator/http/answer';
import { writeCursor } from '#simulator/report/cursor';
import { findLateReport, visibleAt } from '#simulator/report/late-report';
import { presentEntry } from '#simulator/report/present-entry';
import { reportJson } from '#simulator/report/report-gateway';
import { readReportRequest } from '#simulator/report/report-request';
import type { LedgerEntry, Topic } from '#simulator/store/ledger-store';
import type { World } from '#simulator/world';

/**
 * GET …/feed: entries in the order they were booked, for ever. It stops at the first entry that cannot be seen
 * yet. There is always a cursor; at the end the same one comes again with `tryLater`.
 */
export function answerFeed(world: World, call: ApiCall): Answer {
  const request = readReportRequest(world, call, 'feed');
  if (!request.ok) return request.answer;
  const { terms, topic, after } = request;
  const fresh = listVisible(world, terms.ledgerId, topic, after);
  const isEnd = fresh.length === 0;
  const items = isEnd
    ? repeatAtEnd(world, terms.ledgerId, topic, after)
    : duplicateOne(world, terms.ledgerId, topic, after, fresh);
  const place = { ledgerId: terms.ledgerId, topic, day: '', after: fresh.at(-1)?.seq ?? after };
  return reportJson(200, { cursor: writeCursor(place), tryLater: isEnd, items: items.map(presentEntry) });
}

function listVisible(world: World, ledgerId: string, topic: Topic, after: number): LedgerEntry[] {
  const now = world.clock.now();
  const entries = world.ledgers.listAfter(ledgerId, topic, after, world.config.reportPageSize);
  const visible: LedgerEntry[] = [];
  for (const entry of entries) {
    const late = findLateReport(world, ledgerId, entry.ledgerDate);
    if (visibleAt(late, entry.visibleAt) > now) {
      if (late && entry.visibleAt <= now) world.faults.count(late);
      break;
    }
    visible.push(entry);
  }
  return visible;
}

/** The last items once more, when that is configured or a fault asks for it. */
function repeatAtEnd(world: World, ledgerId: string, topic: Topic, after: number): LedgerEntry[] {
  const last = world.ledgers.listUpTo(ledgerId, topic, after, repeatedItems);
  if (last.length === 0) return [];
  const fault = world.faults.strike(['feed-repeats-last-items'], { operation: 'feed', ledgerId, topic });
  return fault || world.config.feedRepeatsLastItems ? last : [];
}

/** A fault: an entry that was delivered before stands at the head of the page; on a first page, twice in it. */
function duplicateOne(
  world: World,
  ledgerId: string,
  topic: Topic,
  after: number,
  fresh: readonly LedgerEntry[],
): readonly LedgerEntry[] {
  const fault = world.faults.strike(['duplicate-entry'], { operation: 'feed', ledgerId, topic });
  if (!fault) return fresh;
  const earlier = world.ledgers.listUpTo(ledgerId, topic, after, 1);
  return earlier.length > 0 ? [...earlier, ...fresh] : [...fresh.slice(0, 1), ...fresh];
}

const repeatedItems = 3;
