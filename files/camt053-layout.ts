/** The elements read out of camt.053.001.02 and .001.08 (ISO 20022, Bank to Customer Statement); the rest is passed over. */
import type { StatementVersion } from './camt053-events';
import { excerpt, FileFormatError } from './file-format-error';
import type { ChosenLayout } from './xml-records';
import type { XmlElement } from './xml-stream';

/** The version a root element belongs to; throws FileFormatError 'foreign-root' or 'foreign-version'. */
export function getStatementVersion(root: XmlElement): StatementVersion {
  const message = /^urn:iso:std:iso:20022:tech:xsd:([a-z]{4}\.\d{3})\.(\d{3}\.\d{2})$/.exec(root.namespace);
  if (root.name !== 'Document' || !message) {
    const what =
      root.name === 'SettlementReport' ? 'a settlement report: import it as such' : 'another kind of file';
    throw new FileFormatError(
      'foreign-root',
      root,
      `The file begins with ${excerpt(root.name)}. It is ${what}.`,
    );
  }
  const [, name, version] = message;
  if (name === 'camt.053' && (version === '001.02' || version === '001.08')) return version;
  const wish = 'Ask the bank for camt.053.001.02 or camt.053.001.08.';
  throw new FileFormatError(
    'foreign-version',
    root,
    `The file is ${name}.${version}, which is not read. ${wish}`,
  );
}

const transaction = {
  path: 'NtryDtls/TxDtls',
  // 001.02 has the amount in AmtDtls only and takes the direction from the entry.
  fields: [
    'Refs/AcctSvcrRef',
    'Refs/EndToEndId',
    'Amt',
    'CdtDbtInd',
    'AmtDtls/TxAmt/Amt',
    // 001.02 has the name of a party at once, 001.08 inside Pty.
    'RltdPties/Dbtr/Nm',
    'RltdPties/Dbtr/Pty/Nm',
    'RltdPties/Cdtr/Nm',
    'RltdPties/Cdtr/Pty/Nm',
  ],
  texts: ['RmtInf/Ustrd', 'RmtInf/Strd/CdtrRefInf/Ref', 'RmtInf/Strd/AddtlRmtInf', 'AddtlTxInf'],
};

const entry = {
  path: 'Ntry',
  fields: [
    'NtryRef',
    'Amt',
    'CdtDbtInd',
    'RvslInd',
    // 001.02 has the status as text, 001.08 as a code inside.
    'Sts',
    'Sts/Cd',
    'BookgDt/Dt',
    'BookgDt/DtTm',
    'ValDt/Dt',
    'ValDt/DtTm',
    'AcctSvcrRef',
  ],
  texts: ['AddtlNtryInf'],
  records: [transaction],
};

const balance = { path: 'Bal', fields: ['Tp/CdOrPrtry/Cd', 'Amt', 'CdtDbtInd', 'Dt/Dt', 'Dt/DtTm'] };

const statement = {
  path: 'BkToCstmrStmt/Stmt',
  fields: ['Id', 'FrToDt/FrDtTm', 'FrToDt/ToDtTm', 'Acct/Id/IBAN', 'Acct/Id/Othr/Id', 'Acct/Ccy'],
  records: [balance, entry],
};

export const statementLayout: ChosenLayout = {
  layout: { path: 'Document', records: [statement] },
  refusedElsewhere: new Set(['Stmt', 'Ntry', 'TxDtls']),
};
