import { z } from 'zod';

/** A place in a list, as text that nobody should read. Broken or foreign text gives undefined. */
export function readCursor<T>(text: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(JSON.parse(Buffer.from(text, 'base64').toString())).data;
  } catch {
    return undefined; // not JSON: not one of ours
  }
}

export function writeCursor(place: Readonly<Record<string, string | number>>): string {
  return Buffer.from(JSON.stringify(place)).toString('base64');
}

export const ledgersPlace = z.strictObject({ after: z.string(), handle: z.string() });
export const reportPlace = z.strictObject({
  ledgerId: z.string(),
  topic: z.enum(['funds', 'fees']),
  /** Empty for the feed. */
  day: z.string(),
  after: z.int().min(0),
});
