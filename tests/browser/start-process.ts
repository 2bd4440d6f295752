/** Starts a process of ours as people do, and stops it as a supervisor does. */
import { spawn } from 'node:child_process';
import net from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

export type RunningProcess = {
  readonly pid: number;
  /** The address in the line that says the process is ready. */
  readonly url: string;
  /** All it has printed. */
  output(): string;
  signal(name: NodeJS.Signals): void;
  /** SIGTERM; throws unless it then ends with 0. */
  stop(): Promise<void>;
};

const startWithinMs = 90_000; // a machine may be busy
const stopWithinMs = 20_000;

/** Resolves once the process prints "… is ready: URL". */
export async function startProcess(
  script: string,
  environment: Readonly<Record<string, string>>,
): Promise<RunningProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    cwd: projectFolder,
    env: childEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) => {
      child.kill('SIGKILL');
      reject(new Error(`${script} ${why}:\n${printed}`));
    };
    const timer = setTimeout(() => fail('was not ready in time'), startWithinMs);
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      const ready = /is ready: (http\S+)/.exec(printed)?.[1];
      if (ready === undefined) return;
      clearTimeout(timer);
      resolve(ready);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => {
      clearTimeout(timer);
      fail('ended before it was ready');
    });
  });
  return {
    pid: child.pid ?? 0,
    url,
    output: () => printed,
    signal: (name) => void child.kill(name),
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
      const code = await ended;
      clearTimeout(timer);
      if (code !== 0) throw new Error(`${script} ended with ${code} when told to stop:\n${printed}`);
    },
  };
}

/** What a process of ours is given: nothing of the test runner's, and the time zone of another place. */
export function childEnvironment(environment: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR, NODE_ENV: 'production', TZ: 'Pacific/Auckland', ...environment };
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
