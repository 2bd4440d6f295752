/**
 * Encrypts all that is stored encrypted anew, under the first key of SECRETS_KEYS: in one transaction, so that a process that dies on
 * the way leaves everything as it was, and the command can simply be given again. Afterwards the old keys may leave the settings.
 */
import { auditStatement } from '#db/audit';
import { atomically, type Db, type Statement, UnexpectedChanges } from '#db/client';
import { listSealedTotp, listSecrets, reboxSecretStatement, reboxTotpStatement } from '#db/secrets';
import type { OfflineDesk } from './desk';
import { keyIdOf, type SecretBox } from './secret-box';

/** The name a person's second factor is sealed for. */
export function totpSecretName(personId: string): string {
  return `totp ${personId}`;
}

export type Rotated = {
  readonly keyId: string;
  /** Encrypted anew, of the secrets and of the second factors of people. */
  readonly secrets: number;
  readonly totp: number;
  /** Were under the first key before. */
  readonly unchanged: number;
};

/** Throws SecretBoxError when one cannot be opened: then nothing is changed. */
export async function rotateSecrets(
  desk: Pick<OfflineDesk, 'db' | 'clock'>,
  box: SecretBox,
  actor: string,
): Promise<Rotated> {
  for (let tries = 1; ; tries += 1) {
    const { rotated, statements } = await rotation(desk.db, box);
    if (statements.length === 0) return rotated;
    const record = auditStatement(desk.db, {
      at: desk.clock.now(),
      actor,
      action: 'secrets encrypted anew',
      subject: 'secrets',
      detail: rotated,
    });
    try {
      await atomically(desk.db, [...statements, record]);
      return rotated;
    } catch (error) {
      // Somebody set a secret meanwhile: nothing was written, and all of it is looked at again.
      if (!(error instanceof UnexpectedChanges) || tries === 5) throw error;
    }
  }
}

async function rotation(db: Db, box: SecretBox): Promise<{ rotated: Rotated; statements: Statement[] }> {
  const [secrets, totp] = [await listSecrets(db), await listSealedTotp(db)];
  const isOld = (row: { readonly box: string }) => keyIdOf(row.box) !== box.keyId;
  const anew = (name: string, from: string) => ({ from, to: box.seal(name, box.open(name, from)) });
  // What is under the first key already is opened, too: afterwards every secret is known to be whole.
  for (const row of secrets) box.open(row.name, row.box);
  for (const row of totp) box.open(totpSecretName(row.personId), row.box);
  const [oldSecrets, oldTotp] = [secrets.filter(isOld), totp.filter(isOld)];
  return {
    rotated: {
      keyId: box.keyId,
      secrets: oldSecrets.length,
      totp: oldTotp.length,
      unchanged: secrets.length + totp.length - oldSecrets.length - oldTotp.length,
    },
    statements: [
      ...oldSecrets.map((row) =>
        reboxSecretStatement(db, { name: row.name, keyId: box.keyId, ...anew(row.name, row.box) }),
      ),
      ...oldTotp.map(({ personId, box: from }) =>
        reboxTotpStatement(db, { personId, ...anew(totpSecretName(personId), from) }),
      ),
    ],
  };
}
