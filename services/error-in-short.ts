/** Errors as the log and people are told of them: what failed, and never the values that were being worked on. */
import { redact } from '#vipps/redact';

export const cut = '[cut]';

export type ErrorInShort = {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  readonly code?: string;
  readonly kind?: string;
  readonly status?: number;
  readonly requestId?: string;
  readonly cause?: ErrorInShort | string;
};

/** Of an error only what tells what failed: other fields may hold what was being worked on. */
export function errorInShort(error: unknown, depth = 0): ErrorInShort | string {
  if (!(error instanceof Error)) return answerInShort(error, depth);
  const message = withoutValues(error.message);
  const field = <Kind extends 'string' | 'number'>(name: string, kind: Kind) => {
    const value: unknown = Reflect.get(error, name);
    return typeof value === kind ? { [name]: typeof value === 'string' ? redact(value) : value } : {};
  };
  const cause =
    error.cause instanceof Error && depth < 5 ? { cause: errorInShort(error.cause, depth + 1) } : {};
  return {
    type: error.name,
    message,
    // The first lines of a stack are the message again.
    stack: `${error.name}: ${message}\n${(error.stack ?? '').split('\n').filter(isPlace).join('\n')}`,
    ...field('code', 'string'),
    ...field('kind', 'string'),
    ...field('status', 'number'),
    ...field('requestId', 'string'),
    ...cause,
  };
}

/** Remix throws answers, too: with a status, and now and then the error behind it. */
function answerInShort(thrown: unknown, depth: number): ErrorInShort | string {
  if (typeof thrown !== 'object' || thrown === null) return `not an error: ${typeof thrown}`;
  const status: unknown = Reflect.get(thrown, 'status');
  const behind: unknown = Reflect.get(thrown, 'error');
  return {
    type: 'not an error',
    message: '',
    stack: '',
    ...(typeof status === 'number' ? { status } : {}),
    ...(behind instanceof Error && depth < 5 ? { cause: errorInShort(behind, depth + 1) } : {}),
  };
}

function isPlace(line: string): boolean {
  return /^\s+at /.test(line);
}

/** For people: its name and what it says, without values that were being worked on. */
export function errorInWords(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${withoutValues(error.message)}` : 'Something failed.';
}

/** Errors of the database name the values of a query, those of JSON the text that is none. */
function withoutValues(message: string): string {
  const text = message
    .replace(/^(Failed query: .*?)\nparams: .*$/s, `$1\nparams: ${cut}`)
    .replace(
      /(Unexpected (?:token|non-whitespace|end)[^,]*,).* is not valid JSON$/s,
      `$1 ${cut} is not valid JSON`,
    );
  return redact(text).slice(0, longestMessage);
}

const longestMessage = 2000;
