/** `npm run alert-test [-- --env FILE]`: sends a test message by every channel that is set, and tells what each answered. 0 when all took it, 1 when one did not, 2 when none is set. */
import { parseArgs } from 'node:util';
import { uuidv7 } from 'uuidv7';
import { alertChannels } from '#core/alerts';
import { alertChannelsOf, sendAlert } from '#services/alert-channels';
import { testContent } from '#services/alert-content';
import { settingsOrExit } from '#services/settings-or-exit';

const { values } = parseArgs({ options: { env: { type: 'string' } } });
const settings = settingsOrExit(process.env, values.env);
const channels = alertChannelsOf(settings);
const alert = { id: uuidv7(), madeAt: new Date().toISOString(), content: testContent };
console.log(`Test message ${alert.id}`);
const results = await Promise.all(
  channels.map(async (channel) => ({
    name: channel.name,
    delivery: await sendAlert(channel, settings, alert),
  })),
);
for (const name of alertChannels) {
  const result = results.find((one) => one.name === name);
  if (result === undefined) console.log(`${name}: not set`);
  else {
    const { kind, answer, trouble } = result.delivery;
    const how = kind === 'delivered' ? 'taken by the other side' : 'NOT delivered';
    console.log(`${name}: ${how}: ${answer}${trouble !== null && trouble !== answer ? ` (${trouble})` : ''}`);
  }
}
if (channels.length === 0) console.error('No channel is set: see .env.example.');
process.exit(
  channels.length === 0 ? 2 : results.every(({ delivery }) => delivery.kind === 'delivered') ? 0 : 1,
);
