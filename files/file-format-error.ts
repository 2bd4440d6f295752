/**
 * A file that cannot be taken. The message is one line, says what is wrong and what to do, and leaves out the line
 * number, which stands in `line`. What merely does not add up is not an error: the readers yield it as a problem.
 */
export class FileFormatError extends Error {
  override readonly name = 'FileFormatError';
  readonly kind = 'file-format';
  readonly reason: FileFormatReason;
  /** 1 for the first line. */
  readonly line: number;
  /** 1 for the first character of the line; absent when only the line is known. */
  readonly column: number | undefined;
  /** The file inside a zip file; line and column are those of that file. */
  readonly member: string | undefined;

  constructor(reason: FileFormatReason, place: FilePlace, message: string) {
    super(oneLine(message));
    this.reason = reason;
    this.line = place.line;
    this.column = place.column;
    this.member = place.member;
  }
}

export interface FilePlace {
  readonly line: number;
  readonly column?: number | undefined;
  readonly member?: string | undefined;
}

/** Closed list: each has words of its own in the desk. */
export const fileFormatReasons = [
  'empty',
  'truncated',
  'not-xml',
  'not-text',
  'encoding',
  'doctype',
  'entity',
  'too-deep',
  'too-long',
  'mixed-content',
  'foreign-root',
  'foreign-version',
  'missing-element',
  'repeated-element',
  'misplaced-element',
  'unreadable-amount',
  'too-many-decimals',
  'amount-too-large',
  'unreadable-date',
  'unreadable-value',
  'unknown-currency',
  'currency-differs',
  'unclosed-quote',
  'unknown-columns',
  'missing-column',
  'repeated-column',
  'wrong-field-count',
  'unknown-row',
  'too-many-settlements',
  'too-many-accounts',
  'archive-broken',
  'archive-encrypted',
  'archive-nested',
  'archive-too-large',
  'archive-without-report',
] as const;
export type FileFormatReason = (typeof fileFormatReasons)[number];

/** Names of columns stand in messages as the file writes them: with line ends, or as long as the file likes. */
function oneLine(message: string): string {
  const line = message.replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ');
  return line.length > longestMessage ? `${line.slice(0, longestMessage)}…` : line;
}

const longestMessage = 600;

/** A piece of the file as it may stand in a message: short, one line, without control characters. */
export function excerpt(text: string): string {
  const line = text.replace(/[\p{C}\s]+/gu, ' ').trim();
  return `"${line.length > 40 ? `${line.slice(0, 40)}…` : line}"`;
}
