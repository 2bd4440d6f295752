/** People as tests need them, added without the desk's pages. */
import { randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { Grant } from '#core/permissions';
import { findPersonByUsername } from '#db/people';
import { addPerson } from '#services/people';
import { openSecretBox } from '#services/secret-box';
import { confirmTotp, offerTotp } from '#services/totp';
import type { Servers } from './servers';

export type LogIn = { readonly username: string; readonly password: string };

/** Long, and of nobody else. */
export const newPassword = () => `havre og regn ${randomUUID().slice(0, 12)}`;

export async function newPerson(
  { desk }: Servers,
  grants: readonly Grant[],
  { name = 'Tove Berg', mustChange = false } = {},
): Promise<LogIn> {
  const username = `tove-${randomUUID().slice(0, 8)}`;
  const password = newPassword();
  const wanted = { username, name, grants, password, mustChange, actor: 'kari', nowMs: Date.now() };
  const added = await addPerson(desk, wanted);
  if (added.kind === 'refused') throw new Error(`the person was refused: ${added.refusal}`);
  return { username, password };
}

/** Makes the codes of an app that was told this secret. A code is good once: the next log-in needs the one of the next half minute. */
export function codeOf(secret: string, periodsAhead = 0): string {
  const totp = new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) });
  return totp.generate({ timestamp: Date.now() + periodsAhead * 30_000 });
}

/** Turned on with the code of now: a log-in takes `codeOf(secret, 1)`. */
export async function turnOnTwoSteps(
  { desk }: Servers,
  { username }: LogIn,
): Promise<{ readonly secret: string; readonly recoveryCodes: readonly string[] }> {
  const row = async () => {
    const found = await findPersonByUsername(desk.db, username);
    if (found === undefined) throw new Error(`there is no ${username}`);
    return found;
  };
  const box = openSecretBox(desk.settings);
  const offer = box && (await offerTotp(desk, box, await row()));
  if (box === undefined || offer === undefined) throw new Error('two-step log-in was not offered');
  const { secret } = offer;
  const result = await confirmTotp(desk, box, await row(), codeOf(secret), Date.now());
  if (result.kind !== 'confirmed') throw new Error(`two-step log-in: ${result.kind}`);
  return { secret, recoveryCodes: result.recoveryCodes };
}
