/** The Report API as the data tell it: the real client reads pages that lie in files, without a connection. */
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { createVippsClient, type VippsClient } from '#vipps/client';
import { accountOf, benchUnits, ledgerOf } from './books';
import { feedName } from './make-data';

/** `folder`: where make-data left `*.pages`. Feeds are read from the beginning only, and in order. */
export function feedClient(folder: string): VippsClient {
  const feeds = new Map<string, { lines: AsyncIterator<string>; page: number }>();
  return createVippsClient({
    baseUrl: 'http://127.0.0.1:9',
    ...{ clientId: 'bench', clientSecret: 'bench', subscriptionKey: 'bench' },
    system: { name: 'Oppgjor', version: '1', pluginName: 'bench', pluginVersion: '1' },
    fetch: async (url) => {
      const { pathname } = new URL(url);
      if (pathname === '/accesstoken/get') return jsonOf(JSON.stringify(token()));
      if (pathname === '/settlement/v1/ledgers') return jsonOf(JSON.stringify({ items: ledgers() }));
      const [, ledgerId, topic] = /ledgers\/([^/]+)\/(funds|fees)\/feed$/.exec(pathname) ?? [];
      const msn = benchUnits.find((unit) => ledgerOf(unit) === ledgerId);
      if (msn === undefined || (topic !== 'funds' && topic !== 'fees'))
        return new Response('{}', { status: 404 });
      const name = feedName({ msn, topic });
      const feed = feeds.get(name) ?? { lines: linesOf(path.join(folder, `${name}.pages`)), page: 0 };
      feeds.set(name, feed);
      const line = await feed.lines.next();
      if (line.done) return jsonOf(`{"items":[],"cursor":"${feed.page}","tryLater":true}`);
      feed.page += 1;
      return jsonOf(`${line.value.slice(0, -1)},"cursor":"${feed.page}","tryLater":false}`);
    },
  });
}

function linesOf(file: string): AsyncIterator<string> {
  return readline.createInterface({ input: fs.createReadStream(file) })[Symbol.asyncIterator]();
}

function ledgers() {
  return benchUnits.map((msn) => ({
    ledgerId: ledgerOf(msn),
    currency: 'NOK',
    payoutBankAccount: { scheme: 'BBAN:NO', id: accountOf(msn) },
    settlesForRecipientHandles: [`api:${msn}`],
  }));
}

function token() {
  const now = Math.floor(Date.now() / 1000);
  return {
    token_type: 'Bearer',
    ...{ expires_in: '86398', ext_expires_in: '0', not_before: String(now), resource: 'bench' },
    expires_on: String(now + 86_398),
    access_token: 'bench',
  };
}

function jsonOf(text: string): Response {
  return new Response(text, { status: 200, headers: { 'content-type': 'application/json' } });
}
