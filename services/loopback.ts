/** An http(s) address on this machine? Only such a one may go without TLS. */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  return (
    /^https?:$/.test(protocol) &&
    ['127.0.0.1', 'localhost', '[::1]'].includes(hostname) &&
    `${username}${password}` === ''
  );
}
