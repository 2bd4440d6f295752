/**
 * `npm run restore -- FILE [--env FILE] [--database FILE] [--even-if-books-do-not-hold] [--desk-is-stopped]`: puts a backup in the place of the
 * desk's database, which is kept aside. The desk must be stopped. Exits with 0 when it was done, 1 when the database is as it was, 2 when the
 * command was not understood. A run that was killed may be repeated.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type RestoreResult, restoreBackup } from '#services/restore-backup';
import { databasePathOf } from '#services/settings';
import { linesOf } from './check-lines';
import { commandActor, loadEnvironment, NoSuchFile } from './command-place';

const usage =
  'Use: npm run restore -- FILE [--env FILE] [--database FILE] [--even-if-books-do-not-hold] [--desk-is-stopped]';
const next = [
  '',
  'What now:',
  '1. npm start. The desk reads every payment that is still followed from Vipps, then ledgers and payouts; until a payment was read, it is read',
  '   before anything is done with it. Captures, refunds and cancels given since the backup show in the history of their payments. Commands',
  '   that were open in the backup are looked for there; one that is not found has failed, and may be given again.',
  '2. Look at who may log in (npm run user -- list): accounts closed, roles, passwords and second factors changed since the backup are as they',
  '   were. Revoke tokens of shops that were revoked since. Close requests for a second person that were decided since.',
  '3. Lost is what people wrote down since the backup: notes, owners, decisions on matches, shipments, settings, views, the audit log. Files',
  '   and bank statements that were read since have to be given to the desk again. Heads of the audit log kept since do not fit any more.',
];

const { backup, database, options } = readWords();
console.log(`Checking ${backup}, to be put in the place of ${database}`);
process.exitCode = tell(
  await restoreBackup({
    ...{ backup, database, ...options, actor: commandActor(), nowMs: Date.now() },
    onCheck: (check) => {
      for (const line of linesOf(check)) console.log(line);
    },
  }),
);

function tell(result: RestoreResult): number {
  if (result.kind === 'refused') {
    console.error(`${result.reason} Nothing was changed.`);
    return 1;
  }
  const { aside, upgraded, loggedOut, erasedAgain, verified } = result;
  if (verified.head !== undefined) console.log(`head ${verified.head}`);
  const lines = [
    `${database} is now what ${backup} was${upgraded ? ', brought up to this version' : ''}.`,
    aside === null ? 'There was no database before.' : `The database from before is kept: ${aside}`,
    `Every log-in is over (${loggedOut} had one).`,
    ...(aside === null ? [] : [erasedLine(erasedAgain)]),
    ...next,
  ];
  for (const line of lines) console.log(line);
  return 0;
}

function erasedLine(erasedAgain: number | null): string {
  return erasedAgain === null
    ? 'The database from before could not be asked whose details were erased since the backup: docs/privacy.md says what to do.'
    : `Details erased since the backup were erased again: of ${erasedAgain} orders.`;
}

function readWords() {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: {
        env: { type: 'string' },
        database: { type: 'string' },
        'even-if-books-do-not-hold': { type: 'boolean', default: false },
        'desk-is-stopped': { type: 'boolean', default: false },
      },
    });
    const [backup, ...more] = positionals;
    if (backup === undefined || backup === '' || more.length > 0) return endWith(usage);
    loadEnvironment(values.env);
    return {
      backup,
      database: path.resolve(values.database ?? databasePathOf(process.env)),
      options: {
        evenIfBooksDoNotHold: values['even-if-books-do-not-hold'],
        deskIsStopped: values['desk-is-stopped'],
      },
    };
  } catch (error) {
    if (error instanceof NoSuchFile) return endWith(error.message);
    return endWith(`${error instanceof Error ? error.message : String(error)}. ${usage}`);
  }
}

function endWith(words: string): never {
  console.error(words);
  process.exit(2);
}
