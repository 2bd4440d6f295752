/** Why the desk did not take something, as a kind that pages have words for, and the desk's own words where they have none. */
import { z } from 'zod';

/** What an answer says that is a refusal or cannot be used. `json` is its body, undefined when that is not JSON. */
export function readProblem(status: number, json: unknown): DeskProblem {
  const problem = problemSchema.safeParse(json);
  const { type, title, detail, errors = [] } = problem.success ? problem.data : {};
  const fields = errors.map(({ field, message }) => `${field}: ${message}`).join('; ');
  const words = [detail ?? title, fields].filter(Boolean).join(' ').slice(0, longestWords);
  const isAmount = type === `${typePrefix}invalid` && errors.some(({ field }) => field === 'amount');
  return { kind: isAmount ? 'invalid-amount' : kindOf(type), words: words === '' ? `HTTP ${status}` : words };
}

/**
 * The first three are the shop's own, for silence. failed: the desk has an error of its own. The next four are named so by the
 * desk. invalid-amount: the desk names the amount among what is invalid. other: its words say it.
 */
export const deskProblemKinds = [
  'not-reachable',
  'no-answer-in-time',
  'unreadable',
  'failed',
  'payment-unread',
  'not-reserved',
  'all-sent',
  'unknown-order',
  'invalid-amount',
  'other',
] as const;
export type DeskProblemKind = (typeof deskProblemKinds)[number];

export interface DeskProblem {
  readonly kind: DeskProblemKind;
  /** In the desk's language, which is English; for the log and for kinds without words of the shop. */
  readonly words: string;
}

const typePrefix = 'urn:oppgjor:problem:';
const namedByDesk = ['payment-unread', 'not-reserved', 'all-sent', 'unknown-order'] as const;
const longestWords = 500;

function kindOf(type: string | undefined): DeskProblemKind {
  return namedByDesk.find((kind) => type === `${typePrefix}${kind}`) ?? 'other';
}

/** application/problem+json: the detail is for people, the errors name fields. */
const problemSchema = z.object({
  type: z.string().optional(),
  title: z.string().optional(),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});
