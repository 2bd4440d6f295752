/** Starts processes of ours, and ends all of them when one ends or when this process is told to stop. */
import { type ChildProcess, fork } from 'node:child_process';

export type ChildPlan = {
  readonly name: string;
  readonly script: string;
  readonly environment?: Readonly<Record<string, string>>;
};

export type Supervisor = {
  /** Resolves when the process says that it is ready; never when it ends before: see `ended`. */
  start(plan: ChildPlan): Promise<void>;
  /** The exit code for this process, once all have ended: 0 after a wanted stop, 1 when one ended by itself. */
  readonly ended: Promise<number>;
  stop(): void;
};

/** For each process: a command at Vipps may take some seconds to end well. */
const stopWithinMs = 12_000;

export function superviseProcesses(): Supervisor {
  const children: ChildProcess[] = [];
  let stopping = false;
  let exitCode = 0;
  let running = 0;
  let announceEnd: (code: number) => void = () => {};
  const ended = new Promise<number>((resolve) => {
    announceEnd = resolve;
  });
  const stop = () => {
    if (stopping) return;
    stopping = true;
    if (running === 0) announceEnd(exitCode);
    void stopInReverse(children);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  return {
    ended,
    stop,
    start(plan) {
      const child = startChild(plan);
      children.push(child);
      running += 1;
      if (stopping) child.kill('SIGTERM');
      child.once('exit', (code, signal) => {
        running -= 1;
        if (!stopping) {
          exitCode = 1;
          console.error(
            `The ${plan.name} process ended (${signal ?? `exit code ${code}`}); stopping the others.`,
          );
          stop();
        }
        if (running === 0) announceEnd(exitCode);
      });
      return new Promise((resolve) => child.on('message', (message) => message === 'ready' && resolve()));
    },
  };
}

/** One after the other: what others depend on (the simulator) goes last, when a command under way has ended. */
async function stopInReverse(children: readonly ChildProcess[]): Promise<void> {
  for (const child of [...children].reverse()) {
    if (!isRunning(child)) continue;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const killer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    child.kill('SIGTERM');
    await gone;
    clearTimeout(killer);
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function startChild(plan: ChildPlan): ChildProcess {
  return fork(plan.script, [], {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, ...plan.environment },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}
