/** The sort key of a row as it stands in an address: opaque, and nothing that cannot be read back. */
import { z } from 'zod';

const keySchema = z.tuple([z.string().max(80), z.string().max(80), z.string().max(80)]);
export type PageKey = z.output<typeof keySchema>;

export function writePageKey(key: readonly [string, string, string]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

export function readPageKey(text: string | null): PageKey | undefined {
  if (text === null || text.length > 600) return undefined;
  try {
    return keySchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    return undefined; // a mangled address shows the first page
  }
}
