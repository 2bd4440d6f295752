/** Codes that change every half minute (RFC 6238), and the ones that stand in for them. */
import { createHash, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { auditStatement } from '#db/audit';
import { atomically } from '#db/client';
import {
  changePersonStatement,
  type PersonRow,
  replaceRecoveryCodesStatements,
  takeRecoveryCode,
  takeTotpStep,
} from '#db/people';
import type { OfflineDesk } from './desk';
import { totpSecretName } from './rotate-secrets';
import type { SecretBox } from './secret-box';

type Box = Pick<SecretBox, 'seal' | 'open'>;

const periodMs = 30_000;
/** Of phones whose clock is off: one period before and after. */
const window = 1;
const recoveryCodeCount = 10;

export const hasTotp = (person: Pick<PersonRow, 'totpConfirmedAt'>): boolean =>
  person.totpConfirmedAt !== null;

export type TotpOffer = {
  /** `otpauth://…`, for the picture that an app reads. */
  readonly uri: string;
  /** The same to be typed: base32 in groups of four. */
  readonly secret: string;
};

/** A new secret, which counts once a code of it was shown (confirmTotp). One that counts already is left as it is. */
export async function offerTotp(
  { db }: Pick<OfflineDesk, 'db'>,
  box: Box,
  person: PersonRow,
): Promise<TotpOffer | undefined> {
  if (hasTotp(person)) return undefined;
  if (person.totpSecret !== null) return offerOf(person.username, openSecret(box, person));
  const secret = new Secret({ size: 20 });
  const sealed = box.seal(totpSecretName(person.id), secret.base32);
  await atomically(db, [changePersonStatement(db, person.id, { totpSecret: sealed })]);
  return offerOf(person.username, secret);
}

function offerOf(username: string, secret: Secret): TotpOffer {
  return {
    uri: codesOf(username, secret).toString(),
    secret: secret.base32.replace(/(.{4})(?=.)/g, '$1 '),
  };
}

export type ConfirmResult =
  | { readonly kind: 'confirmed'; readonly recoveryCodes: readonly string[] }
  | { readonly kind: 'wrong-code' | 'not-offered' };

/** From the next log-in on a code is asked for. The recovery codes are shown now and never again. */
export async function confirmTotp(
  { db, clock }: OfflineDesk,
  box: Box,
  person: PersonRow,
  code: string,
  nowMs: number,
): Promise<ConfirmResult> {
  if (person.totpSecret === null || hasTotp(person)) return { kind: 'not-offered' };
  const step = stepOf(person.username, openSecret(box, person), code, nowMs);
  if (step === undefined) return { kind: 'wrong-code' };
  const { codes, hashes } = newRecoveryCodes();
  await atomically(db, [
    changePersonStatement(db, person.id, {
      totpConfirmedAt: new Date(nowMs).toISOString(),
      totpLastStep: step,
    }),
    ...replaceRecoveryCodesStatements(db, person.id, hashes),
    record({ db, clock }, person, person.username, 'two-step log-in turned on'),
  ]);
  return { kind: 'confirmed', recoveryCodes: codes };
}

/** The codes of before are good no more. */
export async function renewRecoveryCodes(
  { db, clock }: OfflineDesk,
  person: PersonRow,
): Promise<readonly string[]> {
  const { codes, hashes } = newRecoveryCodes();
  await atomically(db, [
    ...replaceRecoveryCodesStatements(db, person.id, hashes),
    record({ db, clock }, person, person.username, 'recovery codes renewed'),
  ]);
  return codes;
}

/** Also of a secret that was only offered. */
export async function removeTotp(
  { db, clock }: OfflineDesk,
  person: PersonRow,
  actor: string,
): Promise<void> {
  await atomically(db, [
    changePersonStatement(db, person.id, { totpSecret: null, totpConfirmedAt: null, totpLastStep: null }),
    ...replaceRecoveryCodesStatements(db, person.id, []),
    record({ db, clock }, person, actor, 'two-step log-in turned off'),
  ]);
}

/** What kind of code it is, when it is right; it is right once. */
export async function takeCode(
  { db }: Pick<OfflineDesk, 'db'>,
  box: Box | undefined,
  person: PersonRow,
  code: string,
  nowMs: number,
): Promise<'totp' | 'recovery-code' | undefined> {
  const typed = code.replace(/[\s-]/g, '').toLowerCase();
  if (/^\d{6}$/.test(typed)) {
    if (box === undefined) return undefined;
    const step = stepOf(person.username, openSecret(box, person), typed, nowMs);
    const taken = step !== undefined && (await takeTotpStep(db, person.id, step));
    return taken ? 'totp' : undefined;
  }
  if (typed.length !== recoveryCodeLength) return undefined;
  const at = new Date(nowMs).toISOString();
  const taken = await takeRecoveryCode(db, { personId: person.id, codeHash: hashOf(typed), at });
  return taken ? 'recovery-code' : undefined;
}

function openSecret(box: Box, { id, totpSecret }: PersonRow): Secret {
  if (totpSecret === null) throw new Error('there is no secret to open');
  return Secret.fromBase32(box.open(totpSecretName(id), totpSecret));
}

function codesOf(label: string, secret: Secret): TOTP {
  return new TOTP({
    issuer: 'Oppgjør',
    label,
    secret,
    digits: 6,
    period: periodMs / 1000,
    algorithm: 'SHA1', // what the apps in use understand
  });
}

/** The time step whose code this is. */
function stepOf(label: string, secret: Secret, code: string, nowMs: number): number | undefined {
  const delta = codesOf(label, secret).validate({ token: code.replace(/\s/g, ''), timestamp: nowMs, window });
  return delta === null ? undefined : Math.floor(nowMs / periodMs) + delta;
}

const recoveryCodeLength = 16;
/** Without what is mistaken for something else when it is read from paper. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

function newRecoveryCodes(): { readonly codes: readonly string[]; readonly hashes: readonly string[] } {
  const plain = Array.from({ length: recoveryCodeCount }, () =>
    [...randomBytes(recoveryCodeLength)].map((byte) => letters[byte % letters.length]).join(''),
  );
  return {
    codes: plain.map((code) => code.replace(/(.{4})(?=.)/g, '$1-')),
    hashes: plain.map(hashOf),
  };
}

/** They are long and made by chance: nobody finds one by hashing guesses. */
function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}

function record(
  { db, clock }: Pick<OfflineDesk, 'db' | 'clock'>,
  { username }: PersonRow,
  actor: string,
  action: string,
) {
  return auditStatement(db, { at: clock.now(), actor, action, subject: `person ${username}` });
}
