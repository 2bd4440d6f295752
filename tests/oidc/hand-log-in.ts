/** Goes through a log-in as a browser does: redirects by hand, cookies kept, a click on an account. */

export type HandBrowser = {
  /** Opens the provider's log-in, clicks on the account, and stops at the desk's callback, without opening it. */
  logIn(url: string, account: string): Promise<URL>;
};

/** A browser of its own: one that has logged in before is not asked again. */
export function handBrowser(): HandBrowser {
  const jar = new Map<string, string>();
  const send = async (url: URL, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
    for (const line of response.headers.getSetCookie()) keep(jar, line);
    return response;
  };
  return {
    async logIn(start, account) {
      const home = new URL(start).origin;
      let url = new URL(start);
      let response = await send(url);
      for (let step = 0; step < 12; step += 1) {
        const location = response.headers.get('location');
        if (location !== null) {
          url = new URL(location, url);
          if (url.origin !== home) return url;
          response = await send(url);
        } else if (url.pathname.startsWith('/interaction/') && response.ok) {
          const body = new URLSearchParams({ account });
          response = await send(url, { method: 'POST', body });
        } else
          throw new Error(`stopped at ${url.pathname} with ${response.status}: ${await response.text()}`);
      }
      throw new Error('too many redirects');
    },
  };
}

function keep(jar: Map<string, string>, line: string): void {
  const [pair = ''] = line.split(';');
  const at = pair.indexOf('=');
  const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
  if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
  else jar.set(name, value);
}
