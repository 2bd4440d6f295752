/**
 * Open pages read themselves anew when something changes. That is no sign of a person: such requests say so, and a log-in that nobody
 * uses ends although its screen is on.
 */
const quietAfterMs = 60_000;

let lastInputMs = Date.now();

/** To be called once, before anything is fetched. */
export function tellQuietRequests(): void {
  const note = () => {
    lastInputMs = Date.now();
  };
  for (const kind of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchmove'])
    addEventListener(kind, note, { capture: true, passive: true });
  const plain = window.fetch;
  window.fetch = (input, init) => {
    if (Date.now() - lastInputMs < quietAfterMs || input instanceof Request) return plain(input, init);
    const headers = new Headers(init?.headers);
    headers.set('X-Oppgjor-Quiet', 'yes');
    return plain(input, { ...init, headers });
  };
}
