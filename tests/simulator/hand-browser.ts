/** A browser without pictures: it keeps cookies, follows our own redirects, and sends forms. */
export function handBrowser(
  baseUrl: string,
  options: { language?: string; userAgent?: string } = {},
): HandBrowser {
  const jar = new Map<string, string>();

  async function send(path: string, init: RequestInit): Promise<Seen> {
    const url = new URL(path, baseUrl);
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: {
        ...init.headers,
        'Accept-Language': options.language ?? 'en',
        'User-Agent': options.userAgent ?? 'Mozilla/5.0 (X11; Linux x86_64)',
        Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
      },
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      if (line.includes('Max-Age=0')) jar.delete(name);
      else jar.set(name, value);
    }
    const location = response.headers.get('location');
    const html = await response.text();
    if (location === null) return { status: response.status, url: url.href, html, ...read(html) };
    const next = new URL(location, url);
    if (next.origin !== url.origin) return { status: response.status, url: next.href, html, ...read(html) };
    return send(next.href, { method: 'GET' });
  }

  return {
    get: (path) => send(path, { method: 'GET' }),
    post: (path, fields) => send(path, { method: 'POST', body: new URLSearchParams(fields) }),
  };
}

export interface HandBrowser {
  get(path: string): Promise<Seen>;
  post(path: string, fields: Record<string, string>): Promise<Seen>;
}

export interface Seen {
  readonly status: number;
  /** Where it ended: after redirects; of another server the address only. */
  readonly url: string;
  readonly html: string;
  readonly heading: string;
  /** What a person reads, with plain spaces. */
  readonly text: string;
}

function read(html: string): { heading: string; text: string } {
  const plain = (markup: string) =>
    markup
      .replace(/<(style|script)[^>]*>[\s\S]*?<\/\1>/g, '')
      .replace(/<[^>]*>/g, ' ')
      .replaceAll('&amp;', '&')
      .replace(/[\s\u00a0]+/g, ' ')
      .trim();
  return { heading: plain(/<h1>([\s\S]*?)<\/h1>/.exec(html)?.[1] ?? ''), text: plain(html) };
}
