/**
 * `/metrics` in the text form of Prometheus, for whoever has METRICS_TOKEN. What the jobs process did is read from the database, so that
 * it outlives restarts; labels are words of closed lists, ledgers and jobs, never an order or a person. docs/operations.md lists all.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { alertChannels, alertKinds } from '#core/alerts';
import { addMs } from '#core/calendar';
import { commandStatuses } from '#core/command-status';
import { commandKinds } from '#core/payment-actions';
import { type OperationFigures, operationFigures } from '#db/queries/operation-figures';
import type { OpenDesk } from '#services/open-desk';
import type { LiveEvents } from './live-events';
import { uploadPath } from './receive-upload';
import { refusalLimit } from './request-limits';
import { routeClassOf } from './route-class';

export type Metrics = {
  /** Counts every request that comes after it. */
  readonly countRequests: RequestHandler;
  /** All of them, as they are now. */
  text(): Promise<{ readonly contentType: string; readonly body: string }>;
};

export function createMetrics(desk: OpenDesk, live: Pick<LiveEvents, 'streams'>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const countRequests = requestMetrics(registry);
  const setFigures = figureMetrics(registry);
  const streams = new Gauge({
    name: 'oppgjor_live_streams',
    help: 'Pages that listen for changes now',
    registers: [registry],
  });
  return {
    countRequests,
    async text() {
      await desk.clock.refresh();
      const now = desk.clock.now();
      const unsettledBefore = addMs(now, -desk.settings.ALERT_UNKNOWN_MINUTES * 60_000);
      setFigures(await operationFigures(desk.db, { now, unsettledBefore }), { now, realNowMs: Date.now() });
      streams.set(live.streams());
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
}

/** 404 while there is no token; a wrong one is refused, and soon not listened to. */
export function answerMetrics(
  { settings }: Pick<OpenDesk, 'settings'>,
  metrics: Metrics | undefined,
): RequestHandler {
  const limitRefusals = refusalLimit(settings);
  return (request, response, next) => {
    response.set('Cache-Control', 'no-store');
    if (metrics === undefined || settings.METRICS_TOKEN === undefined) {
      response.status(404).type('text/plain').send('Not found');
    } else if (!isToken(request.headers.authorization, settings.METRICS_TOKEN)) {
      limitRefusals(request, response, () => response.status(401).type('text/plain').send('Unauthorized'));
    } else {
      metrics
        .text()
        .then(({ contentType, body }) => response.set('Content-Type', contentType).send(body), next);
    }
  };
}

/** Hashes are of one length, and their comparison takes one time. */
function isToken(authorization: string | undefined, token: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(authorization ?? ''), hash(`Bearer ${token}`));
}

function requestMetrics(registry: Registry): RequestHandler {
  const requests = new Counter({
    name: 'oppgjor_http_requests_total',
    help: 'Requests by class of route and status; aborted: the client went away',
    labelNames: ['route', 'status'] as const,
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'oppgjor_http_request_duration_seconds',
    help: 'How long answers took, without streams',
    labelNames: ['route'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  });
  return (request: Request, response: Response, next) => {
    const route = routeClassOf(request.method, request.path, uploadPath);
    const startedAtMs = performance.now();
    response.once('close', () => {
      requests.inc({ route, status: response.writableFinished ? String(response.statusCode) : 'aborted' });
      if (route !== 'live') duration.observe({ route }, (performance.now() - startedAtMs) / 1000);
    });
    next();
  };
}

type Times = { readonly now: string; readonly realNowMs: number };

/** Each reading takes the place of the one before it. */
function figureMetrics(registry: Registry) {
  const registers = [registry];
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge({ name: `oppgjor_${name}`, help, labelNames, registers });
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name: `oppgjor_${name}`, help, labelNames, registers });

  const polls = counter('polls_total', 'Payments read from Vipps since the books began', ['outcome']);
  const runs = counter('job_runs_total', 'Runs of jobs by how they ended', ['job', 'outcome']);
  const results = counter('job_results_total', 'What runs tell of themselves, added up', ['job', 'result']);
  const success = gauge('job_last_success_timestamp_seconds', 'When a job last succeeded', ['job']);
  const took = gauge('job_last_success_duration_seconds', 'How long its last success took', ['job']);
  const failures = gauge('job_failures_in_a_row', 'Failures since the last success', ['job']);
  const every = gauge('job_interval_seconds', 'How often it runs by its schedule', ['job']);
  const seen = gauge('process_last_sign_timestamp_seconds', 'The last sign of life of a process', [
    'process',
  ]);
  const commands = gauge('commands', 'Commands by what they ask for and what became of them', [
    'kind',
    'status',
  ]);
  const unsettled = gauge('commands_unsettled_old', 'Open for longer than ALERT_UNKNOWN_MINUTES', ['status']);
  const unsettledAge = gauge('commands_unsettled_oldest_seconds', 'Age of the oldest of them', ['status']);
  const feedLag = gauge('feed_lag_seconds', 'Since a feed was last read to its end', ['ledger', 'topic']);
  const feedAge = gauge('feed_newest_entry_age_seconds', 'Since its newest entry was booked', [
    'ledger',
    'topic',
  ]);
  const waiting = gauge('queue_waiting', 'What waits; counted to 10000', ['queue']);
  const waitingAge = gauge('queue_oldest_age_seconds', 'How long the first has waited', ['queue']);
  const exceptions = gauge('exceptions_open', 'Exceptions that nobody has resolved', ['kind']);
  const alerts = gauge('alerts_open', 'Conditions that somebody is told of', ['kind']);
  const deliveries = gauge('alert_deliveries_waiting', 'Messages not delivered yet', ['channel']);
  const deliveryAge = gauge('alert_delivery_oldest_age_seconds', 'Age of the oldest of them', ['channel']);
  const bytes = gauge('database_bytes', 'Size of the files of the database', ['file']);
  const all = [polls, runs, results, success, took, failures, every, seen, commands, unsettled, unsettledAge];
  const more = [feedLag, feedAge, waiting, waitingAge, exceptions, alerts, deliveries, deliveryAge, bytes];

  const setJobs = ({ jobTotals, jobStates, processes }: OperationFigures) => {
    for (const outcome of ['changed', 'unchanged', 'failed']) polls.inc({ outcome }, 0);
    const poll = (name: string) =>
      jobTotals.find((row) => row.job === 'poll-payments' && row.name === `result ${name}`)?.value ?? 0;
    polls.inc({ outcome: 'changed' }, poll('changed'));
    polls.inc({ outcome: 'failed' }, poll('failed'));
    polls.inc({ outcome: 'unchanged' }, Math.max(0, poll('polled') - poll('changed') - poll('failed')));
    for (const { job, name, value } of jobTotals) {
      const [what, word = ''] = name.split(' ');
      if (what === 'runs') runs.inc({ job, outcome: word }, value);
      else results.inc({ job, result: word }, value);
    }
    for (const { job, lastSuccessAt, lastDurationMs, failuresInARow, everyMs } of jobStates) {
      if (lastSuccessAt !== null) success.set({ job }, Date.parse(lastSuccessAt) / 1000);
      if (lastDurationMs !== null) took.set({ job }, lastDurationMs / 1000);
      if (everyMs !== null) every.set({ job }, everyMs / 1000);
      failures.set({ job }, failuresInARow);
    }
    for (const { process, seenAt } of processes) seen.set({ process }, Date.parse(seenAt) / 1000);
  };

  /** Times of the books against their own clock. */
  const setBooks = (figures: OperationFigures, { now }: Times) => {
    const ageOf = (at: string) => Math.max(0, (Date.parse(now) - Date.parse(at)) / 1000);
    for (const kind of commandKinds) for (const status of commandStatuses) commands.set({ kind, status }, 0);
    for (const { kind, status, commands: count } of figures.commandTotals)
      commands.set({ kind, status }, count);
    for (const status of ['pending', 'unknown']) {
      const found = figures.unsettled.find((row) => row.status === status);
      unsettled.set({ status }, found?.commands ?? 0);
      unsettledAge.set({ status }, found === undefined ? 0 : ageOf(found.oldestAt));
    }
    for (const { ledgerId: ledger, topic, endReachedAt, newestAt } of figures.feeds) {
      if (endReachedAt !== null) feedLag.set({ ledger, topic }, ageOf(endReachedAt));
      if (newestAt !== null) feedAge.set({ ledger, topic }, ageOf(newestAt));
    }
    for (const { queue, waiting: count, oldestAt } of figures.queues) {
      waiting.set({ queue }, count);
      waitingAge.set({ queue }, oldestAt === null ? 0 : ageOf(oldestAt));
    }
    for (const { kind, open } of figures.exceptions) exceptions.set({ kind }, open);
  };

  const setAlerts = (figures: OperationFigures, { realNowMs }: Times) => {
    for (const kind of alertKinds)
      alerts.set({ kind }, figures.alerts.find((row) => row.kind === kind)?.open ?? 0);
    for (const channel of alertChannels) {
      const found = figures.deliveries.find((row) => row.channel === channel);
      deliveries.set({ channel }, found?.waiting ?? 0);
      const ageMs = found === undefined ? 0 : realNowMs - Date.parse(found.oldestAt);
      deliveryAge.set({ channel }, Math.max(0, ageMs / 1000));
    }
    bytes.set({ file: 'database' }, figures.databaseBytes);
    bytes.set({ file: 'wal' }, figures.walBytes);
  };

  return (figures: OperationFigures, times: Times): void => {
    for (const metric of [...all, ...more]) metric.reset();
    setJobs(figures);
    setBooks(figures, times);
    setAlerts(figures, times);
  };
}
