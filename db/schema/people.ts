import { sql } from 'drizzle-orm';
import { check, index, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Currency } from '#core/money';
import { roles } from '#core/permissions';
import { amount, count, instant, json, words } from '../columns';

/** Who may log in. Times here are real time, also in the demo. */
export const people = sqliteTable(
  'people',
  {
    id: text('id').primaryKey(),
    /** Lower case; the name by which the log tells who did what. Never given to somebody else. */
    username: text('username').notNull(),
    name: text('name').notNull(),
    /** argon2id, as the library writes it; null = logs in by single sign-on only. */
    passwordHash: text('password_hash'),
    passwordChangedAt: instant('password_changed_at'),
    /** Somebody else chose it: it is changed before anything else is done. */
    mustChangePassword: words('must_change_password', ['yes', 'no']).notNull().default('no'),
    /** Encrypted (services/secrets). Asked for at log-in once it was confirmed. */
    totpSecret: text('totp_secret'),
    totpConfirmedAt: instant('totp_confirmed_at'),
    /** The last time step a code was taken for: no code works twice. */
    totpLastStep: count('totp_last_step'),
    oidcIssuer: text('oidc_issuer'),
    oidcSubject: text('oidc_subject'),
    createdAt: instant('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    disabledAt: instant('disabled_at'),
    disabledBy: text('disabled_by'),
  },
  (table) => [
    uniqueIndex('people_by_username').on(table.username),
    uniqueIndex('people_by_oidc')
      .on(table.oidcIssuer, table.oidcSubject)
      .where(sql`oidc_subject is not null`),
    check('people_username', sql`${table.username} = lower(${table.username})`),
    check('people_oidc', sql`(${table.oidcIssuer} is null) = (${table.oidcSubject} is null)`),
  ],
);

/** Every sales unit, also those that come later. */
export const allUnits = '*';

/** The roles of people; those that single sign-on gave are made anew at each log-in. */
export const grants = sqliteTable(
  'grants',
  {
    personId: text('person_id')
      .notNull()
      .references(() => people.id),
    role: words('role', roles).notNull(),
    /** A sales unit, or `allUnits`. */
    msn: text('msn').notNull(),
    source: words('source', ['given', 'oidc']).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.personId, table.role, table.msn, table.source] }),
    check('grants_role', sql.raw(`role in (${roles.map((role) => `'${role}'`).join(',')})`)),
  ],
);

/** Accounts with like names that are two people's: an admin said so (core/alike-people). The lesser id comes first. */
export const peopleToldApart = sqliteTable(
  'people_told_apart',
  {
    personId: text('person_id')
      .notNull()
      .references(() => people.id),
    otherId: text('other_id')
      .notNull()
      .references(() => people.id),
    toldBy: text('told_by').notNull(),
    toldAt: instant('told_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.personId, table.otherId] }),
    check('people_told_apart_order', sql`${table.personId} < ${table.otherId}`),
  ],
);

export const sessionEnds = ['log-out', 'rotated', 'revoked', 'disabled', 'password-changed'] as const;

/** Only a hash of what the browser holds is kept. Idle and absolute limits are judged when it is used (services/sessions). */
export const sessions = sqliteTable(
  'sessions',
  {
    tokenHash: text('token_hash').primaryKey(),
    /** The same for all tokens of one log-in: what people see and revoke. */
    id: text('id').notNull(),
    personId: text('person_id')
      .notNull()
      .references(() => people.id),
    method: words('method', ['password', 'totp', 'recovery-code', 'oidc']).notNull(),
    /** Of the log-in, not of this token. */
    startedAt: instant('started_at').notNull(),
    seenAt: instant('seen_at').notNull(),
    address: text('address').notNull(),
    userAgent: text('user_agent').notNull(),
    endedAt: instant('ended_at'),
    endedBecause: words('ended_because', sessionEnds),
  },
  (table) => [
    index('sessions_of_person').on(table.personId, table.startedAt).where(sql`ended_at is null`),
    index('sessions_by_id').on(table.id),
    index('sessions_by_seen').on(table.seenAt),
    check('sessions_end', sql`(${table.endedAt} is null) = (${table.endedBecause} is null)`),
  ],
);

export const logInStepKinds = ['code', 'oidc'] as const;

/** A log-in that is half done: the password was right and the code is missing, or the browser is at the provider. Good once. */
export const logInSteps = sqliteTable(
  'log_in_steps',
  {
    /** Of what the browser holds. */
    tokenHash: text('token_hash').primaryKey(),
    kind: words('kind', logInStepKinds).notNull(),
    /** Whose password was right; null while the provider is asked. */
    personId: text('person_id').references(() => people.id),
    /** Where to go afterwards; of single sign-on what its answer must fit. */
    detail: json<Readonly<Record<string, string>>>('detail').notNull(),
    tries: count('tries').notNull().default(0),
    startedAt: instant('started_at').notNull(),
  },
  (table) => [
    index('log_in_steps_by_start').on(table.startedAt),
    check('log_in_steps_kind', sql`${table.kind} in ('code','oidc')`),
    check('log_in_steps_person', sql`(${table.kind} = 'code') = (${table.personId} is not null)`),
  ],
);

/** Each is good once, in place of a code. */
export const recoveryCodes = sqliteTable(
  'recovery_codes',
  {
    personId: text('person_id')
      .notNull()
      .references(() => people.id),
    codeHash: text('code_hash').notNull(),
    usedAt: instant('used_at'),
  },
  (table) => [primaryKey({ columns: [table.personId, table.codeHash] })],
);

/** How often a log-in was tried lately, by whom and from where (services/log-in-throttle). */
export const logInTries = sqliteTable(
  'log_in_tries',
  {
    /** A hash of the account and the address, or of one of them. */
    key: text('key').primaryKey(),
    tries: count('tries').notNull(),
    lastAt: instant('last_at').notNull(),
  },
  (table) => [index('log_in_tries_by_last').on(table.lastAt)],
);

export const approvalKinds = ['refund', 'match'] as const;
export const approvalStatuses = ['waiting', 'approved', 'rejected', 'withdrawn', 'expired'] as const;

/** What one person asked for and a second one decides on: exactly this amount of exactly this, by this key. */
export const approvals = sqliteTable(
  'approvals',
  {
    id: text('id').primaryKey(),
    kind: words('kind', approvalKinds).notNull(),
    /** As the audit log names it: `order 123456/A-1`, `match …`. */
    subject: text('subject').notNull(),
    msn: text('msn'),
    orderId: text('order_id'),
    amountOre: amount('amount_ore').notNull(),
    currency: text('currency').$type<Currency>().notNull(),
    /** The key of the command or match that an approval gives. */
    commandKey: text('command_key').notNull(),
    /** What is done when it is approved, whole. */
    request: json<unknown>('request').notNull(),
    reason: text('reason').notNull(),
    requestedBy: text('requested_by').notNull(),
    requestedAt: instant('requested_at').notNull(),
    status: words('status', approvalStatuses).notNull(),
    decidedBy: text('decided_by'),
    decidedAt: instant('decided_at'),
    decisionReason: text('decision_reason'),
  },
  (table) => [
    uniqueIndex('approvals_by_key').on(table.commandKey),
    index('approvals_waiting').on(table.requestedAt, table.id).where(sql`status = 'waiting'`),
    index('approvals_of_order').on(table.msn, table.orderId).where(sql`order_id is not null`),
    check('approvals_amount', sql`${table.amountOre} >= 0`),
    check('approvals_decided', sql`(${table.status} = 'waiting') = (${table.decidedAt} is null)`),
    // Nobody approves what they asked for.
    check(
      'approvals_four_eyes',
      sql`${table.status} <> 'approved' or (${table.decidedBy} is not null and ${table.decidedBy} <> ${table.requestedBy})`,
    ),
  ],
);
