/** How a record of the log is hashed together with the hash before it, in code and in the trigger of the log. */
import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';

/** What the first record is chained to. */
const beginning = '0'.repeat(64);

export type ChainedRecord = {
  readonly sequence: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  /** As it is stored. */
  readonly detail: string;
};

/** SHA-256, as 64 hexadecimal digits, of the hash before and the fields, each told apart from the next. */
export function chainHash(before: string | null, record: ChainedRecord): string {
  const { sequence, at, actor, action, subject, detail } = record;
  return createHash('sha256')
    .update(JSON.stringify([before ?? beginning, sequence, at, actor, action, subject, detail]))
    .digest('hex');
}

/** The trigger on the log calls it: who opens the file without the desk can add nothing to the log unseen. */
export function defineChainHash(client: Database.Database): void {
  client.function(
    'chain_hash',
    { deterministic: true },
    (
      before: unknown,
      sequence: unknown,
      at: unknown,
      actor: unknown,
      action: unknown,
      subject: unknown,
      detail: unknown,
    ) =>
      chainHash(before === null ? null : String(before), {
        sequence: Number(sequence),
        at: String(at),
        actor: String(actor),
        action: String(action),
        subject: String(subject),
        detail: String(detail),
      }),
  );
}
