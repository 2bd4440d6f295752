/** A person's requests, and what each page must hold to be the right one. */
import type { LoadShop, OrderName, Visitor } from './load-shop';

const patienceMs = 60_000;

export async function ask(
  { url }: Pick<LoadShop, 'url'>,
  { address, cookie }: Visitor,
  place: string,
  form?: Readonly<Record<string, string>>,
): Promise<Response> {
  return fetch(url + place, {
    redirect: 'manual',
    signal: AbortSignal.timeout(patienceMs),
    headers: {
      Cookie: cookie,
      'X-Forwarded-For': address,
      'Accept-Language': 'en',
      Accept: 'text/html',
      ...(form === undefined ? {} : { Origin: url }),
    },
    ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
  });
}

/** A whole page with this heading. */
export async function page(
  shop: Pick<LoadShop, 'url'>,
  who: Visitor,
  place: string,
  heading: string,
): Promise<string> {
  const response = await ask(shop, who, place);
  const html = await response.text();
  if (response.status !== 200) throw new Error(`${place} answered ${response.status}`);
  const found = /<h1[^>]*>(.*?)<\/h1>/s.exec(html)?.[1]?.replace(/<[^>]*>|<!--.*?-->/g, '');
  if (found?.includes(heading) !== true) throw new Error(`${place} is headed "${found}", not "${heading}"`);
  // The data of a page comes last, and its end is told.
  if (!html.includes('streamController.close()')) throw new Error(`${place} is cut off`);
  return html;
}

/** The fields that are sent when the question on a page is answered with yes. */
export function formOf(html: string, place: string): Record<string, string> {
  const form = html
    .match(/<form[^>]*method="post"[^>]*>.*?<\/form>/gs)
    ?.find((one) => one.includes(`action="${place}"`));
  if (form === undefined) throw new Error(`there is no question at ${place}`);
  const inputs = [...form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
  return Object.fromEntries(inputs.map(([, name = '', value = '']) => [name, unescaped(value)]));
}

const unescaped = (text: string) =>
  text.replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&');

export const orderPath = ({ msn, orderId }: OrderName) => `/orders/${msn}/${orderId}`;

export const pickOne = <Item>(items: readonly Item[]): Item => {
  const item = items[Math.floor(Math.random() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
};
