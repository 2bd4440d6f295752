/** Takes a report as it comes and tells how far it is. */

export type ReportProgress = { readonly rows: number; readonly of: number };

const lineFeed = 10;
const tellEveryMs = 200;

/** Throws when the answer is no report or breaks off: half a file is never handed on. */
export async function fetchReport(
  address: string,
  signal: AbortSignal,
  tell: (progress: ReportProgress) => void,
): Promise<{ name: string; content: Blob }> {
  const response = await fetch(address, { signal });
  const type = response.headers.get('Content-Type') ?? '';
  if (!response.ok || response.body === null || !type.startsWith('text/csv')) {
    throw new Error(`no report came: ${response.status}`);
  }
  const total = Number(response.headers.get('X-Rows') ?? 0);
  const parts: BlobPart[] = [];
  const reader = response.body.getReader();
  let lines = 0;
  let toldAt = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    for (const byte of next.value) if (byte === lineFeed) lines += 1;
    if (Date.now() - toldAt < tellEveryMs) continue;
    toldAt = Date.now();
    tell({ rows: Math.min(Math.max(lines - 1, 0), total), of: total }); // texts may hold line feeds of their own
  }
  if (lines <= total) throw new Error(`${lines} lines came of ${total} rows and a head`);
  const name = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
  return { name: name ?? 'oppgjor.csv', content: new Blob(parts, { type: 'text/csv' }) };
}
