/** Reads the settings at the start of a process, with those of a .env file beside it; ends the process when they are wrong. */
import fs from 'node:fs';
import { readSettings, type Settings } from './settings';

export function settingsOrExit(environment: NodeJS.ProcessEnv, file = '.env'): Settings {
  if (fs.existsSync(file))
    process.loadEnvFile(file); // what is set already wins over the file
  else if (file !== '.env') endWith([`There is no file ${file}`]);
  const result = readSettings(environment);
  if (result.kind === 'valid') return result.settings;
  endWith(result.problems);
}

function endWith(problems: readonly string[]): never {
  for (const problem of problems) console.error(problem);
  console.error('Nothing was started. Every setting is described in .env.example.');
  process.exit(1);
}
