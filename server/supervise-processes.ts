/** Starts processes of ours, and ends all of them when one ends or when this process is told to stop. */
import { type ChildProcess, fork } from 'node:child_process';

export type ChildPlan = {
  readonly name: string;
  readonly script: string;
  readonly environment?: Readonly<Record<string, string>>;
};

export type Supervisor = {
  /** Resolves when every process has said it is ready; never when one ends before: see `ended`. */
  readonly ready: Promise<void>;
  /** The exit code for this process: 0 after a wanted stop, 1 when a process ended by itself. */
  readonly ended: Promise<number>;
  stop(): void;
};

const stopWithinMs = 12_000;

export function superviseProcesses(plans: readonly ChildPlan[]): Supervisor {
  let stopping = false;
  let exitCode = 0;
  const children = plans.map((plan) => ({ plan, child: startChild(plan) }));
  const stop = () => {
    if (stopping) return;
    stopping = true;
    // In reverse: who depends on others goes first.
    for (const { child } of [...children].reverse()) if (child.exitCode === null) child.kill('SIGTERM');
    setTimeout(() => {
      for (const { child } of children) if (child.exitCode === null) child.kill('SIGKILL');
    }, stopWithinMs).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  const exits = children.map(
    ({ plan, child }) =>
      new Promise<void>((resolve) => {
        child.once('exit', (code, signal) => {
          if (!stopping) {
            exitCode = 1;
            console.error(`The ${plan.name} process ended by itself (${signal ?? `exit code ${code}`}); stopping the others.`);
            stop();
          }
          resolve();
        });
      }),
  );
  const readies = children.map(
    ({ child }) => new Promise<void>((resolve) => child.on('message', (message) => message === 'ready' && resolve())),
  );
  return {
    ready: Promise.all(readies).then(() => {}),
    ended: Promise.all(exits).then(() => exitCode),
    stop,
  };
}

function startChild(plan: ChildPlan): ChildProcess {
  return fork(plan.script, [], {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, ...plan.environment },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}
