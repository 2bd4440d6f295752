/** The keys to Vipps: from the environment where they are set there, else from the database, where they are encrypted. */
import { auditStatement } from '#db/audit';
import { atomically, type Db } from '#db/client';
import { listSealedTotp, listSecrets, removeSecretStatement, saveSecretStatement } from '#db/secrets';
import type { OfflineDesk } from './desk';
import { keyIdOf, openSecretBox, type SecretBox, SecretBoxError } from './secret-box';
import type { Settings } from './settings';

export const vippsKeyNames = ['VIPPS_CLIENT_ID', 'VIPPS_CLIENT_SECRET', 'VIPPS_SUBSCRIPTION_KEY'] as const;
export type VippsKeyName = (typeof vippsKeyNames)[number];
export type VippsKeys = Readonly<Record<VippsKeyName, string>>;

type KeySettings = Pick<Settings, VippsKeyName | 'SECRETS_KEYS'>;

/** The desk cannot start for what it says, a line for each problem, fit to be printed: no secret is in it. */
export class KeysProblem extends Error {
  override readonly name = 'KeysProblem';
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** Throws KeysProblem: keys that are nowhere, or that cannot be opened. */
export async function readVippsKeys(db: Db, settings: KeySettings): Promise<VippsKeys> {
  const stored = await openStoredKeys(db, settings);
  const keyOf = (name: VippsKeyName) => settings[name] ?? stored.keys[name] ?? '';
  const missing = vippsKeyNames.filter((name) => keyOf(name) === '');
  const problems = [
    ...stored.problems,
    ...missing.filter((name) => !stored.unopened.includes(name)).map(missingWords),
  ];
  if (problems.length > 0) throw new KeysProblem(problems);
  const [clientId, clientSecret, subscriptionKey] = vippsKeyNames;
  return {
    [clientId]: keyOf(clientId),
    [clientSecret]: keyOf(clientSecret),
    [subscriptionKey]: keyOf(subscriptionKey),
  };
}

/** Throws KeysProblem when a second factor could not be opened: whoever has one could not log in. */
export async function checkTotpKeys(db: Db, settings: Pick<Settings, 'SECRETS_KEYS'>): Promise<void> {
  const box = openSecretBox(settings);
  const ids = new Map<string, { count: number; other: boolean }>();
  for (const { box: stored } of await listSealedTotp(db)) {
    const has = box?.hasKeyOf(stored);
    const id = keyIdOf(stored);
    if (has === 'yes' || id === undefined) continue;
    ids.set(id, { count: (ids.get(id)?.count ?? 0) + 1, other: has === 'wrong-key' });
  }
  const problems = [...ids].map(
    ([id, { count, other }]) =>
      `SECRETS_KEYS ${other ? 'has another key under the name' : 'does not have the key'} "${id}" ${other ? 'than the one ' : ''}with which second factors are encrypted (${count} of people who log in with a code)`,
  );
  if (problems.length > 0) throw new KeysProblem(problems);
}

function missingWords(name: VippsKeyName): string {
  return `${name} is missing: set it in the environment, or store it encrypted with "npm run keys -- set"`;
}

type StoredKeys = {
  readonly keys: Partial<Record<VippsKeyName, string>>;
  /** Stored, and needed, and not to be opened. */
  readonly unopened: readonly VippsKeyName[];
  readonly problems: readonly string[];
};

/** Only those that the environment does not have. */
async function openStoredKeys(db: Db, settings: KeySettings): Promise<StoredKeys> {
  const box = openSecretBox(settings);
  const keys: Partial<Record<VippsKeyName, string>> = {};
  const unopened: VippsKeyName[] = [];
  const problems: string[] = [];
  const rows = await listSecrets(db);
  for (const name of vippsKeyNames.filter((one) => settings[one] === undefined)) {
    const row = rows.find((one) => one.name === name);
    if (row === undefined) continue;
    const opened = openOne(box, name, row.box);
    if (opened.kind === 'opened') keys[name] = opened.text;
    else {
      unopened.push(name);
      problems.push(opened.problem);
    }
  }
  return { keys, unopened, problems };
}

type Opened =
  | { readonly kind: 'opened'; readonly text: string }
  | { readonly kind: 'closed'; readonly problem: string };

function openOne(box: SecretBox | undefined, name: string, stored: string): Opened {
  if (box === undefined) {
    const problem = `${name}: it is encrypted with the key "${keyIdOf(stored)}"; SECRETS_KEYS is missing`;
    return { kind: 'closed', problem };
  }
  try {
    return { kind: 'opened', text: box.open(name, stored) };
  } catch (error) {
    if (!(error instanceof SecretBoxError)) throw error;
    return { kind: 'closed', problem: error.message };
  }
}

/** What a header can carry; the same is asked by vipps/client. */
export function isVippsKey(value: string): boolean {
  return /^[\x21-\x7e]{1,500}$/.test(value);
}

/** Takes the place of what was stored under these names. */
export async function setVippsKeys(
  desk: Pick<OfflineDesk, 'db' | 'clock'>,
  box: SecretBox,
  { values, actor }: { readonly values: Partial<VippsKeys>; readonly actor: string },
): Promise<VippsKeyName[]> {
  const names = vippsKeyNames.filter((name) => values[name] !== undefined);
  const wrong = names.find((name) => !isVippsKey(values[name] ?? ''));
  if (wrong !== undefined)
    throw new KeysProblem([`${wrong} must be plain text without spaces, 500 characters at most`]);
  if (names.length === 0) return [];
  const at = desk.clock.now();
  await atomically(desk.db, [
    ...names.map((name) =>
      saveSecretStatement(
        desk.db,
        { name, keyId: box.keyId, box: box.seal(name, values[name] ?? '') },
        { changedAt: at, changedBy: actor },
      ),
    ),
    auditStatement(desk.db, {
      at,
      actor,
      action: 'Vipps keys set',
      subject: 'secrets',
      detail: { names, keyId: box.keyId },
    }),
  ]);
  return names;
}

/** Those that were stored, and are no more. */
export async function removeVippsKeys(
  desk: Pick<OfflineDesk, 'db' | 'clock'>,
  actor: string,
): Promise<VippsKeyName[]> {
  const rows = await listSecrets(desk.db);
  const names = vippsKeyNames.filter((name) => rows.some((row) => row.name === name));
  if (names.length === 0) return [];
  await atomically(desk.db, [
    ...names.map((name) => removeSecretStatement(desk.db, name)),
    auditStatement(desk.db, {
      at: desk.clock.now(),
      actor,
      action: 'Vipps keys removed',
      subject: 'secrets',
      detail: { names },
    }),
  ]);
  return names;
}

export type ShownKey = {
  readonly name: VippsKeyName;
  readonly stored?: {
    readonly keyId: string;
    readonly changedAt: string;
    readonly changedBy: string;
    /** The last four characters of one that is long enough to have a secret rest; else why it cannot be opened, or null. */
    readonly ending: string | null;
    readonly problem: string | null;
  };
};

/** What is stored, without the secrets. */
export async function showVippsKeys(
  db: Db,
  settings: Pick<Settings, 'SECRETS_KEYS'>,
): Promise<readonly ShownKey[]> {
  const box = openSecretBox(settings);
  const rows = await listSecrets(db);
  return vippsKeyNames.map((name) => {
    const row = rows.find((one) => one.name === name);
    if (row === undefined) return { name };
    const opened = openOne(box, name, row.box);
    const text = opened.kind === 'opened' ? opened.text : '';
    const { keyId, changedAt, changedBy } = row;
    const ending = text.length >= longEnough ? text.slice(-4) : null;
    const problem = opened.kind === 'closed' ? opened.problem : null;
    return { name, stored: { keyId, changedAt, changedBy, ending, problem } };
  });
}

const longEnough = 16;
