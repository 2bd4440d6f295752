/**
 * `npm run backup -- FILE [--env FILE] [--database FILE]`: a copy of the books, made while the desk works, and proved. Exits with 0 when it was
 * made and holds, 1 when it was not made (nothing is left behind), 2 when the command was not understood, 3 when it was made and the books in
 * it do not hold.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type BackUpResult, backUp, megabytes } from '#services/back-up';
import { counted } from '#services/verify-tally';
import { linesOf } from './check-lines';
import { databaseOfCommand, loadEnvironment, NoSuchFile } from './command-place';

const usage = 'Use: npm run backup -- FILE [--env FILE] [--database FILE]';
const { target, database } = readWords();
let stopped = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    stopped = true;
  });
console.log(`Copying ${database} to ${target}`);
process.exitCode = tell(
  await backUp({
    ...{ database, target, stopping: () => stopped },
    onCheck: (check) => {
      for (const line of linesOf(check)) console.log(line);
    },
  }),
);

function tell(result: BackUpResult): number {
  if (result.kind === 'not-made') {
    console.error(`${result.reason} No backup was made.`);
    return 1;
  }
  const { file, bytes, verified } = result;
  if (verified.head !== undefined) console.log(`head ${verified.head}`);
  if (verified.faults === 0) {
    console.log(`The backup ${file} was made (${megabytes(bytes)}); the books in it hold.`);
    return 0;
  }
  const first = verified.first === null ? '' : ` First: ${verified.first.record}: ${verified.first.problem}.`;
  console.error(
    `The backup ${file} was made (${megabytes(bytes)}), and the books in it do not hold: ${counted(verified.faults, 'fault')}.${first}
It is as good as the database is: keep older backups, and see docs/backup.md.`,
  );
  return 3;
}

function readWords(): { target: string; database: string } {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { env: { type: 'string' }, database: { type: 'string' } },
    });
    const [target, ...more] = positionals;
    if (target === undefined || target === '' || more.length > 0) return endWith(usage, 2);
    loadEnvironment(values.env);
    return { target, database: path.resolve(databaseOfCommand(values.database, false)) };
  } catch (error) {
    if (error instanceof NoSuchFile) return endWith(`${error.message} No backup was made.`, 1);
    return endWith(`${error instanceof Error ? error.message : String(error)}. ${usage}`, 2);
  }
}

function endWith(words: string, code: number): never {
  console.error(words);
  process.exit(code);
}
