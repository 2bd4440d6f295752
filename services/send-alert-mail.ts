/** Alerts by e-mail. Plain text; over TLS, but on this machine. */
import { createTransport } from 'nodemailer';
import type { Channel, ChannelLimits, Delivery } from './alert-channels';

type MailSettings = { readonly url: string; readonly from: string; readonly to: readonly string[] };

export function createMailer(
  { url, from, to }: MailSettings,
  { timeoutMs = 15_000 }: ChannelLimits,
): Channel {
  return {
    name: 'email',
    async send({ id, madeAt, words }) {
      const transport = createTransport({
        ...serverOf(url),
        connectionTimeout: timeoutMs,
        greetingTimeout: timeoutMs,
        socketTimeout: timeoutMs,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      let timer: NodeJS.Timeout | undefined;
      // Each step has its limit; a server that is slow at every one of them shall not hold the others up either.
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(
          () => reject(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })),
          2 * timeoutMs,
        );
      });
      try {
        const mail = transport.sendMail({
          from,
          to: [...to],
          subject: words.subject,
          text: words.text,
          date: new Date(madeAt),
          // The same with each try: whoever gets it twice can tell.
          messageId: `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Oppgjor-Message': id },
        });
        const { rejected, response } = await Promise.race([mail, late]);
        const trouble = rejected.length > 0 ? `${rejected.length} of ${to.length} receivers refused` : null;
        return { kind: 'delivered', trouble, answer: response } satisfies Delivery;
      } catch (error) {
        return failed(error);
      } finally {
        clearTimeout(timer);
        transport.close();
      }
    },
  };
}

/** Name and password as they are meant, not as addresses write them. */
function serverOf(url: string) {
  const { protocol, hostname, port, username, password } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const secure = protocol === 'smtps:';
  const isHere = ['127.0.0.1', 'localhost', '::1'].includes(host);
  return {
    host,
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    requireTLS: !secure && !isHere,
    ignoreTLS: !secure && isHere,
    ...(username === ''
      ? {}
      : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
  };
}

/** What servers say may name receivers: only codes are kept. */
function failed(error: unknown): Delivery {
  const field = (name: string): unknown =>
    typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  const codes = [field('code'), field('responseCode')].filter(
    (code) => typeof code === 'string' || typeof code === 'number',
  );
  const answer = field('response') ?? (error instanceof Error ? error.message : String(error));
  return { kind: 'failed', trouble: codes.join(' ') || 'failed', answer: String(answer) };
}
