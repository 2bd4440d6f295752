/** The calls of the Report API: ledgers, finished ledger days, and the endless feed. All are reads. */
import { checkRequest } from './check-request';
import { isVippsError, VippsError } from './errors';
import {
  type FeedPage,
  feedPageFromWire,
  type Ledger,
  type LedgerDayPage,
  ledgerDayPageFromWire,
  ledgersPageFromWire,
} from './report-adapter';
import { feedRequestSchema, ledgerDayRequestSchema } from './schemas/requests';
import type { Transport } from './transport';

export function createReport(transport: Transport): ReportClient {
  return {
    async listLedgers() {
      const ledgers: Ledger[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < maxLedgerPages; page += 1) {
        const asked = cursor;
        const answer = await transport.send(
          { operation: 'list-ledgers', method: 'GET', path: '/settlement/v1/ledgers', query: { cursor } },
          (json) => ledgersPageFromWire(json, asked),
        );
        ledgers.push(...answer.ledgers);
        cursor = answer.nextCursor;
        if (cursor === undefined) return ledgers;
      }
      throw new VippsError(`list-ledgers: more than ${maxLedgerPages} pages`, {
        kind: 'malformed',
        operation: 'list-ledgers',
        retryable: false,
        effect: 'none',
      });
    },

    async getLedgerDay(request) {
      checkRequest('get-ledger-day', ledgerDayRequestSchema, request);
      const { topic, date, cursor } = request;
      try {
        return await transport.send(
          {
            operation: 'get-ledger-day',
            method: 'GET',
            path: `${ledgerPath(request.ledgerId, topic)}/dates/${date}`,
            query: { cursor },
          },
          (json) => ledgerDayPageFromWire(json, cursor),
        );
      } catch (error) {
        // the older form of "not yet"
        if (isVippsError(error) && error.kind === 'not-found') return { ready: false };
        throw error;
      }
    },

    async readFeed(request) {
      checkRequest('read-feed', feedRequestSchema, request);
      const { ledgerId, topic, cursor } = request;
      return transport.send(
        {
          operation: 'read-feed',
          method: 'GET',
          path: `${ledgerPath(ledgerId, topic)}/feed`,
          query: { cursor },
        },
        (json) => feedPageFromWire(json, cursor),
      );
    },
  };
}

/** All methods reject with a VippsError. */
export interface ReportClient {
  /** Every ledger that the keys give access to; ends with an error rather than turn pages for ever. */
  listLedgers(): Promise<Ledger[]>;
  /** One page, up to 1000 entries. `ready: false`: the day is not closed, ask again in half an hour or more. */
  getLedgerDay(request: LedgerDayRequest): Promise<LedgerDayPage>;
  /** One page. Without a cursor from the very beginning. */
  readFeed(request: FeedRequest): Promise<FeedPage>;
}

/** funds: sales, refunds, payouts and the sum of fees. fees: each fee. */
export type LedgerTopic = 'funds' | 'fees';

export interface LedgerDayRequest {
  readonly ledgerId: string;
  readonly topic: LedgerTopic;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly cursor?: string;
}

export interface FeedRequest {
  readonly ledgerId: string;
  readonly topic: LedgerTopic;
  readonly cursor?: string;
}

const maxLedgerPages = 100;

function ledgerPath(ledgerId: string, topic: LedgerTopic): string {
  return `/report/v2/ledgers/${encodeURIComponent(ledgerId)}/${topic}`;
}
