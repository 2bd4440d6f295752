import { fileTargets, openFileTarget } from './file-targets';
import { runTarget } from './run-target';
const [seed = '1', runs = '300', only] = process.argv.slice(2);
for (const one of fileTargets) {
  if (only && one.name !== only) continue;
  const target = await openFileTarget(one);
  const began = performance.now();
  const { outcomes, flaws } = await runTarget(target, { seed, runs: Number(runs) });
  console.log(one.name, Math.round(performance.now() - began), Object.fromEntries([...outcomes].sort((a, b) => b[1] - a[1])));
  for (const flaw of flaws) console.log('FLAW', flaw.index, flaw.error instanceof Error ? flaw.error.stack?.split('\n').slice(0, 6).join('\n') : flaw.error, flaw.error instanceof Error && flaw.error.cause, '\n---\n', Buffer.from(flaw.input).toString().slice(0, 700));
  await target.close();
}
