import { afterAll, describe, expect, it } from 'vitest';
import { checkReportRequest, type RequestFields } from '#services/export-request';
import { openBooks } from './export-books';

const desk = openBooks();
afterAll(() => desk.close());

const may: RequestFields = { from: '2026-05-01', to: '2026-05-31' };

describe('a request for a report', () => {
  it.each<[string | undefined, RequestFields, string]>([
    ['secrets', may, 'unknown-kind'],
    ['toString', may, 'unknown-kind'],
    [undefined, may, 'unknown-kind'],
    ['orders', { ...may, format: 'pdf' }, 'unknown-format'],
    ['orders', { to: '2026-05-31' }, 'period-missing'],
    ['orders', {}, 'period-missing'],
    ['orders', { ...may, to: '2026-05-32' }, 'not-a-day'],
    ['orders', { ...may, from: "2026-05-01' OR 1" }, 'not-a-day'],
    ['orders', { ...may, from: '0001-01-01' }, 'not-a-day'],
    ['orders', { from: '2026-06-01', to: '2026-05-31' }, 'period-backwards'],
    ['orders', { ...may, unit: '999999' }, 'unknown-unit'],
    ['orders', { ...may, ledger: '302321' }, 'ledger-not-taken'],
    ['payouts', { ...may, unit: '123456' }, 'unit-not-taken'],
    ['payouts', { ...may, ledger: '1' }, 'unknown-ledger'],
    ['payouts', { ledger: '302321', payout: '2000023' }, 'payout-not-taken'],
    ['journal', { payout: '2000023' }, 'payout-without-ledger'],
    ['journal', { ledger: '302321', payout: '2000023' }, 'unknown-payout'],
    ['uncaptured', may, 'period-not-taken'],
  ])('%s %j is refused: %s', async (kind, fields, refusal) => {
    expect(await checkReportRequest(desk.db, kind, fields)).toEqual({ kind: 'refused', refusal });
  });

  it('takes one day as a period, and empty fields as absent', async () => {
    const fields = { from: '2026-05-01', to: '2026-05-01', unit: '', format: '' };
    expect(await checkReportRequest(desk.db, 'orders', fields)).toEqual({
      kind: 'ok',
      request: {
        kind: 'orders',
        format: 'plain',
        filter: { period: { from: '2026-05-01', to: '2026-05-01' } },
      },
    });
  });
});
