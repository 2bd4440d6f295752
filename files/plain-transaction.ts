/**
 * Reads a <TransactionInfo> of schema 3.0 as Vipps writes it: these elements in this order, no attributes, nothing escaped, amounts with
 * two decimals. Some ten times as fast as a parser. What differs in any way is not read here but left to the parser, so that this only
 * has to be right about what it takes.
 */
import { type Ore, ore } from '#core/money';

export interface PlainTransaction {
  /** Where the element ends, and on which line. */
  readonly end: number;
  readonly endLine: number;
  /** Of its start tag. */
  readonly line: number;
  /** As it is written. */
  readonly time: string;
  readonly captureOre: Ore;
  readonly refundOre: Ore;
  readonly grossOre: Ore;
  readonly netOre: Ore;
  readonly feeOre: Ore;
  readonly currency: string;
  readonly transactionId: string;
  readonly orderId: string;
}

/** The element that follows `from`, after white space at most. Undefined when it is not of this form, or not all there. */
export function findPlainTransaction(text: string, from: number, line: number): PlainTransaction | undefined {
  const cursor = { text, at: from, line };
  if (!skip(cursor, '<TransactionInfo>')) return undefined;
  const startLine = cursor.line;
  const time = word(cursor, '<TransactionTime>', '</TransactionTime>');
  const captureOre = amount(cursor, '<TransactionCaptureAmount>', '</TransactionCaptureAmount>');
  const refundOre = amount(cursor, '<TransactionRefundAmount>', '</TransactionRefundAmount>');
  const grossOre = amount(cursor, '<TransactionGrossAmount>', '</TransactionGrossAmount>');
  const netOre = amount(cursor, '<TransactionNetAmount>', '</TransactionNetAmount>');
  const feeOre = amount(cursor, '<TransactionFeeAmount>', '</TransactionFeeAmount>');
  const currency = word(cursor, '<SettlementCurrencyCode>', '</SettlementCurrencyCode>');
  const transactionId = word(cursor, '<TransactionID>', '</TransactionID>');
  const orderId = word(cursor, '<OrderID>', '</OrderID>');
  if (!skip(cursor, '</TransactionInfo>')) return undefined;
  return {
    end: cursor.at,
    endLine: cursor.line,
    line: startLine,
    time,
    captureOre,
    refundOre,
    grossOre,
    netOre,
    feeOre,
    currency,
    transactionId,
    orderId,
  };
}

/** `at` is -1 after something that is not of the form; then everything fails. */
interface Cursor {
  readonly text: string;
  at: number;
  line: number;
}

/** White space and a tag. */
function skip(cursor: Cursor, tag: string): boolean {
  const { text } = cursor;
  let { at } = cursor;
  if (at < 0) return false;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === lineFeed) cursor.line += 1;
    else if (code !== space && code !== tab && code !== carriageReturn) break;
  }
  const isThere = text.startsWith(tag, at);
  cursor.at = isThere ? at + tag.length : -1;
  return isThere;
}

/** Goes past the end tag, if it stands here. */
function close(cursor: Cursor, at: number, tag: string): boolean {
  const isThere = cursor.text.startsWith(tag, at);
  cursor.at = isThere ? at + tag.length : -1;
  return isThere;
}

function amount(cursor: Cursor, startTag: string, endTag: string): Ore {
  if (!skip(cursor, startTag)) return none;
  const { text } = cursor;
  let { at } = cursor;
  const isNegative = text.charCodeAt(at) === minus;
  if (isNegative) at += 1;
  const start = at;
  let magnitude = 0;
  for (; isDigit(text.charCodeAt(at)); at += 1) magnitude = magnitude * 10 + text.charCodeAt(at) - zero;
  const isOfForm =
    at > start &&
    at - start <= longestWhole &&
    text.charCodeAt(at) === point &&
    isDigit(text.charCodeAt(at + 1)) &&
    isDigit(text.charCodeAt(at + 2));
  if (!isOfForm) cursor.at = -1;
  if (!isOfForm || !close(cursor, at + 3, endTag)) return none;
  magnitude = magnitude * 100 + (text.charCodeAt(at + 1) - zero) * 10 + (text.charCodeAt(at + 2) - zero);
  return ore(isNegative ? -magnitude : magnitude);
}

function word(cursor: Cursor, startTag: string, endTag: string): string {
  if (!skip(cursor, startTag)) return '';
  const { text, at: start } = cursor;
  let at = start;
  while (isPlain(text.charCodeAt(at))) at += 1;
  // White space around a value is no part of it.
  const isOfForm =
    at - start <= longestWord && text.charCodeAt(start) !== space && text.charCodeAt(at - 1) !== space;
  if (!isOfForm) cursor.at = -1;
  return isOfForm && close(cursor, at, endTag) ? text.slice(start, at) : '';
}

/** Printable ASCII and Latin letters, but for what means something in XML. NaN, beyond the end of the text, is not. */
function isPlain(code: number): boolean {
  if (code < 0x7f) return code >= space && code !== ampersand && code !== lessThan && code !== greaterThan;
  return code >= 0xc0 && code <= 0x24f;
}

function isDigit(code: number): boolean {
  return code >= zero && code <= nine;
}

const none = ore(0);
/** As many digits as core/money reads. */
const longestWhole = 13;
const longestWord = 200;
const [tab, lineFeed, carriageReturn, space] = [9, 10, 13, 32] as const;
const [ampersand, minus, point, zero, nine, lessThan, greaterThan] = [38, 45, 46, 48, 57, 60, 62] as const;
