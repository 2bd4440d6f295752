/** The audit log: its chain, and heads of it that somebody kept. */
import { type ChainFault, type ChainHead, checkChain, findChainHead, findChainLink } from '#db/audit-chain';
import type { Db } from '#db/client';
import { type Check, counted, Tally } from './verify-tally';

export async function verifyLog(db: Db, heads: readonly ChainHead[]): Promise<Check> {
  const tally = new Tally();
  const chain = checkChain(db);
  if (chain.kind === 'broken') {
    tally.add(`audit record ${chain.at.sequence}`, words[chain.at.kind]);
    for (let more = 1; more < chain.faults; more += 1) tally.add('', '');
  }
  const newest = await findChainHead(db);
  for (const kept of heads.toSorted((a, b) => a.sequence - b.sequence)) {
    const link = await findChainLink(db, kept.sequence);
    if (link === undefined)
      tally.add(
        `audit record ${kept.sequence}`,
        `was there when the head ${writeHead(kept)} was kept and is not there any more: the log ends at ${newest?.sequence ?? 0}`,
      );
    else if (link.hash !== kept.hash)
      tally.add(
        `audit record ${kept.sequence}`,
        `has the hash ${link.hash.slice(0, 8)}… and had ${kept.hash.slice(0, 8)}… when its head was kept: it or a record before it was written anew`,
      );
  }
  const told = `${counted(chain.records, 'record')} of the audit log: each follows from the one before`;
  const keptTold = heads.length === 0 ? '' : `; ${counted(heads.length, 'kept head')} still in the chain`;
  return {
    ...tally.check('audit log', told + keptTold),
    ...(newest === null ? {} : { head: writeHead(newest) }),
  };
}

const words: Readonly<Record<ChainFault['kind'], string>> = {
  changed: 'is not as it was written, or not where it was written',
  gap: 'does not follow the one before: a record between them was removed',
  'record-missing': 'was removed; its link is still in the chain',
  unchained: 'has no link in the chain: it was added past the desk, or its link was removed',
};

export function writeHead({ sequence, hash }: ChainHead): string {
  return `${sequence}:${hash}`;
}

/** `1234:` and 64 hexadecimal digits; undefined when it is anything else. */
export function readHead(text: string): ChainHead | undefined {
  const found = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim().toLowerCase());
  return found ? { sequence: Number(found[1]), hash: found[2] ?? '' } : undefined;
}
