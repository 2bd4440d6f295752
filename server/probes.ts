/** `/healthz` and `/readyz`: for machines that watch the desk. Without a log-in, and cheap however often they ask. */
import type { RequestHandler } from 'express';
import type { OpenDesk } from '#services/open-desk';
import { checkReadiness, type Readiness, stoppingReadiness } from '#services/readiness';

/** The process answers, and its database can be read. */
export function answerHealth({ db }: Pick<OpenDesk, 'db'>): RequestHandler {
  return (_request, response) => {
    db.$client.prepare('SELECT 1').get();
    response.set('Cache-Control', 'no-store').type('text/plain').send('ok');
  };
}

/** One look answers everybody who asks within this time. */
const lookHoldsMs = 1000;

/** 200 when all is there that work needs, else 503; at once when the process has been told to stop. */
export function answerReadiness(
  desk: Pick<OpenDesk, 'db' | 'log' | 'settings'>,
  stopping: () => boolean,
): RequestHandler {
  let held: { readonly atMs: number; readonly look: Promise<Readiness> } | undefined;
  const look = () => {
    const nowMs = Date.now();
    if (held === undefined || nowMs - held.atMs >= lookHoldsMs || nowMs < held.atMs)
      held = { atMs: nowMs, look: checkReadiness(desk, desk.settings, nowMs) };
    return held.look;
  };
  return (_request, response, next) => {
    const answer = async () => {
      const found = stopping() ? stoppingReadiness : await look();
      response
        .status(found.ready ? 200 : 503)
        .set('Cache-Control', 'no-store')
        .json(found);
    };
    answer().catch(next);
  };
}
