/** The key with which the demo's shop speaks to the desk: made once, kept beside the data, made anew when it was revoked. */
import fs from 'node:fs';
import { createApiToken, findApiToken } from '#services/api-tokens';
import { openDesk } from '#services/open-desk';
import type { Settings } from '#services/settings';

export async function tokenForShop(settings: Settings, file: string): Promise<string> {
  const desk = await openDesk(settings, 'demo');
  try {
    const kept = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : undefined;
    if (kept !== undefined && (await findApiToken(desk.db, kept)) !== undefined) return kept;
    const { token } = await createApiToken(desk, { name: 'Fjord & Fjell (demo)', msns: null, actor: 'demo' });
    fs.writeFileSync(file, token, { mode: 0o600 });
    return token;
  } finally {
    desk.close();
  }
}
