/** From the start of the web process to the last byte of the list of orders: milliseconds, the middle of five starts. */
import { middleOf } from '../median';
import { logIn, startWeb, timeToFirstPage } from '../web-process';

const starts = 5;

/** The file is written to: somebody logs in before anything is measured. It is made where there is none. */
export async function startToFirstPage(file: string): Promise<number> {
  const web = await startWeb(file);
  const cookie = await logIn(web).finally(() => web.stop());
  const times: number[] = [];
  for (let start = 0; start < starts; start += 1)
    times.push(await timeToFirstPage(file, '/orders', { cookie, port: web.port }));
  return middleOf(times);
}
