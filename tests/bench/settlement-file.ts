/**
 * Writes a settlement report (XML, schema 3.0) of about so many bytes whose sums tie, the same for the same seed: a settlement a day,
 * some 510 bytes for each transaction. What is in memory is one settlement.
 */
import fs from 'node:fs';
import { addDays, type Day, day } from '#core/calendar';
import { formatDecimal, ore } from '#core/money';

export type WrittenSettlements = {
  readonly bytes: number;
  readonly transactions: number;
  readonly settlements: number;
};

/** `bytes`: the file has at least as many, and at most one transaction more. */
export async function writeSettlementXml(
  file: string,
  bytes: number,
  seed: number,
): Promise<WrittenSettlements> {
  const handle = await fs.promises.open(file, 'w');
  const random = randomOf(seed);
  let [written, transactions, settlements] = [0, 0, 0];
  const write = async (lines: readonly string[]) => {
    const text = `${lines.join('\n')}\n`;
    written += Buffer.byteLength(text);
    await handle.writeFile(text);
  };
  try {
    await write(headLines);
    while (written < bytes) {
      const date = addDays(firstDate, settlements);
      const made = settlementOf(date, 2_000_001 + settlements, transactions, bytes - written, random);
      await write(made.lines);
      transactions += made.transactions;
      settlements += 1;
    }
    await write(footLines(settlements));
  } finally {
    await handle.close();
  }
  return { bytes: written, transactions, settlements };
}

const firstDate = day('2024-01-02');
const transactionsADay = 2700;

function settlementOf(date: Day, id: number, before: number, bytesLeft: number, random: () => number) {
  const totals = { captureOre: 0, refundOre: 0, feeOre: 0 };
  const rows: string[] = [];
  let transactions = 0;
  for (let left = bytesLeft; left > 0 && transactions < transactionsADay; transactions += 1) {
    const serial = before + transactions;
    const isRefund = transactions > 20 && random() < 0.05;
    const amountOre = 5_000 + Math.floor(random() * 195_000);
    const captureOre = isRefund ? 0 : amountOre;
    const refundOre = isRefund ? -Math.ceil(amountOre / 3) : 0;
    const feeOre = isRefund ? 0 : 100 + Math.round(amountOre * 0.0125);
    const order = isRefund ? serial - 1 - Math.floor(random() * 20) : serial;
    totals.captureOre += captureOre;
    totals.refundOre += refundOre;
    totals.feeOre += feeOre;
    const at = timeOf(date, (transactions + random()) / transactionsADay);
    const row = transactionOf({ at, captureOre, refundOre, feeOre, psp: 5_000_000_000 + serial, order });
    rows.push(row);
    left -= row.length + 1;
  }
  return { lines: [...openLines(date, id), ...rows, ...closeLines(transactions, totals)], transactions };
}

/** From 06 to 22 in Oslo, whatever the season: such hours are never doubled. */
function timeOf(date: Day, part: number): string {
  const ms = Date.parse(`${addDays(date, -1)}T06:00:00.000Z`) + Math.floor(part * 16 * 3_600_000);
  const isSummer = date > '2024-04-01' && date < '2024-10-27';
  return `${new Date(ms).toISOString().slice(0, -1)}+0${isSummer ? 2 : 1}:00`;
}

type Row = {
  readonly at: string;
  readonly captureOre: number;
  readonly refundOre: number;
  readonly feeOre: number;
  readonly psp: number;
  readonly order: number;
};

function transactionOf({ at, captureOre, refundOre, feeOre, psp, order }: Row): string {
  const grossOre = captureOre + refundOre;
  return [
    '<TransactionInfo>',
    `<TransactionTime>${at}</TransactionTime>`,
    `<TransactionCaptureAmount>${decimal(captureOre)}</TransactionCaptureAmount>`,
    `<TransactionRefundAmount>${decimal(refundOre)}</TransactionRefundAmount>`,
    `<TransactionGrossAmount>${decimal(grossOre)}</TransactionGrossAmount>`,
    `<TransactionNetAmount>${decimal(grossOre - feeOre)}</TransactionNetAmount>`,
    `<TransactionFeeAmount>${decimal(feeOre)}</TransactionFeeAmount>`,
    '<SettlementCurrencyCode>NOK</SettlementCurrencyCode>',
    `<TransactionID>${psp}</TransactionID>`,
    `<OrderID>order-${String(order).padStart(8, '0')}</OrderID>`,
    '</TransactionInfo>',
  ].join('\n');
}

const headLines = [
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
  '<SettlementReport xmlns="http://vipps.no/xmlschema/SettlementReport-3.0.xsd">',
  '<SettlementDetailsInfo>',
  '<SaleUnitName>Målebutikken</SaleUnitName>',
  '<SerialNumber>123456</SerialNumber>',
  '<OrganizationName>Målebutikken AS</OrganizationName>',
  '<OrganizationNumber>987654321</OrganizationNumber>',
  '<PaymentsInfo>',
  '<ReportDateFrom>2024-01-02</ReportDateFrom>',
  '<ReportDateTo>2025-12-31</ReportDateTo>',
  '<SettlementCurrencyCode>NOK</SettlementCurrencyCode>',
  '<SettlementAccountNum>15062123456</SettlementAccountNum>',
];

function footLines(settlements: number): string[] {
  return [
    `<NumOfSettlements>${settlements}</NumOfSettlements>`,
    '</PaymentsInfo>',
    '</SettlementDetailsInfo>',
    '<VippsInfo><Name>Vipps AS</Name></VippsInfo>',
    '</SettlementReport>',
  ];
}

function openLines(date: Day, id: number): string[] {
  return [
    '<SettlementInfo>',
    `<SettlementDate>${date}</SettlementDate>`,
    `<SettlementID>${id}</SettlementID>`,
    '<SettlementCurrencyCode>NOK</SettlementCurrencyCode>',
    '<SettlementType>Gross</SettlementType>',
  ];
}

function closeLines(
  transactions: number,
  { captureOre, refundOre, feeOre }: Pick<Row, 'captureOre' | 'refundOre' | 'feeOre'>,
): string[] {
  const grossOre = captureOre + refundOre;
  return [
    `<NumOfTransactions>${transactions}</NumOfTransactions>`,
    `<CaptureSettlementAmount>${decimal(captureOre)}</CaptureSettlementAmount>`,
    `<RefundSettlementAmount>${decimal(refundOre)}</RefundSettlementAmount>`,
    `<GrossSettlementAmount>${decimal(grossOre)}</GrossSettlementAmount>`,
    `<NetSettlementAmount>${decimal(grossOre - feeOre)}</NetSettlementAmount>`,
    `<FeeSettlementAmount>${decimal(feeOre)}</FeeSettlementAmount>`,
    `<SettledAmount>${decimal(grossOre)}</SettledAmount>`,
    '</SettlementInfo>',
  ];
}

function decimal(amountOre: number): string {
  return formatDecimal(ore(amountOre));
}

/** mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
