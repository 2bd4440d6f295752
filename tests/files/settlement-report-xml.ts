/** Writes settlement reports in both versions, for the tests. Knows the schemas on its own, without files/. */
import fc from 'fast-check';

export interface ReportModel {
  readonly version: '3.0' | '2.0';
  readonly units: readonly UnitModel[];
}

export interface UnitModel {
  readonly name: string;
  readonly serialNumber: string;
  readonly settlements: readonly SettlementModel[];
  readonly fees: readonly number[];
}

export interface SettlementModel {
  readonly id: string;
  readonly date: string;
  readonly type: 'Gross' | 'Net';
  readonly transactions: readonly TransactionModel[];
}

export interface TransactionModel {
  readonly id: string;
  readonly orderId: string;
  /** UTC. */
  readonly time: string;
  readonly captureOre: number;
  readonly refundOre: number;
  readonly feeOre: number;
}

export function reportXml(model: ReportModel, newline = '\n'): string {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
    `<SettlementReport xmlns="${namespaces[model.version]}">`,
  ];
  for (const unit of model.units) lines.push(...unitLines(unit, model.version));
  lines.push(
    '<VippsInfo>',
    '<Name>Vipps AS</Name>',
    '<PostBox></PostBox>',
    '</VippsInfo>',
    '</SettlementReport>',
  );
  return lines.join(newline);
}

export function kroner(ore: number): string {
  const digits = String(Math.abs(ore)).padStart(3, '0');
  return `${ore < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

export function sumsOf(transactions: readonly TransactionModel[]) {
  const add = (pick: (one: TransactionModel) => number) =>
    transactions.reduce((sum, one) => sum + pick(one), 0);
  const captureOre = add((one) => one.captureOre);
  const refundOre = add((one) => one.refundOre);
  const feeOre = add((one) => one.feeOre);
  const grossOre = captureOre + refundOre;
  return {
    transactions: transactions.length,
    captureOre,
    refundOre,
    grossOre,
    netOre: grossOre - feeOre,
    feeOre,
  };
}

const namespaces = {
  '3.0': 'http://vipps.no/xmlschema/SettlementReport-3.0.xsd',
  '2.0': 'http://vipps.dnb.no/XMLSchema/SettlementReport.xsd',
};

function element(name: string, text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<${name}>${escaped}</${name}>`;
}

function unitLines(unit: UnitModel, version: ReportModel['version']): string[] {
  const sums = sumsOf(unit.settlements.flatMap((settlement) => settlement.transactions));
  const count = element('NumOfSettlements', String(unit.settlements.length));
  const old = version === '2.0';
  return [
    '<SettlementDetailsInfo>',
    element('SaleUnitName', unit.name),
    element('SerialNumber', unit.serialNumber),
    element('OrganizationName', 'Bjørns Blåbær AS'),
    element('OrganizationNumber', '987654321'),
    '<PaymentsInfo>',
    element('ReportDateFrom', old ? '2018-02-15T00:00:00Z' : '2018-02-15'),
    element('ReportDateTo', old ? '2018-03-14T00:00:00Z' : '2018-03-14'),
    element('SettlementCurrencyCode', 'NOK'),
    ...(old
      ? [
          element('TotalSettledGrossAmount', kroner(sums.grossOre)),
          element('TotalSettledNetAmount', kroner(sums.netOre)),
          element('TotalSettledFeeAmount', kroner(sums.feeOre)),
          element('TotalSettledRefundAmount', kroner(-sums.refundOre)),
        ]
      : []),
    element('SettlementAccountNum', '86011117947'),
    ...(old ? [count] : []),
    ...unit.settlements.flatMap((settlement) => settlementLines(settlement, version)),
    ...(old ? [] : [count]),
    ...(unit.fees.length > 0
      ? ['<FeeDetailsInfo>', ...unit.fees.flatMap(feeLines), '</FeeDetailsInfo>']
      : []),
    '</PaymentsInfo>',
    '</SettlementDetailsInfo>',
  ];
}

function settlementLines(settlement: SettlementModel, version: ReportModel['version']): string[] {
  const sums = sumsOf(settlement.transactions);
  const settledOre = settlement.type === 'Net' ? sums.netOre : sums.grossOre;
  const totals = [
    element('GrossSettlementAmount', kroner(sums.grossOre)),
    element('NetSettlementAmount', kroner(sums.netOre)),
    element('FeeSettlementAmount', kroner(sums.feeOre)),
  ];
  const count = element('NumOfTransactions', String(settlement.transactions.length));
  const transactions = settlement.transactions.flatMap((one) => transactionLines(one, version));
  const currency = element('SettlementCurrencyCode', 'NOK');
  const id = element('SettlementID', settlement.id);
  if (version === '2.0') {
    const date = element('SettlementBatchDate', `${settlement.date}T00:00:00.000Z`);
    return ['<SettlementInfo>', date, id, currency, ...totals, count, ...transactions, '</SettlementInfo>'];
  }
  return [
    '<SettlementInfo>',
    element('SettlementDate', settlement.date),
    id,
    currency,
    element('SettlementType', settlement.type),
    ...transactions,
    count,
    element('CaptureSettlementAmount', kroner(sums.captureOre)),
    element('RefundSettlementAmount', kroner(sums.refundOre)),
    ...totals,
    element('SettledAmount', kroner(settledOre)),
    '</SettlementInfo>',
  ];
}

/** January: Oslo is one hour ahead of UTC. Version 2.0 writes the Oslo time as if it were UTC. */
export function osloWinterTime(utc: string): string {
  return new Date(Date.parse(utc) + 3_600_000).toISOString().slice(0, -1);
}

function transactionLines(one: TransactionModel, version: ReportModel['version']): string[] {
  const grossOre = one.captureOre + one.refundOre;
  const oslo = osloWinterTime(one.time);
  const own =
    version === '3.0'
      ? [
          element('TransactionTime', `${oslo}+01:00`),
          element('TransactionCaptureAmount', kroner(one.captureOre)),
          element('TransactionRefundAmount', kroner(one.refundOre)),
        ]
      : [element('TransactionDate', `${oslo}Z`)];
  return [
    '<TransactionInfo>',
    ...own,
    element('TransactionGrossAmount', kroner(grossOre)),
    element('TransactionNetAmount', kroner(grossOre - one.feeOre)),
    element('TransactionFeeAmount', kroner(one.feeOre)),
    element('SettlementCurrencyCode', 'NOK'),
    element('TransactionID', one.id),
    element('OrderID', one.orderId),
    '</TransactionInfo>',
  ];
}

function feeLines(amountOre: number, index: number): string[] {
  return [
    '<FeeInfo>',
    element('FeeDate', '2018-03-01'),
    element('FeeID', String(index + 1)),
    element('FeeAmount', kroner(amountOre)),
    element('FeeAccount', '86011117947'),
    element('FeeType', 'Transaksjonsgebyr'),
    '</FeeInfo>',
  ];
}

const amountOre = fc.integer({ min: 1, max: 9_999_999 });
const words = fc
  .array(fc.constantFrom('a', 'Z', '7', '-', 'ø', 'Å', '&', '<', '>', '€', '😀', '漢'), {
    minLength: 1,
    maxLength: 12,
  })
  .map((parts) => parts.join(''));
const winterTime = fc
  .integer({ min: Date.UTC(2018, 0, 2), max: Date.UTC(2018, 1, 14) })
  .map((ms) => new Date(ms).toISOString());

const aTransaction = fc
  .record({
    orderId: words,
    time: winterTime,
    amountOre,
    feeOre: fc.integer({ min: 0, max: 5000 }),
    refund: fc.boolean(),
  })
  .map(({ orderId, time, amountOre, feeOre, refund }) =>
    refund
      ? { orderId, time, captureOre: 0, refundOre: -amountOre, feeOre: 0 }
      : { orderId, time, captureOre: amountOre, refundOre: 0, feeOre },
  );

const aSettlement = fc.record({
  date: fc.constantFrom('2018-02-20', '2018-02-28', '2018-03-01'),
  type: fc.constantFrom<'Gross' | 'Net'>('Gross', 'Net'),
  transactions: fc.array(aTransaction, { minLength: 1, maxLength: 4 }),
});

const aUnit = fc.record({
  name: words,
  serialNumber: fc.integer({ min: 10_000, max: 999_999 }).map(String),
  settlements: fc.array(aSettlement, { minLength: 1, maxLength: 3 }),
  fees: fc.array(amountOre, { maxLength: 2 }),
});

/** Valid reports, with ids that do not repeat. */
export const aReport: fc.Arbitrary<ReportModel> = fc
  .record({
    version: fc.constantFrom<'3.0' | '2.0'>('3.0', '2.0'),
    units: fc.array(aUnit, { minLength: 1, maxLength: 2 }),
  })
  .map(({ version, units }) => {
    let next = 0;
    const number = () => {
      next += 1;
      return next;
    };
    return {
      version,
      units: units.map((unit) => ({
        ...unit,
        settlements: unit.settlements.map((settlement) => ({
          ...settlement,
          id: String(2_000_000 + number()),
          transactions: settlement.transactions.map((one) => ({
            ...one,
            id: String(5_001_000_000 + number()),
          })),
        })),
      })),
    };
  });

/** A small report with one capture and one refund. */
export function smallReport(
  changes: Partial<SettlementModel> = {},
  version: ReportModel['version'] = '3.0',
): ReportModel {
  const settlement: SettlementModel = {
    id: '2000001',
    date: '2018-02-20',
    type: 'Gross',
    transactions: [
      {
        id: '5001',
        orderId: 'Blåbær-24',
        time: '2018-01-22T11:52:54.097Z',
        captureOre: 7321,
        refundOre: 0,
        feeOre: 333,
      },
      {
        id: '5002',
        orderId: '25',
        time: '2018-01-22T12:00:00.000Z',
        captureOre: 0,
        refundOre: -1000,
        feeOre: 0,
      },
    ],
    ...changes,
  };
  return {
    version,
    units: [{ name: 'Blåbærbutikken', serialNumber: '100297', settlements: [settlement], fees: [] }],
  };
}
