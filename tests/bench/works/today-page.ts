/** The page Today, served by a web process of its own: milliseconds, the middle of many. */
import { median } from '../median';
import { logIn, startWeb } from '../web-process';

/** The file is written to: somebody logs in. */
export async function todayPage(file: string): Promise<number> {
  const web = await startWeb(file);
  try {
    const cookie = await logIn(web);
    return await median(() => web.read('/', cookie), 21);
  } finally {
    await web.stop();
  }
}
