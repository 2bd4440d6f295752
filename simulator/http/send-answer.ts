import type { Response } from 'express';
import type { Answer } from '#simulator/http/answer';

/** Sends an answer exactly as it is, also the letters of its content type. */
export function sendAnswer(response: Response, answer: Answer): void {
  if (response.destroyed) return;
  writeHead(response, answer);
  response.end(answer.body ?? '');
}

/** Announces the whole body, sends half of it and drops the line. */
export function sendHalf(response: Response, answer: Answer): void {
  const body = Buffer.from(answer.body ?? '{"cut":"off"}');
  writeHead(response, { contentType: 'application/json', ...answer, body: body.toString() });
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy());
}

/** A whole body that is not JSON, though the content type says so. */
export function sendMalformed(response: Response, answer: Answer): void {
  const body = `${(answer.body ?? '{}').slice(0, -1)},`;
  sendAnswer(response, { contentType: 'application/json', ...answer, body });
}

/** Says nothing until the caller goes away or the time is up, then closes. */
export function hang(response: Response, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => response.socket?.destroy(), delayMs);
    timer.unref();
    response.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function writeHead(response: Response, answer: Answer): void {
  response.statusCode = answer.status;
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  if (answer.contentType !== undefined && answer.body !== undefined) {
    response.setHeader('Content-Type', answer.contentType);
  }
  response.setHeader('Content-Length', Buffer.byteLength(answer.body ?? ''));
}
