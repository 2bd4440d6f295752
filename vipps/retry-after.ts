/**
 * The wait that a Retry-After header asks for, in milliseconds; undefined without a readable one. Both forms of
 * RFC 9110 count: seconds, and a date. A date is measured against the answer's own Date header where there is
 * one, so that a clock that is wrong here does not matter.
 */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const text = headers.get('retry-after')?.trim();
  if (!text) return undefined;
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  if (!/^[A-Za-z]{3}/.test(text)) return undefined; // Date.parse also takes "-5" and "2"; a date begins with its weekday
  const untilMs = Date.parse(text);
  if (Number.isNaN(untilMs)) return undefined;
  const sentMs = Date.parse(headers.get('date') ?? '');
  return Math.max(0, untilMs - (Number.isNaN(sentMs) ? nowMs : sentMs));
}
