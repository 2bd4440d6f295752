/** Reads the settings at the start of a process, with those of a .env file beside it; ends the process when they are wrong. */
import fs from 'node:fs';
import { readSettings, type Settings } from './settings';

export function settingsOrExit(environment: NodeJS.ProcessEnv): Settings {
  if (fs.existsSync('.env')) process.loadEnvFile('.env'); // what is set already wins over the file
  const result = readSettings(environment);
  if (result.kind === 'valid') return result.settings;
  for (const problem of result.problems) console.error(problem);
  console.error('Oppgjør was not started. Every setting is described in .env.example.');
  process.exit(1);
}
