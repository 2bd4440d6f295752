/** Asks for a page over and over from a process of its own, on connections that stay open, as fast as it is answered. */
import { fork } from 'node:child_process';
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { pinProcess } from './pin-process';

const loadSchema = z.object({
  url: z.string(),
  cookie: z.string(),
  connections: z.number(),
  ms: z.number(),
});
const told = z.union([z.object({ perSecond: z.number() }), z.object({ error: z.string() })]);

export type Load = z.infer<typeof loadSchema>;

export type LoadProcess = {
  /** Whole answers a second, each with the status 200; rejects after any other answer. */
  run(load: Load): Promise<number>;
  stop(): void;
};

/** `core`: the one it is kept on, where that can be chosen. */
export function startLoad(core: number): LoadProcess {
  const child = fork(fileURLToPath(import.meta.url), ['here'], { execArgv: ['--import', 'tsx'] });
  pinProcess(child.pid, core);
  return {
    run(load) {
      return new Promise((resolve, reject) => {
        child.once('message', (message) => {
          const result = told.parse(message);
          if ('error' in result) reject(new Error(result.error));
          else resolve(result.perSecond);
        });
        child.send(load);
      });
    },
    stop: () => void child.kill(),
  };
}

/** In the process of its own. What is under way when the time is over is waited for, and counts with its time. */
async function loadHere({ url, cookie, connections, ms }: Load): Promise<number> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const start = performance.now();
  let answers = 0;
  const askOn = async () => {
    while (performance.now() - start < ms) {
      await readWhole(url, { agent, headers: { cookie, 'Accept-Encoding': 'gzip' } });
      answers += 1;
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, askOn));
    return (answers * 1000) / (performance.now() - start);
  } finally {
    agent.destroy();
  }
}

function readWhole(url: string, options: http.RequestOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, options, (response) => {
      response.resume();
      response.once('error', reject);
      response.once('end', () => {
        if (response.statusCode === 200 && response.complete) resolve();
        else reject(new Error(`${url}: HTTP ${response.statusCode}`));
      });
    });
    request.once('error', reject);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2] === 'here') {
  process.on('message', (message) => {
    loadHere(loadSchema.parse(message)).then(
      (perSecond) => process.send?.({ perSecond }),
      (error: Error) => process.send?.({ error: error.message }),
    );
  });
  process.once('disconnect', () => process.exit(0));
}
