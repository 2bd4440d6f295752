import { type Day, findDay } from '#core/calendar';
import type { LedgerTerms } from '#simulator/config';
import type { Answer, ApiCall } from '#simulator/http/answer';
import { readCursor, reportPlace } from '#simulator/report/cursor';
import { problem, refuseReader, reportGateway } from '#simulator/report/report-gateway';
import type { Topic } from '#simulator/store/ledger-store';
import { findLedgerTerms, type World } from '#simulator/world';

/** What a report is asked about, or the answer that says why not. A feed has no day. */
export function readReportRequest(world: World, call: ApiCall, kind: 'dates' | 'feed'): ReportRequestResult {
  const refusal = refuseReader(world, call, reportGateway);
  if (refusal) return { ok: false, answer: refusal };
  const { ledgerId = '', topic = '', ledgerDate = '' } = call.path;
  if (topic !== 'funds' && topic !== 'fees') return bad('The topic must be funds or fees');
  const day = kind === 'dates' ? findDay(ledgerDate) : undefined;
  if (kind === 'dates' && day === undefined) return bad('The date must be a day, YYYY-MM-DD');
  // 404 means "not available yet" for a date, so a ledger that is not ours cannot be a 404.
  const terms = findLedgerTerms(world, ledgerId);
  if (!terms) return { ok: false, answer: problem(403, 'Forbidden', 'No access to this ledger') };
  const cursor = call.query.get('cursor') ?? '';
  if (cursor === '') return { ok: true, terms, topic, day, after: 0 };
  const place = readCursor(cursor, reportPlace);
  if (!place || place.ledgerId !== ledgerId || place.topic !== topic || place.day !== (day ?? '')) {
    return bad('The cursor is not valid');
  }
  return { ok: true, terms, topic, day, after: place.after };
}

export type ReportRequestResult =
  | {
      readonly ok: true;
      readonly terms: LedgerTerms;
      readonly topic: Topic;
      readonly day: Day | undefined;
      /** Entries with a greater number are asked for. */
      readonly after: number;
    }
  | { readonly ok: false; readonly answer: Answer };

function bad(detail: string): ReportRequestResult {
  return { ok: false, answer: problem(400, 'Bad request', detail) };
}
