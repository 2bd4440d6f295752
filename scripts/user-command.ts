/**
 * `npm run user -- add NAME --role ROLE[@MSN,MSN] … [--name "Full name"]`, `reset NAME [--totp]`, `disable NAME`, `enable NAME`, `apart NAME OTHER`,
 * `log-out-everybody`, `list`:
 * who may log in, from the command line. Passwords are made here, shown once and changed at the first log-in; with `--password-stdin` one
 * is read instead. Exits with 1 when nothing was changed, 2 when the command cannot be read.
 */
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { type Grant, type Role, roles } from '#core/permissions';
import { closeDatabase, openDatabase } from '#db/client';
import { listSalesUnits } from '#db/orders';
import { findPersonByUsername, listPeopleWithGrants } from '#db/people';
import { systemClock } from '#services/clock';
import type { OfflineDesk } from '#services/desk';
import { migratedOrExit } from '#services/migrated-or-exit';
import { oneTimePassword } from '#services/one-time-password';
import {
  addPerson,
  disablePerson,
  enablePerson,
  grantWords,
  type PersonRefusal,
  type PersonResult,
  resetPassword,
} from '#services/people';
import { tellApart } from '#services/same-person';
import { endEverySession } from '#services/sessions';
import { removeTotp } from '#services/totp';
import { commandActor, databaseOfCommand, loadEnvironment, NoSuchFile } from './command-place';

const actor = commandActor();
const usage = `Use: npm run user -- add NAME --role ROLE[@MSN,MSN] [--name "Full name"]
     npm run user -- reset NAME [--totp]
     npm run user -- disable NAME
     npm run user -- enable NAME
     npm run user -- apart NAME OTHER
     npm run user -- log-out-everybody
     npm run user -- list
Roles: ${roles.join(', ')}. More than one --role may be given. --password-stdin reads the password instead of making one;
--database FILE and --env FILE say where; without them DATABASE_PATH, DATA_DIR or ./data.`;

const sentences: Readonly<Record<PersonRefusal, string>> = {
  'bad-username': 'A user name has letters, digits and . _ @ + - only, two at least.',
  'bad-name': 'The name is missing or too long.',
  'no-roles': `Give a role at least: --role ${roles.join(' | ')}.`,
  'username-taken': 'This user name is taken, or was once.',
  'no-such-person': 'There is no such person. npm run user -- list shows all.',
  'no-admin-left': 'Nobody would be left who is admin at all sales units. Add another admin first.',
  'wrong-password': 'The present password is wrong.',
  'only-single-sign-on': 'This person logs in by single sign-on.',
  'too-short': 'The password is too short: 10 characters at least.',
  'too-long': 'The password is too long: 200 characters at most.',
  easy: 'The password is easy to guess.',
};

const { positionals, values } = readWords();
const [verb, username, other] = positionals;
const wordsOfVerb: Readonly<Record<string, number>> = { list: 1, 'log-out-everybody': 1, apart: 3 };
if (positionals.length !== (wordsOfVerb[verb ?? ''] ?? 2)) endWith(usage, 2);
const file = placeOrEnd();
await migratedOrExit(file);
const db = openDatabase(file);
const log = { debug() {}, info() {}, warn() {}, error: console.error };
const desk: OfflineDesk = { db, clock: systemClock, log };
try {
  process.exitCode = await carryOut(verb ?? '', username ?? '');
} finally {
  closeDatabase(db);
}

async function carryOut(verb: string, username: string): Promise<number> {
  const wanted = { username, actor, nowMs: Date.now() };
  switch (verb) {
    case 'add': {
      const grants = readRoles(values.role ?? []);
      const unknown = await unknownUnits(grants);
      if (unknown.length > 0) {
        console.error(
          `There is no sales unit ${unknown.join(', ')}. ${await knownUnits()} Nothing was changed.`,
        );
        return 1;
      }
      const password = await givenPassword();
      const added = await addPerson(desk, {
        ...{ ...wanted, name: values.name ?? username, grants },
        ...{ password: password.text, mustChange: password.made },
      });
      return tell(added, `${username} may log in.`, password);
    }
    case 'reset': {
      const password = await givenPassword();
      const done = await resetPassword(desk, { ...wanted, password: password.text });
      const person = values.totp ? await findPersonByUsername(db, username) : undefined;
      if (done.kind === 'done' && person !== undefined) await removeTotp(desk, person, actor);
      return tell(done, `${username} has a new password; every log-in of theirs is over.`, password);
    }
    case 'disable':
      return tell(await disablePerson(desk, wanted), `${username} cannot log in any more.`);
    case 'enable':
      return tell(await enablePerson(desk, wanted), `${username} may log in again.`);
    case 'apart': {
      const told = await tellApart(desk, { username, other: other ?? '', actor });
      if (told === 'done') console.log(`${username} and ${other} count as two people from now on.`);
      else console.error('There are no two such accounts with like names. Nothing was changed.');
      return told === 'done' ? 0 : 1;
    }
    case 'log-out-everybody': {
      const people = await endEverySession(desk, wanted);
      console.log(
        `Every log-in to ${file} is over (${people} ${people === 1 ? 'person was' : 'people were'} logged in).`,
      );
      return 0;
    }
    case 'list':
      for (const { username, name, grants, disabledAt } of await listPeopleWithGrants(db))
        console.log(
          `${username}\t${name}\t${grantWords(grants).join(' ')}${disabledAt === null ? '' : '\tclosed'}`,
        );
      return 0;
    default:
      console.error(usage);
      return 2;
  }
}

/** Those that are no sales unit of this desk. A desk that knows none yet takes any. */
async function unknownUnits(grants: readonly Grant[]): Promise<string[]> {
  const units = (await listSalesUnits(db)).map(({ msn }) => msn);
  const named = grants.flatMap(({ msn }) => msn ?? []);
  return units.length === 0 ? [] : named.filter((msn) => !units.includes(msn));
}

async function knownUnits(): Promise<string> {
  return `This desk has ${(await listSalesUnits(db)).map(({ msn, name }) => `${msn} (${name})`).join(', ')}.`;
}

type Password = { readonly text: string; readonly made: boolean };

async function givenPassword(): Promise<Password> {
  if (!values['password-stdin']) return { text: oneTimePassword(), made: true };
  return { text: (await text(process.stdin)).replace(/\r?\n$/, ''), made: false };
}

function tell(result: PersonResult, done: string, password?: Password): number {
  if (result.kind === 'refused') {
    console.error(`${sentences[result.refusal]} Nothing was changed.`);
    return 1;
  }
  console.log(done);
  if (password?.made)
    console.log(`Password, shown this once: ${password.text}\nIt must be changed at the first log-in.`);
  return 0;
}

/** `finance`, `manager@123456,123457`. */
function readRoles(words: readonly string[]): Grant[] {
  return words.flatMap((word): Grant[] => {
    const [name = '', places] = word.split('@');
    const role: Role | undefined = roles.find((one) => one === name);
    const units = places?.split(',') ?? [];
    if (role === undefined || units.some((msn) => !/^\d{4,7}$/.test(msn)))
      endWith(`"${word}" is no role. ${usage}`, 2);
    return places === undefined ? [{ role, msn: null }] : units.map((msn) => ({ role, msn }));
  });
}

function readWords() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        role: { type: 'string', multiple: true },
        name: { type: 'string' },
        totp: { type: 'boolean' },
        'password-stdin': { type: 'boolean' },
        database: { type: 'string' },
        env: { type: 'string' },
      },
    });
  } catch (error) {
    endWith(`${error instanceof Error ? error.message : String(error)}\n${usage}`, 2);
  }
}

/** Only the first person is added to a desk that is not there yet. */
function placeOrEnd(): string {
  try {
    loadEnvironment(values.env);
    return databaseOfCommand(values.database, verb === 'add');
  } catch (error) {
    if (error instanceof NoSuchFile) endWith(error.message, 2);
    throw error;
  }
}

function endWith(words: string, code: number): never {
  console.error(words);
  process.exit(code);
}
