import http from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buyNow, fillCart, payCart, startTestShop, type TestShop, type Visitor } from './test-shop';

let test: TestShop;
let visitor: Visitor;
beforeEach(async () => {
  test = await startTestShop();
  visitor = test.visitor();
  await fillCart(visitor, { tent: 1 });
  await payCart(visitor);
  await test.simulator.control.confirm('123456', test.onlyOrder().orderId);
  await test.shop.runBackground();
  await visitor.get('/backroom');
});
afterEach(() => test.close());

const send = (fields: Record<string, string>) =>
  visitor.post(`/backroom/orders/${test.onlyOrder().orderId}/parcels`, {
    shipmentId: visitor.hidden('shipmentId'),
    ...fields,
  });
const parcels = () => test.shop.store.parcels.listOfOrder(test.onlyOrder().orderId);
const shipments = () => test.desk.callsOf('POST', '/shipments');

describe('the back room', () => {
  it('shows each order as the shop sees it, with what the desk was told', async () => {
    const { text } = await visitor.get('/backroom');
    expect(text).toContain(test.onlyOrder().orderId);
    expect(text).toContain('order: delivered');
    expect(text).toContain('confirmation: delivered');
    expect(text).toContain('the shop asked by itself');
  });

  it('sends a parcel in kroner as people write them, and tells the desk in øre', async () => {
    const page = await send({ trackingNumber: ' 70300000000000 ', carrier: 'Bring', amount: '1 200,50' });
    expect(page.status).toBe(303);
    expect(shipments()[0]?.body).toEqual({
      shipmentId: expect.stringMatching(/^p-[0-9A-Z]{10}$/),
      trackingNumber: '70300000000000',
      carrier: 'Bring',
      amount: 120_050,
      shippedAt: expect.stringMatching(/^2026-06-02T06:30:0\d\.\d{3}Z$/),
    });
    expect(parcels()).toMatchObject([{ state: 'accepted' }]);
    expect((await visitor.get('/backroom')).text).toContain('sent, and the desk told');
  });

  it('sends all that remains when no amount is given, and one parcel for one form', async () => {
    const fields = { shipmentId: visitor.hidden('shipmentId'), trackingNumber: 'A1' };
    await Promise.all([send(fields), send(fields)]);
    await send(fields);
    expect(parcels()).toHaveLength(1);
    expect(new Set(shipments().map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(shipments()[0]?.body).not.toHaveProperty('amount');
  });

  it('keeps a parcel that the desk did not hear of, and tells it again with the same id', async () => {
    test.desk.answer(() => 'hang');
    await send({ trackingNumber: 'A1' });
    const [parcel] = parcels();
    expect(parcel).toMatchObject({ state: 'unsent', problemKind: 'no-answer-in-time' });
    test.desk.answer(undefined);
    await visitor.post(`/backroom/parcels/${parcel?.shipmentId}/send`, {});
    expect(parcels()).toMatchObject([{ state: 'accepted' }]);
    expect(shipments().map(({ body }) => body)).toEqual([shipments()[0]?.body, shipments()[0]?.body]);
  });

  it("shows the desk's refusal in the desk's words, escaped", async () => {
    test.desk.answer(() => ({ status: 409, body: { title: 'no', detail: 'Not reserved <i>' } }));
    await send({ carrier: '"><script>alert(1)</script>' });
    expect(parcels()).toMatchObject([{ state: 'refused', answer: 'Not reserved <i>' }]);
    const { text } = await visitor.get('/backroom');
    expect(text).toContain('Not reserved &lt;i&gt;');
    expect(text).not.toContain('<script>alert');
  });

  it.each([
    [{ amount: 'ten' }, 'must be in kroner'],
    [{ amount: '0,50' }, 'must be in kroner'],
    [{ amount: '-5' }, 'must be in kroner'],
    [{ carrier: 'x'.repeat(61) }, '60 characters'],
    [{ shipmentId: '../x' }, '60 characters'],
  ])('sends nothing when the form cannot be right: %o', async (fields, words) => {
    const page = await send(fields);
    expect(page.status).toBe(422);
    expect(page.text).toContain(words);
    expect(parcels()).toEqual([]);
    expect(shipments()).toEqual([]);
  });

  it('has no form for an order that is not paid, and 404 for one that does not exist', async () => {
    await buyNow(visitor, 'map');
    const { text } = await visitor.get('/backroom');
    expect(text.match(/name="shipmentId"/g)).toHaveLength(1);
    expect((await visitor.post('/backroom/orders/ff-1/parcels', {})).status).toBe(404);
    expect((await visitor.post('/backroom/parcels/p-0000000000/send', {})).status).toBe(404);
  });

  it('is not there for a name that only points to this machine', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = http.get(
        `${test.url}/backroom`,
        { headers: { Host: 'rebound.example' } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      request.on('error', reject);
    });
    expect(status).toBe(404);
  });
});
