import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listCallbacks } from '#db/callbacks';
import { requestJobRun } from '#db/job-runs';
import { merchantEndpoints } from '#server/merchant-endpoints';
import { merchantAddresses } from '#services/merchant-addresses';
import type { OpenDesk } from '#services/open-desk';
import { saveUnitSettings } from '#services/unit-settings';
import { openTestDesk, type TestDesk, testSettings, testUnit } from '../test-desk';

let test: TestDesk;
let desk: OpenDesk;
let base: string;
let close: () => Promise<void>;
beforeEach(async () => {
  test = await openTestDesk();
  desk = { ...test.desk, settings: testSettings(), close: () => {} };
  const server = createServer(express().use('/vipps', merchantEndpoints(desk)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/vipps`;
  close = () => new Promise((resolve) => server.close(() => resolve()));
});
afterEach(async () => {
  await close();
  await test.close();
});

const order = { msn: testUnit, orderId: 'H-1' };
const token = () => merchantAddresses(desk.settings, order).authToken;
const body = (more: object = {}) =>
  JSON.stringify({
    merchantSerialNumber: testUnit,
    orderId: 'H-1',
    transactionInfo: { amount: 49_900, status: 'RESERVED', timeStamp: '2026-06-02T06:31:00.000Z' },
    ...more,
  });
const update = (init: RequestInit = {}, path = `${testUnit}/v2/payments/H-1`) =>
  fetch(`${base}/${path}`, {
    method: 'POST',
    headers: { Authorization: token(), 'Content-Type': 'application/json;charset=UTF-8' },
    body: body(),
    ...init,
  });
const stored = () => listCallbacks(desk.db, order);

describe('a payment update over HTTP', () => {
  it('is answered when it is stored, and asks for the job', async () => {
    await test.initiated('H-1');
    const response = await update();
    expect(response.status).toBe(200);
    expect(await stored()).toMatchObject([{ status: 'RESERVED', handledAt: null }]);
    await expect.poll(jobsAskedFor).toBe(1);
    async function jobsAskedFor() {
      const count = `SELECT count(*) FROM job_runs WHERE job = 'handle-callbacks' AND status = 'requested'`;
      return desk.db.$client.prepare(count).pluck().get();
    }
  });

  it('keeps nothing of the person it tells about', async () => {
    await test.initiated('H-1');
    const userDetails = { userId: 'uiJskNQ6qNN1iwN891uuob==', firstName: 'Sunniva', email: 's@example.com' };
    const address = { addressLine1: 'Fjordveien 12', zipCode: '0154', city: 'Oslo' };
    expect((await update({ body: body({ userDetails, shippingDetails: { address } }) })).status).toBe(200);
    const everything = desk.db.$client.serialize().toString('latin1');
    for (const word of ['Sunniva', 'Fjordveien', 's@example.com']) expect(everything).not.toContain(word);
  });

  it.each([
    ['without a token', { headers: {} }, 401],
    ['with a wrong token', { headers: { Authorization: 'Bearer x' } }, 401],
    ['that is no JSON', { body: '{"merchantSerialNumber":' }, 400],
    ['that is a bare word', { body: '"RESERVED"' }, 400],
    ['that is empty', { body: '' }, 400],
    ['that is too long', { body: body({ filler: 'x'.repeat(70_000) }) }, 413],
    ['that is no POST', { method: 'GET', body: undefined }, 404],
  ])('%s is refused and leaves no trace', async (_what, init, status) => {
    await test.initiated('H-1');
    const response = await update({ headers: { Authorization: token() }, ...init });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({});
    expect(await stored()).toEqual([]);
  });

  it.each([
    `${testUnit}/v2/payments/H-1%2F..%2FH-2`,
    `${testUnit}/v2/payments/${'x'.repeat(51)}`,
    `${testUnit}/v2/payments/`,
    `abc/v2/payments/H-1`,
    `../vipps/${testUnit}/v2/payments/H-1/x`,
  ])('to the address %s is not found', async (path) => {
    expect((await update({}, path)).status).toBe(404);
  });

  it('that sends its header and then nothing does not hold up others', async () => {
    await test.initiated('H-1');
    const slow = request(`${base}/${testUnit}/v2/payments/H-1`, {
      method: 'POST',
      headers: { Authorization: token(), 'Content-Length': '500' },
    });
    slow.on('error', () => {});
    slow.write('{');
    expect((await update()).status).toBe(200);
    slow.destroy();
  });
});

describe('the other calls of Vipps', () => {
  const question = (init: RequestInit = {}) =>
    fetch(`${base}/${testUnit}/v2/payments/H-1/shippingDetails`, {
      method: 'POST',
      headers: { Authorization: token(), 'Content-Type': 'application/json' },
      body: JSON.stringify({
        addressId: 100,
        addressLine1: 'x',
        city: 'Oslo',
        country: 'NO',
        postCode: '0154',
      }),
      ...init,
    });

  it('for delivery methods are answered with those that are set, and not otherwise', async () => {
    expect((await question()).status).toBe(503);
    const fields = {
      captureOnShipping: 'no',
      'method.0.id': 'p',
      'method.0.name': 'Posten',
      'method.0.cost': '49',
    };
    await saveUnitSettings(desk, { msn: testUnit, fields, actor: 'kari' });
    const response = await question();
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      addressId: 100,
      orderId: 'H-1',
      shippingDetails: [{ shippingCost: 49 }],
    });
    expect((await question({ headers: {} })).status).toBe(401);
    expect((await question({ body: '{}' })).status).toBe(400);
  });

  it('that remove a consent are taken from the secret address only, with the id as it was encoded', async () => {
    const { consentRemovalPrefix } = merchantAddresses(desk.settings, order);
    const path = new URL(consentRemovalPrefix).pathname.replace('/vipps', '');
    const userId = encodeURIComponent('ui/JskNQ6+iwN891uuob==');
    const remove = (where: string) => fetch(`${base}${where}/v2/consents/${userId}`, { method: 'DELETE' });
    expect((await remove(`/${testUnit}/guess`)).status).toBe(401);
    expect((await remove(path)).status).toBe(200);
    const row = desk.db.$client.prepare('SELECT user_id FROM callbacks').pluck().all();
    expect(row).toEqual(['ui/JskNQ6+iwN891uuob==']);
  });

  it('still get their answer when the job has been asked for already', async () => {
    await test.initiated('H-1');
    await requestJobRun(desk.db, {
      id: 'run-1',
      job: 'handle-callbacks',
      requestedBy: 'kari',
      realNow: new Date().toISOString(),
    });
    expect((await update()).status).toBe(200);
  });
});
