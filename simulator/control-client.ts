import type { z } from 'zod';
import type { TextChange } from '#simulator/bank/deposit-text';
import type { BankLineView, Books, OrderView, PayoutView } from '#simulator/control/books';
import type { ClockMove, ClockView } from '#simulator/control/clock-control';
import type { entrySchema, LedgerBalance, lateEntrySchema } from '#simulator/control/ledger-control';
import type { CallbackView, ConsentView } from '#simulator/control/merchant-control';
import type { ShopOrders } from '#simulator/control/order-list';
import type { confirmSchema } from '#simulator/control/payment-control';
import type { Fault, faultSchema } from '#simulator/faults';
import type { HistoryOptions, HistorySummary } from '#simulator/history/generate-history';
import type { RandomOptions, RandomSummary } from '#simulator/history/random-business';

/** The control API with types, over HTTP. A refusal is thrown with its status and message. */
export function createControlClient(baseUrl: string): ControlClient {
  const get = <T>(path: string) => send<T>(baseUrl, 'GET', path);
  const post = <T>(path: string, body: unknown = {}) => send<T>(baseUrl, 'POST', path, body);
  const payment = (msn: string, orderId: string, action: string) =>
    `payments/${encodeURIComponent(msn)}/${encodeURIComponent(orderId)}/${action}`;
  return {
    clock: () => get('clock'),
    moveClock: (move) => post('clock', move),
    addFault: (fault) => post('faults', fault),
    listFaults: async () => (await get<{ faults: Fault[] }>('faults')).faults,
    clearFaults: async () => {
      await send(baseUrl, 'DELETE', 'faults');
    },
    books: (query = {}) => get(`books?${new URLSearchParams(query)}`),
    async order(msn, orderId) {
      const books = await get<Books>(`books?${new URLSearchParams({ msn, orderId, only: 'orders' })}`);
      const [order] = books.orders;
      if (!order) throw new Error(`the simulator has no order ${orderId} of ${msn}`);
      return order;
    },
    orders: (after = 0, limit = 500) => get(`orders?after=${after}&limit=${limit}`),
    callbacks: async (query) =>
      (await get<{ callbacks: CallbackView[] }>(`callbacks?${new URLSearchParams({ ...query })}`)).callbacks,
    flushCallbacks: () => post('callbacks/flush'),
    removeConsents: async (userId) =>
      (await post<{ results: ConsentView[] }>(`consents/${encodeURIComponent(userId)}/remove`)).results,
    open: (msn, orderId) => post(payment(msn, orderId, 'open')),
    confirm: (msn, orderId, choice) => post(payment(msn, orderId, 'confirm'), choice),
    decline: (msn, orderId) => post(payment(msn, orderId, 'decline')),
    ship: (msn, orderId) => post(payment(msn, orderId, 'ship')),
    dispute: (msn, orderId, amount) => post(payment(msn, orderId, 'dispute'), { amount }),
    returnDispute: (msn, orderId) => post(payment(msn, orderId, 'return-dispute')),
    correct: (ledgerId, amount, text) => post(`ledgers/${ledgerId}/correction`, { amount, text }),
    bookLateEntry: (ledgerId, entry) => post(`ledgers/${ledgerId}/late-entry`, entry),
    bookEntry: (ledgerId, entry) => post(`ledgers/${ledgerId}/entry`, entry),
    topUp: (ledgerId, amount) => post(`ledgers/${ledgerId}/top-up`, { amount }),
    abortPayout: (number) => post(`payouts/${number}/abort`),
    loseDeposit: (number) => post(`payouts/${number}/lose-deposit`),
    splitDeposit: (number, firstOre) => post(`payouts/${number}/split-deposit`, { firstOre }),
    joinDeposit: (number, other) => post(`payouts/${number}/join-deposit`, { with: other }),
    mangleText: (number, how) => post(`payouts/${number}/mangle-text`, { how }),
    shortenDeposit: (number, byOre) => post(`payouts/${number}/shorten-deposit`, { byOre }),
    addBankLine: (line) => post('bank/lines', line),
    bank: (after = 0) => get(`bank?after=${after}`),
    setDirectCapture: (msn, directCapture) => post(`sales-units/${msn}`, { directCapture }),
    generateHistory: (options) => post('history', options),
    random: (options) => post('random', options),
  };
}

export interface ControlClient {
  clock(): Promise<ClockView>;
  moveClock(move: ClockMove): Promise<ClockView>;
  addFault(fault: z.input<typeof faultSchema>): Promise<Fault>;
  listFaults(): Promise<Fault[]>;
  clearFaults(): Promise<void>;
  books(query?: Record<string, string>): Promise<Books>;
  order(msn: string, orderId: string): Promise<OrderView>;
  orders(after?: number, limit?: number): Promise<ShopOrders>;
  /** The outbox, newest first: of one order with `{ msn, orderId }`. */
  callbacks(query?: { msn: string; orderId: string }): Promise<CallbackView[]>;
  /** Resolves when everything due has been sent; tells how many are not due yet. */
  flushCallbacks(): Promise<{ waiting: number }>;
  /** The person takes back every consent; what each merchant answered. */
  removeConsents(userId: string): Promise<ConsentView[]>;
  open(msn: string, orderId: string): Promise<OrderView>;
  confirm(msn: string, orderId: string, choice?: z.input<typeof confirmSchema>): Promise<OrderView>;
  decline(msn: string, orderId: string): Promise<OrderView>;
  ship(msn: string, orderId: string): Promise<OrderView>;
  dispute(msn: string, orderId: string, amount?: number): Promise<OrderView>;
  returnDispute(msn: string, orderId: string): Promise<OrderView>;
  correct(ledgerId: string, amount: number, text?: string): Promise<LedgerBalance>;
  topUp(ledgerId: string, amount: number): Promise<LedgerBalance>;
  /** On a day that has ended; it comes into the feed now. */
  bookLateEntry(ledgerId: string, entry: z.input<typeof lateEntrySchema>): Promise<LedgerBalance>;
  bookEntry(ledgerId: string, entry: z.input<typeof entrySchema>): Promise<LedgerBalance>;
  abortPayout(number: string): Promise<PayoutView>;
  loseDeposit(number: string): Promise<PayoutView>;
  shortenDeposit(number: string, byOre: number): Promise<PayoutView>;
  /** The bank books two lines, the first of this amount. */
  splitDeposit(number: string, firstOre: number): Promise<PayoutView>;
  /** The bank books one line for both; they must be due at the same time on the same account. */
  joinDeposit(number: string, other: string): Promise<PayoutView>;
  mangleText(number: string, how: TextChange): Promise<PayoutView>;
  addBankLine(line: {
    account: string;
    amount: number;
    text: string;
    counterparty?: string;
  }): Promise<unknown>;
  bank(after?: number): Promise<{ lines: BankLineView[]; nextAfter: number | null }>;
  setDirectCapture(msn: string, directCapture: boolean): Promise<unknown>;
  generateHistory(options: HistoryOptions): Promise<HistorySummary>;
  /** Random business, the same for the same seed and world. Moves the clock. */
  random(options: RandomOptions): Promise<RandomSummary>;
}

async function send<T>(baseUrl: string, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${baseUrl}/simulator/${path}`, {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
