// Makes a fresh clone able to run: dependencies, and on demand the built pages (--build), a browser
// (--browser) and the sqlite3 program (--sqlite3).
// Plain JavaScript without dependencies, because it runs before there are any. Does nothing when all is in place.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser } from './find-browser.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const wanted = new Set(process.argv.slice(2));
const stamp = path.join('node_modules', '.oppgjor-installed');

checkNode();
if (wanted.has('--installed')) {
  // npm ran this after an install by hand: it need not be done again.
  if (fs.existsSync('node_modules/vite')) fs.writeFileSync(stamp, stateOfPackages());
  process.exit(0);
}
await alone(() => {
  installPackages();
  if (wanted.has('--build')) buildPages();
  if (wanted.has('--browser')) getBrowser();
  if (wanted.has('--sqlite3')) getSqlite3();
});

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Oppgjør needs Node 20.19 or newer; this is Node ${process.versions.node}.`);
}

/** Only what npm installs by: a changed script is no reason to install again. */
function stateOfPackages() {
  const { dependencies, devDependencies, allowScripts } = JSON.parse(fs.readFileSync('package.json', 'utf8'));
  const wantedPackages = JSON.stringify({ dependencies, devDependencies, allowScripts });
  return hashOf(['package-lock.json'], process.versions.modules, wantedPackages);
}

function installPackages() {
  const state = stateOfPackages();
  if (read(stamp) === state) return;
  say('Installing packages (about two minutes the first time) …');
  const environment = { ...process.env };
  delete environment.NODE_ENV; // production would leave out what builds the pages
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  if (!run('npm', ['ci', '--include=dev', ...quiet], environment)) {
    say('npm ci did not succeed; trying npm install instead …');
    if (!run('npm', ['install', '--no-save', '--include=dev', ...quiet], environment)) {
      fail('The packages could not be installed. See the message of npm above; then run the command again.');
    }
  }
  fs.writeFileSync(stamp, state);
}

function buildPages() {
  const stamp = path.join('build', '.oppgjor-built');
  const files = ['app', 'core', 'db', 'files', 'jobs', 'services', 'vipps', 'public']
    .flatMap((folder) => listFiles(folder))
    .concat(['package-lock.json', 'remix.config.js', 'vite.config.ts', 'tsconfig.json']);
  const state = hashOf(files, process.versions.modules);
  if (read(stamp) === state) return;
  say('Building the pages …');
  const environment = { ...process.env, NODE_ENV: 'production' };
  if (
    !run(
      process.execPath,
      ['node_modules/@remix-run/dev/dist/cli.js', 'vite:build', '--logLevel', 'warn'],
      environment,
    )
  ) {
    fail('The pages could not be built. See the message above.');
  }
  fs.writeFileSync(stamp, state);
}

function getBrowser() {
  if (findBrowser()) return;
  say('No Chromium is here; getting the one of Playwright …');
  run(process.execPath, ['node_modules/playwright/cli.js', 'install', 'chromium'], process.env);
  if (findBrowser()) return;
  say("Playwright's download did not succeed; trying the package of the distribution …");
  installFromDistribution('chromium');
  if (!findBrowser()) {
    fail(
      'No Chromium for the browser tests could be found or installed. Install one and set CHROMIUM_PATH to its program file.',
    );
  }
}

/** For the benchmarks, which measure against it. What needs it says so where it is not there. */
function getSqlite3() {
  const isHere = () => spawnSync('sqlite3', ['--version'], { stdio: 'ignore' }).status === 0;
  if (isHere()) return;
  say('The sqlite3 program is not here; trying the package of the distribution …');
  installFromDistribution('sqlite3');
  if (!isHere()) say('It could not be installed. Benchmarks that need it cannot run until you install it.');
}

/** Where the distribution is Debian or one like it; what came of it is for the caller to see. */
function installFromDistribution(name) {
  if (process.platform !== 'linux' || !fs.existsSync('/usr/bin/apt-get')) return;
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const asRoot = (...words) => {
    const [program, ...rest] = [...sudo, ...words];
    return run(program, rest, environment);
  };
  const install = () => asRoot('apt-get', 'install', '-y', '-qq', '--no-install-recommends', name);
  asRoot('apt-get', 'update', '-qq');
  if (install()) return;
  say('An installation that was broken off before may be in the way; finishing it, then once more …');
  asRoot('dpkg', '--configure', '-a', '--force-confold');
  asRoot('apt-get', 'install', '-y', '-qq', '--fix-broken');
  install();
}

/** Two commands started at the same time on one clone wait for each other. */
async function alone(work) {
  const lock = path.join(
    os.tmpdir(),
    `oppgjor-setup-${createHash('sha1').update(root).digest('hex').slice(0, 12)}`,
  );
  let told = false;
  for (;;) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const holder = Number(read(lock));
      if (!isAlive(holder)) fs.rmSync(lock, { force: true });
      else if (!told) say('Another command is setting this clone up; waiting for it …');
      told = true;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  const release = () => {
    if (read(lock) === String(process.pid)) fs.rmSync(lock, { force: true });
  };
  process.on('exit', release);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
  work();
}

function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function listFiles(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    return entry.isDirectory() ? listFiles(name) : [name];
  });
}

function hashOf(files, ...more) {
  const hash = createHash('sha256').update(more.join('\n'));
  for (const file of files.sort()) hash.update(file).update(fs.existsSync(file) ? fs.readFileSync(file) : '');
  return hash.digest('hex');
}

function read(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}

/** What the tools say goes to stderr, so that a command's own output stays clean. */
function run(program, words, environment) {
  return spawnSync(program, words, { env: environment, stdio: ['ignore', 2, 2] }).status === 0;
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
