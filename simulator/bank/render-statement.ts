import { formatDecimal, type Ore, ore, sumOre } from '#core/money';
import type { BankLine } from '#simulator/store/bank-store';

/** One account and day as camt.053.001.08. Pure. Amounts are without sign; CRDT = in, DBIT = out. */
export function renderStatement(statement: Statement): string {
  const id = `${statement.account}-${statement.day}`;
  const entries = statement.lines.map((line) => renderEntry(line)).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
  <BkToCstmrStmt>
    <GrpHdr>
      <MsgId>${escapeMarkup(id)}</MsgId>
      <CreDtTm>${statement.issuedAt}</CreDtTm>
    </GrpHdr>
    <Stmt>
      <Id>${escapeMarkup(id)}</Id>
      <ElctrncSeqNb>${statement.number}</ElctrncSeqNb>
      <CreDtTm>${statement.issuedAt}</CreDtTm>
      <Acct>
        <Id><Othr><Id>${escapeMarkup(statement.account)}</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr></Id>
        <Ccy>NOK</Ccy>
        <Ownr><Nm>${escapeMarkup(statement.owner)}</Nm></Ownr>
        <Svcr><FinInstnId><Nm>Simulert Sparebank</Nm></FinInstnId></Svcr>
      </Acct>
${renderBalance('OPBD', statement.openingOre, statement.day)}
${renderBalance('CLBD', statement.closingOre, statement.day)}
${renderSummary(statement.lines)}
${entries}    </Stmt>
  </BkToCstmrStmt>
</Document>
`;
}

export interface Statement {
  readonly account: string;
  readonly owner: string;
  readonly day: string;
  readonly issuedAt: string;
  readonly number: number;
  readonly openingOre: Ore;
  readonly closingOre: Ore;
  readonly lines: readonly BankLine[];
}

function renderBalance(code: 'OPBD' | 'CLBD', amount: Ore, day: string): string {
  return `      <Bal>
        <Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>
        ${renderAmount(amount)}
        <Dt><Dt>${day}</Dt></Dt>
      </Bal>`;
}

function renderSummary(lines: readonly BankLine[]): string {
  const credits = lines.filter((line) => line.amountOre >= 0);
  const debits = lines.filter((line) => line.amountOre < 0);
  const part = (tag: string, part: readonly BankLine[]) =>
    `<${tag}><NbOfNtries>${part.length}</NbOfNtries><Sum>${decimal(sumOre(part.map((line) => line.amountOre)))}</Sum></${tag}>`;
  return `      <TxsSummry>
        <TtlNtries><NbOfNtries>${lines.length}</NbOfNtries></TtlNtries>
        ${part('TtlCdtNtries', credits)}
        ${part('TtlDbtNtries', debits)}
      </TxsSummry>`;
}

function renderEntry(line: BankLine): string {
  const reference = servicerReference(line);
  const party = line.amountOre < 0 ? 'Cdtr' : 'Dbtr';
  const name = escapeMarkup(line.counterparty);
  return `      <Ntry>
        <NtryRef>${line.seq}</NtryRef>
        ${renderAmount(line.amountOre)}
        <Sts><Cd>BOOK</Cd></Sts>
        <BookgDt><Dt>${line.day}</Dt></BookgDt>
        <ValDt><Dt>${line.day}</Dt></ValDt>
        <AcctSvcrRef>${reference}</AcctSvcrRef>
        <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>${line.amountOre < 0 ? 'ICDT' : 'RCDT'}</Cd><SubFmlyCd>DMCT</SubFmlyCd></Fmly></Domn></BkTxCd>
        <NtryDtls>
          <TxDtls>
            <Refs><AcctSvcrRef>${reference}</AcctSvcrRef></Refs>
            ${renderAmount(line.amountOre)}
            <RltdPties><${party}><Pty><Nm>${name}</Nm></Pty></${party}></RltdPties>
            <RmtInf><Ustrd>${escapeMarkup(line.text)}</Ustrd></RmtInf>
          </TxDtls>
        </NtryDtls>
      </Ntry>
`;
}

/** The bank's own reference of a line, unique for ever. */
export function servicerReference(line: { readonly day: string; readonly seq: number }): string {
  return `${line.day.replaceAll('-', '')}${String(line.seq).padStart(8, '0')}`;
}

function renderAmount(amount: Ore): string {
  return `<Amt Ccy="NOK">${decimal(amount)}</Amt><CdtDbtInd>${amount < 0 ? 'DBIT' : 'CRDT'}</CdtDbtInd>`;
}

function decimal(amount: Ore): string {
  return formatDecimal(ore(Math.abs(amount)));
}

function escapeMarkup(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
