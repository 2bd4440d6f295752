/**
 * `npm run keys -- set|show|remove|rotate`: the keys to Vipps as the desk keeps them, encrypted with SECRETS_KEYS. `set` asks for them
 * without showing what is typed, reads lines NAME=VALUE from a pipe, or takes them from the environment (--from-env). `rotate` encrypts all
 * that is encrypted anew under the first key. Exits with 0 when it was done, 1 when not, 2 when the command was not understood.
 */
import { text as readAll } from 'node:stream/consumers';
import { parseArgs, parseEnv } from 'node:util';
import { closeDatabase, openDatabase } from '#db/client';
import { systemClock } from '#services/clock';
import { migratedOrExit } from '#services/migrated-or-exit';
import { rotateSecrets } from '#services/rotate-secrets';
import { openSecretBox, type SecretBox, SecretBoxError } from '#services/secret-box';
import { readSecretKeys } from '#services/secret-keys';
import {
  isVippsKey,
  KeysProblem,
  removeVippsKeys,
  type ShownKey,
  setVippsKeys,
  showVippsKeys,
  type VippsKeyName,
  type VippsKeys,
  vippsKeyNames,
} from '#services/vipps-keys';
import { askUnseen } from './ask-unseen';
import { commandActor, databaseOfCommand, loadEnvironment, NoSuchFile } from './command-place';

const { word, fromEnvironment, envFile } = readWords();
const databasePath = placeOrFail();
const secretsKeys = process.env.SECRETS_KEYS || undefined;
if (secretsKeys !== undefined) {
  const read = readSecretKeys(secretsKeys);
  if (read.kind === 'wrong') fail(`SECRETS_KEYS ${read.problem}`);
}
const actor = commandActor();
await migratedOrExit(databasePath);
const db = openDatabase(databasePath);
const desk = { db, clock: systemClock };
try {
  await carryOut();
} catch (error) {
  if (error instanceof KeysProblem) fail(...error.problems);
  if (error instanceof SecretBoxError) fail(`${error.message}. Nothing was changed.`);
  throw error;
} finally {
  closeDatabase(db);
}

async function carryOut(): Promise<void> {
  switch (word) {
    case 'set': {
      const box = boxOrFail();
      const values = await valuesToSet();
      const names = await setVippsKeys(desk, box, { values, actor });
      if (names.length === 0) fail('No key was given; nothing was changed.');
      console.log(`Stored, encrypted with the key "${box.keyId}": ${names.join(', ')}.`);
      console.log('A desk that is running uses them from its next call to Vipps on.');
      for (const name of names.filter((one) => process.env[one])) tellOfEnvironment(name);
      return;
    }
    case 'show':
      for (const shown of await showVippsKeys(db, { SECRETS_KEYS: secretsKeys })) console.log(lineOf(shown));
      return;
    case 'remove': {
      const names = await removeVippsKeys(desk, actor);
      console.log(names.length === 0 ? 'No key was stored.' : `Removed: ${names.join(', ')}.`);
      if (names.length > 0) console.log('A desk that is running holds them until it is stopped.');
      return;
    }
    case 'rotate': {
      const { keyId, secrets, totp, unchanged } = await rotateSecrets(desk, boxOrFail(), actor);
      console.log(
        `Encrypted anew with the key "${keyId}": ${secrets} secrets and ${totp} second factors of people. Were so before: ${unchanged}.`,
      );
      console.log('Restart the desk with these SECRETS_KEYS; then other keys may leave the setting.');
      return;
    }
  }
}

/** Keys may be stored before the desk was ever started. */
function placeOrFail(): string {
  try {
    loadEnvironment(envFile);
    return databaseOfCommand(undefined, word === 'set');
  } catch (error) {
    if (error instanceof NoSuchFile) fail(error.message);
    throw error;
  }
}

function boxOrFail(): SecretBox {
  const box = openSecretBox({ SECRETS_KEYS: secretsKeys });
  return (
    box ?? fail('SECRETS_KEYS is missing: a name, a colon and 64 hex digits (try: openssl rand -hex 32)')
  );
}

async function valuesToSet(): Promise<Partial<VippsKeys>> {
  if (fromEnvironment) return given(process.env);
  if (process.stdin.isTTY) {
    const values: Partial<Record<VippsKeyName, string>> = {};
    console.log('What is typed is not shown. An empty answer leaves what is stored.');
    for (const name of vippsKeyNames) {
      const answer = (await askUnseen(`${name}: `)).trim();
      if (answer !== '' && !isVippsKey(answer)) fail(`${name} must be plain text without spaces`);
      if (answer !== '') values[name] = answer;
    }
    return values;
  }
  const lines = parseEnv(await readAll(process.stdin));
  const unknown = Object.keys(lines).find((name) => !vippsKeyNames.some((one) => one === name));
  if (unknown !== undefined) fail(`Each line is NAME=VALUE; the names are ${vippsKeyNames.join(', ')}.`);
  return given(lines);
}

function given(values: Readonly<Record<string, string | undefined>>): Partial<VippsKeys> {
  return Object.fromEntries(
    vippsKeyNames.flatMap((name) => (values[name] ? [[name, values[name].trim()]] : [])),
  );
}

function lineOf({ name, stored }: ShownKey): string {
  const here = process.env[name] ? 'set in the environment, which is used' : undefined;
  if (stored === undefined) return `${name}: ${here ?? 'not set'}`;
  const { changedAt, changedBy, keyId, ending, problem } = stored;
  const parts = [
    here,
    `stored on ${changedAt} by ${changedBy}, encrypted with the key "${keyId}"`,
    ending === null ? undefined : `ends with ${ending}`,
    problem === null ? undefined : `cannot be opened: ${problem}`,
  ];
  return `${name}: ${parts.filter((part) => part !== undefined).join('; ')}`;
}

function tellOfEnvironment(name: VippsKeyName): void {
  console.log(`${name} is in the environment, too, and used from there: take it out of it.`);
}

function readWords() {
  const use = 'Use: npm run keys -- set [--from-env] | show | remove | rotate   [--env FILE]';
  const words = ['set', 'show', 'remove', 'rotate'] as const;
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        'from-env': { type: 'boolean', default: false },
        env: { type: 'string' },
      },
    });
    const word = words.find((one) => one === positionals[0]);
    if (word !== undefined && positionals.length === 1 && (word === 'set' || !values['from-env']))
      return { word, fromEnvironment: values['from-env'], envFile: values.env };
    console.error(use);
  } catch (error) {
    // The words of a command that was not understood are not repeated: one may be a key.
    console.error(error instanceof TypeError ? use : String(error));
  }
  return process.exit(2);
}

function fail(...lines: readonly string[]): never {
  for (const line of lines) console.error(line);
  process.exit(1);
}
