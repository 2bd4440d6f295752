/** What kind of file this is, by its content: names and extensions are often wrong. */
import { Buffer, isUtf8 } from 'node:buffer';
import { suggestBankCsvMapping } from './bank-csv-suggestion';
import { detectSeparator, parseHead } from './csv-records';
import { isOrdersHeader } from './orders-csv-columns';
import { findCsvForm } from './settlement-csv-layout';

/**
 * `head` are the first bytes of the file (detectHeadBytes, or all of it). The name counts only for a table in which no
 * header is known: with days and amounts in its rows it is a bank's CSV when it is named like a table.
 */
export function detectFileKind(head: Uint8Array, name: string): FileKind {
  const start = Buffer.from(head.subarray(0, 4)).toString('hex');
  // The second is an archive without any file.
  if (start === '504b0304' || start === '504b0506') return 'zip';
  const text = looseText(Buffer.from(head.subarray(0, detectHeadBytes))).replace(/^\ufeff/, '');
  if (text.includes('\0')) return 'unknown';
  return isMarkup(text) ? xmlKind(text) : tableKind(text, name);
}

export const fileKinds = [
  'zip',
  'settlement-xml',
  'settlement-csv',
  'camt053',
  'bank-csv',
  'orders-csv',
  'unknown',
] as const;
export type FileKind = (typeof fileKinds)[number];

/** How many bytes of the beginning are enough. */
export const detectHeadBytes = 16_384;

/** XML, or what was meant to be: HTML too begins so. */
export function isMarkup(text: string): boolean {
  return text.trimStart().startsWith('<');
}

/** Good enough to recognise headers: nothing read so is kept. */
export function looseText(head: Buffer): string {
  const start = head.toString('hex', 0, 4);
  if (start.startsWith('fffe') || start.startsWith('3c00')) return new TextDecoder('utf-16le').decode(head);
  if (start.startsWith('feff') || start.startsWith('003c')) return new TextDecoder('utf-16be').decode(head);
  // The last letter may be cut.
  const isLikelyUtf8 = [0, 1, 2, 3].some((cut) => isUtf8(head.subarray(0, Math.max(0, head.length - cut))));
  return new TextDecoder(isLikelyUtf8 ? 'utf-8' : 'windows-1252').decode(head);
}

function xmlKind(text: string): FileKind {
  const root = /<(?:[\w.-]+:)?(SettlementReport|Document)[\s>/][^>]*/.exec(text.replace(/<!--.*?-->/gs, ''));
  if (root?.[1] === 'SettlementReport') return 'settlement-xml';
  return root?.[0].includes(':camt.053.') ? 'camt053' : 'unknown';
}

function tableKind(text: string, name: string): FileKind {
  const rows = parseHead(text, detectSeparator(text), 30);
  if (rows.some((row) => findCsvForm(row) !== undefined)) return 'settlement-csv';
  // Only at the top: a bank's table may have such words further down.
  if (rows.slice(0, 2).some(isOrdersHeader)) return 'orders-csv';
  const { bookedOn, amount } = suggestBankCsvMapping(
    rows.map((fields, index) => ({ line: index + 1, fields })),
  );
  if (bookedOn !== undefined && amount !== undefined) return 'bank-csv';
  const looksBooked = rows.some((row) => row.length >= 3 && row.some(isDate) && row.some(isAmount));
  return looksBooked && /\.(?:csv|txt|skv)$/i.test(name) ? 'bank-csv' : 'unknown';
}

function isDate(cell: string): boolean {
  return /^(?:\d{2}[./]\d{2}[./]\d{4}|\d{4}-\d{2}-\d{2})$/.test(cell.trim());
}

function isAmount(cell: string): boolean {
  return /^[+\-−]?[\d\s.]*\d[.,]\d{2}$/.test(cell.trim());
}
