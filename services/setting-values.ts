/** What values of settings look like, for the files that say which settings there are. */
import { z } from 'zod';

export const text = z.string().trim().min(1);

export function wholeNumber(least: number, most: number) {
  const words = `must be a whole number, ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,6}$/, words)
    .transform(Number)
    .refine((value) => value >= least && value <= most, words);
}
