/** What the desk may answer to a parcel, and what the back room offers then. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fillCart, payCart, startTestShop, type TestShop, type Visitor } from './test-shop';

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

const parcel = () => test.shop.store.parcels.listOfOrder(test.onlyOrder().orderId)[0];
const shipments = () => test.desk.callsOf('POST', '/shipments');
const send = () =>
  visitor.post(`/backroom/orders/${test.onlyOrder().orderId}/parcels`, {
    shipmentId: visitor.hidden('shipmentId'),
  });
const sendAgain = () => visitor.post(`/backroom/parcels/${parcel()?.shipmentId}/send`, {});
const backroom = async (language: 'nb' | 'en') => (await visitor.get(`/backroom?lang=${language}`)).text;
const problem = (status: number, kind: string) => ({
  status,
  body: { type: `urn:oppgjor:problem:${kind}`, title: 'No', status, detail: `Words about ${kind}.` },
});

describe('a parcel can be told again', () => {
  it.each([
    [503, 'payment-unread', 'unsent', 'could not ask Vipps', 'fikk ikke spurt Vipps'],
    [409, 'not-reserved', 'refused', 'Nothing is reserved', 'Ingenting er reservert'],
    [404, 'unknown-order', 'refused', 'does not know the order', 'kjenner ikke ordren'],
  ])(
    'after %i %s, and the row says why in both languages',
    async (status, kind, state, english, norwegian) => {
      test.desk.answer(() => problem(status, kind));
      await send();
      expect(parcel()).toMatchObject({ state, problemKind: kind });
      const pages = [await backroom('en'), await backroom('nb')];
      expect(pages[0]).toContain(english);
      expect(pages[0]).toContain('>Tell again</button>');
      expect(pages[1]).toContain(norwegian);
      expect(pages[1]).toContain('>Meld på nytt</button>');
      expect(pages.join()).not.toContain('Words about');

      test.desk.answer(undefined);
      await sendAgain();
      expect(parcel()).toMatchObject({ state: 'accepted', answer: null });
      expect(shipments().map(({ body }) => body)).toEqual([shipments()[0]?.body, shipments()[0]?.body]);
      const after = await backroom('en');
      expect(after).not.toContain(english);
      expect(after).not.toContain('>Tell again</button>');
    },
  );

  it.each([
    ['hang' as const, 'no answer in time', 'fikk ikke svar i tide'],
    [{ status: 500, body: {} }, 'something failed there: HTTP 500', 'noe gikk galt der: HTTP 500'],
    [problem(503, 'internal'), 'something failed there: HTTP 503', 'noe gikk galt der: HTTP 503'],
  ])('when the desk said nothing of use: %o', async (reply, english, norwegian) => {
    test.desk.answer(() => reply);
    await send();
    expect(parcel()?.state).toBe('unsent');
    expect(await backroom('en')).toContain(english);
    expect(await backroom('nb')).toContain(norwegian);
    expect(await backroom('en')).toContain('>Tell again</button>');
  });
});

describe('a parcel is refused for good', () => {
  it("because of its amount: in the shop's own words, and another parcel may be sent", async () => {
    const errors = [{ field: 'amount', message: 'is more than what is reserved' }];
    const body = { type: 'urn:oppgjor:problem:invalid', title: 'No', detail: 'Named in errors.', errors };
    test.desk.answer(() => ({ status: 422, body }));
    await send();
    const pages = [await backroom('en'), await backroom('nb')];
    expect(pages[0]).toContain('The amount is more than what is left to send');
    expect(pages[1]).toContain('Beløpet er mer enn det som gjenstår å sende');
    expect(pages.join()).not.toMatch(/amount: is more|Named in errors|Tell again|Meld på nytt/);
    expect(pages[0]).toContain('name="shipmentId"');
  });

  it("because of something else that is invalid: in the desk's words", async () => {
    const errors = [{ field: 'shippedAt', message: 'must not be in the future' }];
    test.desk.answer(() => ({ status: 422, body: { type: 'urn:oppgjor:problem:invalid', errors } }));
    await send();
    expect(await backroom('en')).toContain('shippedAt: must not be in the future');
  });

  it.each([
    ['all-sent', 'All of the order was told as sent before', 'Alt i ordren er meldt som sendt før'],
    ['shipment-differs', 'Words about shipment-differs.', 'Words about shipment-differs.'],
  ])('by 409 %s: with words, without a button, and not told again by a form of before', async (...given) => {
    const [kind, english, norwegian] = given;
    test.desk.answer(() => problem(409, kind));
    await send();
    expect(parcel()?.state).toBe('refused');
    expect(await backroom('nb')).toContain(norwegian);
    const page = await backroom('en');
    expect(page).toContain(english);
    expect(page).not.toContain('>Tell again</button>');
    test.desk.answer(undefined);
    await sendAgain();
    expect(parcel()?.state).toBe('refused');
    expect(shipments()).toHaveLength(1);
  });
});
