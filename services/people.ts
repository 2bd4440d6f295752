/** Who may log in, and what they may: added, changed, closed. Every change is told to the log, and ends the log-ins it concerns. */
import { uuidv7 } from 'uuidv7';
import { z } from 'zod';
import { type Grant, roles } from '#core/permissions';
import { auditStatement } from '#db/audit';
import { atomically, isConstraintError, type Statement } from '#db/client';
import {
  changePersonStatement,
  findPersonByUsername,
  insertPersonStatement,
  listGrantsOf,
  NoAdminLeft,
  type PersonRow,
  replaceGrantsStatements,
  requireAdminStatement,
} from '#db/people';
import type { OfflineDesk } from './desk';
import { handedOverSince } from './one-time-password';
import { hashPassword, type PasswordWeakness, passwordIs, weaknessOf } from './passwords';
import { endSessionsStatements } from './sessions';
import { hasTotp } from './totp';

/** Letters, digits and `. _ @ + -`, so that an e-mail address will do; kept in lower case. */
export const usernameShape = z
  .string()
  .trim()
  .toLowerCase()
  .normalize('NFC')
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._@+-]{1,79}$/u);

/** Names by which the log tells what no person did. */
export const keptNames: readonly string[] = [
  'system',
  'vipps',
  'job',
  'jobs',
  'shop',
  'oppgjor',
  'desk',
  'settings',
  'nobody',
  'me',
];

/** On one line, without signs that are not seen or turn the order of letters round. */
export const personName = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{Cc}\p{Cf}]+$/u);

export const grantsShape = z
  .array(
    z.object({
      role: z.enum(roles),
      msn: z
        .string()
        .regex(/^\d{4,7}$/)
        .nullable(),
    }),
  )
  .max(200);

export type PersonRefusal =
  | 'bad-username'
  | 'bad-name'
  | 'no-roles'
  | 'username-taken'
  | 'no-such-person'
  | 'no-admin-left'
  | 'wrong-password'
  | 'only-single-sign-on'
  | PasswordWeakness;

export type PersonResult =
  | { readonly kind: 'done'; readonly id: string }
  | { readonly kind: 'refused'; readonly refusal: PersonRefusal };

const refuse = (refusal: PersonRefusal): PersonResult => ({ kind: 'refused', refusal });

export type NewPersonWanted = {
  readonly username: string;
  readonly name: string;
  readonly grants: readonly Grant[];
  readonly password: string;
  /** Asked for at the first log-in: yes when somebody else chose this one. */
  readonly mustChange: boolean;
  /** Of the demo, whose passwords everybody knows. */
  readonly weakAllowed?: boolean;
  readonly actor: string;
  readonly nowMs: number;
};

export async function addPerson(desk: OfflineDesk, wanted: NewPersonWanted): Promise<PersonResult> {
  const { db, clock } = desk;
  const username = usernameShape.safeParse(wanted.username);
  const name = personName.safeParse(wanted.name);
  if (!username.success) return refuse('bad-username');
  if (!name.success) return refuse('bad-name');
  if (keptNames.includes(username.data)) return refuse('username-taken');
  if (wanted.grants.length === 0) return refuse('no-roles');
  const weakness = wanted.weakAllowed ? null : weaknessOf(wanted.password, [username.data, name.data]);
  if (weakness !== null) return refuse(weakness);
  const passwordHash = await hashPassword(wanted.password);
  const at = new Date(wanted.nowMs).toISOString();
  const id = uuidv7();
  try {
    await atomically(db, [
      insertPersonStatement(db, {
        ...{ id, username: username.data, name: name.data, passwordHash },
        passwordChangedAt: at,
        mustChangePassword: wanted.mustChange ? 'yes' : 'no',
        createdAt: at,
        createdBy: wanted.actor,
      }),
      ...replaceGrantsStatements(db, id, 'given', wanted.grants),
      auditStatement(db, {
        at: clock.now(),
        actor: wanted.actor,
        action: 'person added',
        subject: `person ${username.data}`,
        detail: { name: name.data, roles: grantWords(wanted.grants) },
      }),
    ]);
    return { kind: 'done', id };
  } catch (error) {
    if (isConstraintError(error)) return refuse('username-taken');
    throw error;
  }
}

export type PersonChangeWanted = {
  readonly username: string;
  readonly actor: string;
  readonly nowMs: number;
};

/** Another password, chosen by somebody else; every log-in of the person ends. */
export async function resetPassword(
  desk: OfflineDesk,
  { username, actor, nowMs, password }: PersonChangeWanted & { readonly password: string },
): Promise<PersonResult> {
  const person = await findPersonByUsername(desk.db, username);
  if (person === undefined) return refuse('no-such-person');
  if (person.passwordHash === null) return refuse('only-single-sign-on'); // it would go round the provider's second step
  const weakness = weaknessOf(password, [person.username, person.name]);
  if (weakness !== null) return refuse(weakness);
  const change = { ...(await passwordChange(person, password, nowMs)), mustChangePassword: 'yes' as const };
  return store(desk, person, { actor, action: 'password reset' }, [
    changePersonStatement(desk.db, person.id, change),
    ...endSessionsStatements(desk, { personId: person.id, nowMs, because: 'password-changed' }),
  ]);
}

/** A person's own new password; their other log-ins end, and the one they act from stays. */
export async function changeOwnPassword(
  desk: OfflineDesk,
  person: PersonRow,
  wanted: {
    readonly current: string;
    readonly password: string;
    readonly sessionId: string;
    readonly nowMs: number;
  },
): Promise<PersonResult> {
  if (person.passwordHash === null) return refuse('only-single-sign-on');
  if (!(await passwordIs(person.passwordHash, wanted.current))) return refuse('wrong-password');
  const weakness =
    wanted.password === wanted.current ? 'easy' : weaknessOf(wanted.password, [person.username, person.name]);
  if (weakness !== null) return refuse(weakness);
  const { nowMs, sessionId } = wanted;
  const change = {
    ...(await passwordChange(person, wanted.password, nowMs)),
    mustChangePassword: 'no' as const,
  };
  return store(desk, person, { actor: person.username, action: 'password changed' }, [
    changePersonStatement(desk.db, person.id, change),
    ...endSessionsStatements(desk, {
      personId: person.id,
      nowMs,
      because: 'password-changed',
      but: sessionId,
    }),
  ]);
}

/** A second step that was offered and not begun is offered anew: whoever knew the old password may have seen its secret. */
async function passwordChange(person: PersonRow, password: string, nowMs: number) {
  return {
    ...(hasTotp(person) ? {} : { totpSecret: null }),
    passwordHash: await hashPassword(password),
    passwordChangedAt: new Date(nowMs).toISOString(),
  };
}

/** Lets nobody in with this account, at once. What they did stays in the log, and their name is given to nobody else. */
export async function disablePerson(desk: OfflineDesk, wanted: PersonChangeWanted): Promise<PersonResult> {
  const person = await findPersonByUsername(desk.db, wanted.username);
  if (person === undefined) return refuse('no-such-person');
  if (person.disabledAt !== null) return { kind: 'done', id: person.id };
  const { actor, nowMs } = wanted;
  return store(desk, person, { actor, action: 'person disabled' }, [
    changePersonStatement(desk.db, person.id, {
      disabledAt: new Date(nowMs).toISOString(),
      disabledBy: actor,
    }),
    ...endSessionsStatements(desk, { personId: person.id, nowMs, because: 'disabled' }),
    requireAdminStatement(desk.db, handedOverSince(nowMs)),
  ]);
}

export async function enablePerson(desk: OfflineDesk, wanted: PersonChangeWanted): Promise<PersonResult> {
  const person = await findPersonByUsername(desk.db, wanted.username);
  if (person === undefined) return refuse('no-such-person');
  if (person.disabledAt === null) return { kind: 'done', id: person.id };
  const { actor } = wanted;
  return store(desk, person, { actor, action: 'person enabled' }, [
    changePersonStatement(desk.db, person.id, { disabledAt: null, disabledBy: null }),
  ]);
}

/** From the next request on. Roles that single sign-on gave are its business. */
export async function changeRoles(
  desk: OfflineDesk,
  { username, actor, grants, nowMs }: PersonChangeWanted & { readonly grants: readonly Grant[] },
): Promise<PersonResult> {
  const person = await findPersonByUsername(desk.db, username);
  if (person === undefined) return refuse('no-such-person');
  if (grants.length === 0 && person.oidcSubject === null) return refuse('no-roles');
  const before = (await listGrantsOf(desk.db, person.id)).filter(({ source }) => source === 'given');
  const detail = { before: grantWords(before), after: grantWords(grants) };
  return store(desk, person, { actor, action: 'roles changed', detail }, [
    ...replaceGrantsStatements(desk.db, person.id, 'given', grants),
    requireAdminStatement(desk.db, handedOverSince(nowMs)),
  ]);
}

/** `finance`, `manager@123456`. */
export function grantWords(grants: readonly Grant[]): string[] {
  return grants.map(({ role, msn }) => (msn === null ? role : `${role}@${msn}`)).sort();
}

type Done = {
  readonly actor: string;
  readonly action: string;
  readonly detail?: unknown;
};

async function store(
  { db, clock }: OfflineDesk,
  { id, username }: PersonRow,
  { actor, action, detail }: Done,
  statements: readonly Statement[],
): Promise<PersonResult> {
  try {
    await atomically(db, [
      ...statements,
      auditStatement(db, { at: clock.now(), actor, action, subject: `person ${username}`, detail }),
    ]);
    return { kind: 'done', id };
  } catch (error) {
    if (error instanceof NoAdminLeft) return refuse('no-admin-left');
    throw error;
  }
}
