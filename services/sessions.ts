/** Log-ins of people: begun, found again, ended. Times are real time, whatever the clock of the books says. */
import { uuidv7 } from 'uuidv7';
import type { Grant } from '#core/permissions';
import { auditStatement } from '#db/audit';
import { atomically, type Statement } from '#db/client';
import { forgetLogInStepsStatement } from '#db/log-in-steps';
import { listGrants } from '#db/people';
import {
  countLoggedIn,
  endAllSessionsStatement,
  endSessionStatement,
  endSessionsOfStatement,
  endTokenStatement,
  findSession,
  insertSessionStatement,
  type KnownSession,
  markSessionSeen,
  type SessionEnd,
} from '#db/sessions';
import type { OfflineDesk } from './desk';
import { newToken, tokenHashOf } from './session-token';
import type { Settings } from './settings';

/** Somebody who is logged in, with what they may do now. */
export type Person = {
  readonly id: string;
  /** The name by which the log tells who did what. */
  readonly username: string;
  readonly name: string;
  readonly grants: readonly Grant[];
  readonly sessionId: string;
  /** When the log-in is over if nothing more is done, and in any case; milliseconds since 1970. */
  readonly idleUntilMs: number;
  readonly endsAtMs: number;
  /** Somebody else chose the password: nothing can be done before it is changed. */
  readonly mustChangePassword: boolean;
};

export type SessionLimits = Pick<Settings, 'SESSION_IDLE_MINUTES' | 'SESSION_HOURS'>;

export type Browser = {
  readonly address: string;
  /** Of IPv6 the network, which one customer of a provider has for himself; what tries are counted by. */
  readonly network?: string;
  readonly userAgent: string;
};

type Start = {
  readonly personId: string;
  readonly username: string;
  readonly method: KnownSession['method'];
  readonly browser: Browser;
  readonly nowMs: number;
};

/** A new log-in with a token of its own: whatever token the browser had before is ended, so that none can be planted. */
export async function startSession(
  { db, clock }: OfflineDesk,
  { personId, username, method, browser, nowMs }: Start,
  before: string | undefined,
  alongside: readonly Statement[] = [],
): Promise<string> {
  const token = newToken();
  const at = new Date(nowMs).toISOString();
  const id = uuidv7();
  const hashBefore = before === undefined ? undefined : tokenHashOf(before);
  await atomically(db, [
    ...(hashBefore === undefined ? [] : [endTokenStatement(db, hashBefore, { at, because: 'rotated' })]),
    insertSessionStatement(db, {
      tokenHash: tokenHashOf(token) ?? '',
      ...{ id, personId, method },
      startedAt: at,
      seenAt: at,
      address: browser.address.slice(0, 60),
      userAgent: browser.userAgent.slice(0, 300),
    }),
    auditStatement(db, {
      at: clock.now(),
      actor: username,
      action: 'logged in',
      subject: `person ${username}`,
      detail: { method, session: id },
    }),
    ...alongside,
  ]);
  return token;
}

/** That a log-in is used is written down once a minute at most. */
const seenEveryMs = 60_000;

/** Whose token this is, while its log-in lasts. `quiet`: a page asks by itself, which is no sign of a person. */
export async function findPersonOfToken(
  { db }: Pick<OfflineDesk, 'db'>,
  token: string,
  limits: SessionLimits,
  nowMs: number,
  quiet = false,
): Promise<Person | undefined> {
  const tokenHash = tokenHashOf(token);
  const session = tokenHash === undefined ? undefined : await findSession(db, tokenHash);
  if (session === undefined) return undefined;
  const endsAtMs = Date.parse(session.startedAt) + limits.SESSION_HOURS * 3_600_000;
  const idleMs = limits.SESSION_IDLE_MINUTES * 60_000;
  const idleUntilMs = Math.min(Date.parse(session.seenAt) + idleMs, endsAtMs);
  if (nowMs >= idleUntilMs) return undefined;
  // Even a write that changes nothing waits for whoever writes: asked for only when there is something to note.
  if (!quiet && Date.parse(session.seenAt) < nowMs - seenEveryMs)
    await markSessionSeen(db, session.tokenHash, new Date(nowMs).toISOString());
  const { personId, username, name, id, mustChangePassword } = session;
  return {
    ...{ id: personId, username, name, sessionId: id, endsAtMs },
    idleUntilMs: quiet ? idleUntilMs : Math.min(nowMs + idleMs, endsAtMs),
    grants: await listGrants(db, personId),
    mustChangePassword: mustChangePassword === 'yes',
  };
}

/** From now on the token opens nothing. */
export async function logOut(
  { db, clock }: OfflineDesk,
  token: string,
  person: Pick<Person, 'username' | 'sessionId'>,
  nowMs: number,
): Promise<void> {
  const tokenHash = tokenHashOf(token);
  if (tokenHash === undefined) return;
  const { username, sessionId } = person;
  await atomically(db, [
    endTokenStatement(db, tokenHash, { at: new Date(nowMs).toISOString(), because: 'log-out' }),
    auditStatement(db, {
      at: clock.now(),
      actor: username,
      action: 'logged out',
      subject: `person ${username}`,
      detail: { session: sessionId },
    }),
  ]);
}

type Revoke = {
  readonly personId: string;
  readonly username: string;
  readonly actor: string;
  readonly nowMs: number;
  readonly because: SessionEnd;
};

/** Ends one log-in of a person. */
export async function revokeSession(
  { db, clock }: OfflineDesk,
  { personId, username, actor, nowMs, because }: Revoke,
  sessionId: string,
): Promise<void> {
  await atomically(db, [
    endSessionStatement(db, { id: sessionId, personId, at: new Date(nowMs).toISOString(), because }),
    auditStatement(db, {
      at: clock.now(),
      actor,
      action: 'log-in ended',
      subject: `person ${username}`,
      detail: { session: sessionId },
    }),
  ]);
}

/** Ends every log-in of everybody, half-done ones too; returns how many people were logged in. After a backup was restored, or when a key has leaked. */
export async function endEverySession(
  { db, clock }: OfflineDesk,
  { actor, nowMs }: { readonly actor: string; readonly nowMs: number },
): Promise<number> {
  const people = await countLoggedIn(db);
  await atomically(db, [
    endAllSessionsStatement(db, { at: new Date(nowMs).toISOString(), because: 'revoked' }),
    forgetLogInStepsStatement(db),
    auditStatement(db, {
      ...{ at: clock.now(), actor, action: 'log-in ended', subject: 'everybody' },
      detail: { all: true },
    }),
  ]);
  return people;
}

/** Statements that end every log-in of a person, but the one they act from. */
export function endSessionsStatements(
  { db }: Pick<OfflineDesk, 'db'>,
  { personId, nowMs, because, but }: Omit<Revoke, 'username' | 'actor'> & { readonly but?: string },
): Statement[] {
  return [endSessionsOfStatement(db, { personId, at: new Date(nowMs).toISOString(), because, but })];
}
