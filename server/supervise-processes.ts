/** Starts processes of ours, and ends all of them when one ends or when this process is told to stop. */
import { type ChildProcess, fork } from 'node:child_process';

export type ChildPlan = {
  readonly name: string;
  readonly script: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Others depend on it: it is stopped when they have ended. */
  readonly last?: true;
};

export type Supervisor = {
  /** Resolves when the process says that it is ready; never when it ends before: see `ended`. */
  start(plan: ChildPlan): Promise<void>;
  /** The exit code for this process, once all have ended: 0 after a wanted stop, 1 when one ended by itself. */
  readonly ended: Promise<number>;
  stop(): void;
};

/** A process ends by itself within the limit it is given; one that does not is killed this much later. */
const killAfterMs = 3000;

/** `stopWithinMs`: how long each process may take to finish what is under way. */
export function superviseProcesses({ stopWithinMs }: { readonly stopWithinMs: number }): Supervisor {
  const children: Child[] = [];
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
    void stopAll(children, stopWithinMs + killAfterMs);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  return {
    ended,
    stop,
    start(plan) {
      if (stopping) return new Promise(() => {}); // it would only be ended again
      const child = startChild(plan);
      children.push({ process: child, last: plan.last === true });
      running += 1;
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

type Child = { readonly process: ChildProcess; readonly last: boolean };

/** What others depend on (the simulator) goes last, when a command under way has ended. */
async function stopAll(children: readonly Child[], killAfter: number): Promise<void> {
  for (const last of [false, true]) {
    const group = children.filter((child) => child.last === last);
    await Promise.all(group.map(({ process }) => stopChild(process, killAfter)));
  }
}

async function stopChild(child: ChildProcess, killAfter: number): Promise<void> {
  if (!isRunning(child)) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const killer = setTimeout(() => child.kill('SIGKILL'), killAfter);
  child.kill('SIGTERM');
  await gone;
  clearTimeout(killer);
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
