/** A desk on a file of books, in this process, for what is measured without a server. */
import pino from 'pino';
import { closeDatabase, openDatabase } from '#db/client';
import { fixedClock } from '#services/clock';
import type { VippsClient } from '#vipps/client';
import { benchNow } from './books';

export async function withDesk<Result>(
  file: string,
  work: (desk: ReturnType<typeof openBenchDesk>) => Promise<Result>,
  now: string = benchNow,
): Promise<Result> {
  const desk = openBenchDesk(file, now);
  try {
    return await work(desk);
  } finally {
    closeDatabase(desk.db);
  }
}

function openBenchDesk(file: string, now: string) {
  return {
    db: openDatabase(file, { mustExist: true }),
    clock: fixedClock(now),
    log: pino({ level: 'silent' }),
    vipps: undefined as VippsClient | undefined,
  };
}
