import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { appRoutes } from '#simulator/app/app-routes';
import { defaultConfig, type SimulatorConfig } from '#simulator/config';
import { controlRoutes } from '#simulator/control/routes';
import { ecomContentType, gatewayBody, invalidRequest } from '#simulator/ecom/errors';
import { ecomRoutes } from '#simulator/ecom/routes';
import type { Answer } from '#simulator/http/answer';
import { sendAnswer } from '#simulator/http/send-answer';
import { type CallbackSender, createCallbackSender } from '#simulator/merchant/callback-sender';
import { landingRoutes } from '#simulator/pages/landing-page';
import { reportRoutes } from '#simulator/report/routes';
import { runDue } from '#simulator/run-due';
import { openWorld, type World } from '#simulator/world';

/** Vipps and a bank in one server. Opens its database at once; serves when told to listen. */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const realNowMs = options.realNowMs ?? (() => performance.timeOrigin + performance.now());
  const world = openWorld({
    config: { ...defaultConfig, ...options.config },
    database: options.database ?? ':memory:',
    statementDir: options.statementDir,
    startMs: options.now === undefined ? Date.now() : Date.parse(options.now),
    realNowMs,
    frozen: options.frozen ?? false,
  });
  const sender = createCallbackSender(world);
  world.wakeSender = sender.wake;
  const app = createApp(world, sender);
  const server = createServer(app);
  const timer = setInterval(() => tick(world, sender), 1000);
  timer.unref();
  return {
    app,
    world,
    idle() {
      runDue(world);
      return sender.idle();
    },
    listen: (port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
      }),
    async close() {
      clearInterval(timer);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await Promise.all([closed, sender.stop()]);
      if (!world.db.open) return;
      world.atomically(() => undefined); // stores the clock
      world.db.close();
    },
  };
}

export interface SimulatorOptions {
  /** A file; `:memory:` unless told. */
  readonly database?: string;
  /** Simulated time of a new world (ISO 8601); real time unless told. A stored world continues its own. */
  readonly now?: string;
  /** The clock stands still and moves only when told. */
  readonly frozen?: boolean;
  /** Folder for camt.053 files; none unless told. */
  readonly statementDir?: string;
  readonly config?: Partial<SimulatorConfig>;
  /** Real time in milliseconds, for tests. */
  readonly realNowMs?: () => number;
}

export interface Simulator {
  readonly app: Express;
  readonly world: World;
  /** Resolves with the port (0 = any free one). */
  listen(port: number): Promise<number>;
  /** Resolves when every callback that is due has been sent, and answered or given up. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

function createApp(world: World, sender: CallbackSender): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(express.raw({ type: () => true, limit: '1mb' }));
  app.use(ecomRoutes(world));
  app.use(reportRoutes(world));
  app.use('/simulator', controlRoutes(world, sender));
  app.use(landingRoutes(world));
  app.use('/app', appRoutes(world));
  app.use((_request, response) => sendAnswer(response, notFound));
  app.use(answerBrokenRequest);
  return app;
}

/** A body that is too large or badly packed, a path that cannot be decoded. */
const answerBrokenRequest: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const message = error instanceof Error ? error.message : 'is not readable';
  sendAnswer(response, invalidRequest([{ field: 'request', message }]));
};

const notFound: Answer = {
  status: 404,
  contentType: ecomContentType,
  body: gatewayBody(404, 'Resource not found'),
};

/** Keeps time moving while nobody asks, and the stored clock close to it. */
function tick(world: World, sender: CallbackSender): void {
  try {
    runDue(world);
    sender.sendDue();
    world.settings.set('clock', String(world.clock.nowMs()));
  } catch (error) {
    console.error('simulator: the clock failed', error);
  }
}
