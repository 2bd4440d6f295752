/** Lets people in: by password, by password and code, or as single sign-on says. What is wrong is told to nobody in detail. */
import { auditStatement } from '#db/audit';
import { atomically } from '#db/client';
import { findLogInStep, insertLogInStep, takeLogInStep, tryLogInStep } from '#db/log-in-steps';
import { findPersonById, findPersonByUsername, type PersonRow } from '#db/people';
import type { OfflineDesk } from './desk';
import { takeTry, tryWasRight } from './log-in-throttle';
import { isTooOld, oneTimeDays } from './one-time-password';
import { passwordIs } from './passwords';
import type { SecretBox } from './secret-box';
import { newToken, tokenHashOf } from './session-token';
import { type Browser, startSession } from './sessions';
import { hasTotp, takeCode } from './totp';
import { wrongCodesSinceLogIn } from './wrong-codes';

/** A half-done log-in is good for so long, and for so many codes. */
const stepMs = 10 * 60_000;
const codesOfStep = 5;

export type LogInFrom = {
  readonly browser: Browser;
  /** Set when this browser was logged in with the account before (services/known-browser). */
  readonly knownAs: (username: string) => string | undefined;
  /** The token that the browser holds of an earlier log-in. */
  readonly tokenBefore: string | undefined;
  readonly nowMs: number;
};

export type LogInResult =
  /** `wrongCodes`: how many were given since the log-in before, by somebody who knows the password. */
  | {
      readonly kind: 'in';
      readonly token: string;
      readonly username: string;
      readonly wrongCodes: number;
    }
  /** The password was right, and a code is asked for. */
  | { readonly kind: 'code'; readonly step: string }
  /** No such account, another password, an account that is closed: all the same. */
  | { readonly kind: 'wrong' }
  | { readonly kind: 'wait'; readonly seconds: number }
  /** The half-done log-in is over: it begins again with the password. */
  | { readonly kind: 'gone' }
  /** The password was right, was chosen by somebody else, and is too old: it is made anew. */
  | { readonly kind: 'too-old'; readonly days: number };

export async function logInWithPassword(
  desk: OfflineDesk,
  { username: typed, password }: { readonly username: string; readonly password: string },
  from: LogInFrom,
): Promise<LogInResult> {
  const { browser, knownAs, nowMs } = from;
  const username = typed.trim().normalize('NFC');
  const tried = { username, browser, known: knownAs(username) };
  const { waitMs } = await takeTry(desk.db, tried, nowMs);
  if (waitMs > 0) return { kind: 'wait', seconds: Math.ceil(waitMs / 1000) };
  const person = await findPersonByUsername(desk.db, username);
  const open = person?.disabledAt === null ? person : undefined;
  const right = await passwordIs(open?.passwordHash, password);
  if (!right || open === undefined) {
    await refused(desk, person, 'password');
    return { kind: 'wrong' };
  }
  await tryWasRight(desk.db, tried);
  if (isTooOld(open, nowMs)) {
    await refused(desk, open, 'too-old');
    return { kind: 'too-old', days: oneTimeDays };
  }
  if (hasTotp(open)) return { kind: 'code', step: await beginStep(desk, open, nowMs) };
  return letIn(desk, open, 'password', from);
}

/** With the code of an app, or a recovery code. */
export async function logInWithCode(
  desk: OfflineDesk,
  box: Pick<SecretBox, 'seal' | 'open'> | undefined,
  { step, code }: { readonly step: string; readonly code: string },
  from: LogInFrom,
): Promise<LogInResult> {
  const { browser, knownAs, nowMs } = from;
  const wanted = { ...stepName(step, nowMs), kind: 'code' as const };
  const found = await findLogInStep(desk.db, wanted);
  const person = found?.personId ? await findPersonById(desk.db, found.personId) : undefined;
  if (person === undefined || person.disabledAt !== null || !hasTotp(person)) return { kind: 'gone' };
  if ((person.passwordChangedAt ?? '') > (found?.startedAt ?? '')) return { kind: 'gone' };
  // Who is here knows the password: strangers who try others' are no reason to hold them up, from whatever address.
  const known = knownAs(person.username) ?? 'a browser that is not known';
  const tried = { username: `code of ${person.id}`, browser, known };
  const { waitMs } = await takeTry(desk.db, tried, nowMs);
  if (waitMs > 0) return { kind: 'wait', seconds: Math.ceil(waitMs / 1000) };
  if ((await tryLogInStep(desk.db, { ...wanted, most: codesOfStep })) === undefined) return { kind: 'gone' };
  const method = await takeCode(desk, box, person, code, nowMs);
  if (method === undefined) {
    await refused(desk, person, 'code');
    return { kind: 'wrong' };
  }
  if ((await takeLogInStep(desk.db, wanted)) === undefined) return { kind: 'gone' };
  await tryWasRight(desk.db, tried);
  return letIn(desk, person, method, from);
}

/** Somebody whom single sign-on vouches for. */
export async function logInByProvider(
  desk: OfflineDesk,
  person: PersonRow,
  from: Omit<LogInFrom, 'knownAs'>,
): Promise<LogInResult> {
  return person.disabledAt === null ? letIn(desk, person, 'oidc', from) : { kind: 'wrong' };
}

async function letIn(
  desk: OfflineDesk,
  { id, username }: PersonRow,
  method: Parameters<typeof startSession>[1]['method'],
  { browser, tokenBefore, nowMs }: Omit<LogInFrom, 'knownAs'>,
): Promise<LogInResult> {
  const wrongCodes = await wrongCodesSinceLogIn(desk, username);
  const token = await startSession(desk, { personId: id, username, method, browser, nowMs }, tokenBefore);
  return { kind: 'in', token, username, wrongCodes };
}

async function beginStep({ db }: OfflineDesk, { id }: PersonRow, nowMs: number): Promise<string> {
  const step = newToken();
  await insertLogInStep(db, {
    tokenHash: tokenHashOf(step) ?? '',
    kind: 'code',
    personId: id,
    detail: {},
    startedAt: new Date(nowMs).toISOString(),
  });
  return step;
}

function stepName(step: string, nowMs: number) {
  return {
    tokenHash: tokenHashOf(step) ?? '',
    startedAfter: new Date(nowMs - stepMs).toISOString(),
  };
}

/** Before a browser goes to the provider: what its answer must fit is kept here, and only the token of it leaves the desk. */
export async function beginProviderStep(
  { db }: Pick<OfflineDesk, 'db'>,
  keep: Readonly<Record<string, string>>,
  nowMs: number,
): Promise<string> {
  const step = newToken();
  await insertLogInStep(db, {
    tokenHash: tokenHashOf(step) ?? '',
    kind: 'oidc',
    personId: null,
    detail: keep,
    startedAt: new Date(nowMs).toISOString(),
  });
  return step;
}

/** What was kept; once. */
export async function takeProviderStep(
  { db }: Pick<OfflineDesk, 'db'>,
  step: string,
  nowMs: number,
): Promise<Readonly<Record<string, string>> | undefined> {
  return (await takeLogInStep(db, { ...stepName(step, nowMs), kind: 'oidc' }))?.detail;
}

/** Written whether or not there is such an account, so that the time it takes tells nothing. What was typed is never kept,
 * nor is where it came from: the log is kept for good. */
async function refused(
  { db, clock, log }: OfflineDesk,
  person: PersonRow | undefined,
  at: 'password' | 'code' | 'too-old',
): Promise<void> {
  log.warn({ at }, 'log-in refused');
  await atomically(db, [
    auditStatement(db, {
      at: clock.now(),
      actor: 'nobody',
      action: 'log-in refused',
      subject: `person ${person?.username ?? '?'}`,
      detail: { at },
    }),
  ]);
}
