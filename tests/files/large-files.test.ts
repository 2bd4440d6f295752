import { describe, expect, it } from 'vitest';
import { readBankStatements } from '#files/camt053';
import { readSettlementCsv } from '#files/settlement-csv';
import { readSettlementReport } from '#files/settlement-xml';
import { camtParts } from './camt053-xml';
import { portalCsv, portalRow, transactionLines } from './settlement-csv-models';
import { reportXml, smallReport } from './settlement-report-xml';

const megabyte = 1024 * 1024;

/** The same middle again and again, as a source that counts what was taken. */
async function* repeated(
  head: string,
  middle: string,
  foot: string,
  bytes: number,
  taken: { bytes: number },
) {
  yield Buffer.from(head);
  const block = Buffer.from(middle.repeat(Math.ceil(65_536 / middle.length)));
  while (taken.bytes < bytes) {
    taken.bytes += block.length;
    yield block;
  }
  yield Buffer.from(foot);
}

function settlementParts() {
  const xml = reportXml(smallReport());
  const first = xml.indexOf('<TransactionInfo>');
  const afterLast = xml.lastIndexOf('</TransactionInfo>') + '</TransactionInfo>'.length;
  return { head: xml.slice(0, first), middle: xml.slice(first, afterLast), foot: xml.slice(afterLast) };
}

/** Two settlements interleaved, again and again. */
function portalParts() {
  const rows = [portalRow(), portalRow({ settlementId: '2000811' })];
  const csv = portalCsv(rows);
  const first = csv.indexOf('\n') + 1;
  return { head: csv.slice(0, first), middle: csv.slice(first), foot: '' };
}

function sectionParts() {
  const row = { transactionId: '7001', captureOre: 100, refundOre: 0, feeOre: 0 };
  const [head = '', middle = ''] = transactionLines([row]);
  return { head: `${head}\n`, middle: `${middle}\n`, foot: '' };
}

describe('a large file', () => {
  it.each([
    ['settlement report', settlementParts(), readSettlementReport, 'transaction'],
    ['settlement CSV of the portal', portalParts(), readSettlementCsv, 'transaction'],
    ['settlement CSV in sections', sectionParts(), readSettlementCsv, 'transaction'],
    ['bank statement', camtParts(), readBankStatements, 'line'],
  ] as const)(
    '%s of 50 MB: events come at once, memory stays flat',
    { timeout: 120_000 },
    async (_name, parts, read, kind) => {
      const taken = { bytes: 0 };
      const source = repeated(parts.head, parts.middle, parts.foot, 50 * megabyte, taken);
      const before = process.memoryUsage().heapUsed;
      let firstAt: number | undefined;
      let rows = 0;
      let peak = 0;
      for await (const event of read(source)) {
        if (event.kind !== kind) continue;
        firstAt ??= taken.bytes;
        rows += 1;
        if (rows % 5000 === 0) peak = Math.max(peak, process.memoryUsage().heapUsed);
      }
      expect(taken.bytes).toBeGreaterThanOrEqual(50 * megabyte);
      expect(firstAt).toBeLessThan(megabyte);
      expect(rows).toBeGreaterThan(50_000);
      // Garbage not yet collected is counted too; holding the file or its events would take several hundred megabytes.
      expect(peak - before).toBeLessThan(120 * megabyte);
    },
  );
});
