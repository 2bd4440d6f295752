/** Writes camt.053 bank statements for the tests, in both versions. Knows the schema on its own, without files/. */
import { kroner } from './settlement-report-xml';

export interface EntryModel {
  readonly amountOre: number;
  readonly day?: string;
  readonly status?: string;
  readonly reversal?: boolean;
  readonly reference?: string;
  readonly note?: string;
  readonly details?: readonly {
    text: string;
    amountOre?: number;
    currency?: string;
    reference?: string;
    endToEndId?: string;
  }[];
}

export interface StatementModel {
  readonly id: string;
  readonly openingOre?: number;
  readonly closingOre?: number;
  readonly entries: readonly EntryModel[];
}

export function camtXml(
  statements: readonly StatementModel[],
  version: '02' | '08' = '02',
  newline = '\n',
): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.${version}">`,
    '<BkToCstmrStmt>',
    '<GrpHdr><MsgId>1</MsgId><CreDtTm>2018-02-22T06:00:00</CreDtTm></GrpHdr>',
    ...statements.flatMap((statement) => statementLines(statement, version)),
    '</BkToCstmrStmt>',
    '</Document>',
  ].join(newline);
}

/** A statement cut for repetition: what stands before, one entry, what stands after. */
export function camtParts(): { head: string; middle: string; foot: string } {
  const details = [{ text: 'Utb. 2000810 Vippsnr 117703' }];
  const xml = camtXml([{ id: 'S', entries: [{ amountOre: 100, details }] }]);
  const end = xml.indexOf('</Ntry>') + '</Ntry>'.length;
  return {
    head: xml.slice(0, xml.indexOf('<Ntry>')),
    middle: xml.slice(xml.indexOf('<Ntry>'), end),
    foot: xml.slice(end),
  };
}

function statementLines(statement: StatementModel, version: '02' | '08'): string[] {
  return [
    '<Stmt>',
    `<Id>${statement.id}</Id>`,
    '<FrToDt><FrDtTm>2018-02-20T00:00:00</FrDtTm><ToDtTm>2018-02-21T23:59:59</ToDtTm></FrToDt>',
    '<Acct><Id><IBAN>NO9386011117947</IBAN></Id><Ccy>NOK</Ccy><Svcr><FinInstnId><Nm>Banken</Nm></FinInstnId></Svcr></Acct>',
    ...balanceLines('OPBD', statement.openingOre, '2018-02-20'),
    ...balanceLines('CLBD', statement.closingOre, '2018-02-21'),
    ...balanceLines('CLAV', statement.closingOre, '2018-02-21'),
    ...statement.entries.flatMap((entry) => entryLines(entry, version)),
    '</Stmt>',
  ];
}

function balanceLines(code: string, ore: number | undefined, day: string): string[] {
  if (ore === undefined) return [];
  return [
    `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${amount(ore)}<Dt><Dt>${day}</Dt></Dt></Bal>`,
  ];
}

function amount(ore: number, currency = 'NOK'): string {
  return `<Amt Ccy="${currency}">${kroner(Math.abs(ore))}</Amt><CdtDbtInd>${ore < 0 ? 'DBIT' : 'CRDT'}</CdtDbtInd>`;
}

function entryLines(entry: EntryModel, version: '02' | '08'): string[] {
  const status = entry.status ?? 'BOOK';
  return [
    '<Ntry>',
    amount(entry.amountOre),
    ...(entry.reversal ? ['<RvslInd>true</RvslInd>'] : []),
    version === '02' ? `<Sts>${status}</Sts>` : `<Sts><Cd>${status}</Cd></Sts>`,
    `<BookgDt><Dt>${entry.day ?? '2018-02-20'}</Dt></BookgDt>`,
    '<ValDt><DtTm>2018-02-20T23:30:00Z</DtTm></ValDt>',
    ...(entry.reference ? [`<AcctSvcrRef>${entry.reference}</AcctSvcrRef>`] : []),
    '<BkTxCd><Prtry><Cd>VIPPS</Cd></Prtry></BkTxCd>',
    ...(entry.details
      ? ['<NtryDtls>', ...entry.details.map((one) => detailLine(one, version)), '</NtryDtls>']
      : []),
    ...(entry.note ? [`<AddtlNtryInf>${entry.note}</AddtlNtryInf>`] : []),
    '</Ntry>',
  ];
}

function detailLine(one: NonNullable<EntryModel['details']>[number], version: '02' | '08'): string {
  const bank = one.reference ? `<AcctSvcrRef>${one.reference}</AcctSvcrRef>` : '';
  const written = one.amountOre === undefined ? '' : amount(one.amountOre, one.currency);
  const inDetails = `<AmtDtls><TxAmt>${written.replace(/<CdtDbtInd>.*/, '')}</TxAmt></AmtDtls>`;
  const own = written === '' ? '' : version === '02' ? inDetails : written;
  const texts = one.text === '' ? '' : `<RmtInf><Ustrd>${one.text}</Ustrd></RmtInf>`;
  const endToEnd = `<EndToEndId>${one.endToEndId ?? 'NOTPROVIDED'}</EndToEndId>`;
  return `<TxDtls><Refs>${bank}${endToEnd}</Refs>${own}${texts}</TxDtls>`;
}
