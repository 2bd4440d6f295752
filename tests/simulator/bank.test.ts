import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestSimulator, type TestSimulator } from '#simulator/test-simulator';
import { vippsCalls } from './vipps-calls';

const account = '15062718347';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'statements-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function withSimulator(now: string, work: (simulator: TestSimulator) => Promise<void>): Promise<void> {
  const simulator = await startTestSimulator({ now, statementDir: folder });
  try {
    await work(simulator);
  } finally {
    await simulator.close();
  }
}

async function sell(simulator: TestSimulator, orderId: string, amount = 10_000): Promise<void> {
  const vipps = vippsCalls(simulator);
  await vipps.logIn();
  await vipps.initiate(orderId, amount);
  await simulator.control.confirm('123456', orderId);
  await vipps.capture(orderId);
}

describe('the day of a deposit', () => {
  test.each([
    ['Monday', '2026-06-01', '2026-06-03'],
    ['Thursday', '2026-06-04', '2026-06-08'],
    ['Friday', '2026-06-05', '2026-06-09'],
    ['Saturday', '2026-06-06', '2026-06-09'],
    ['Sunday', '2026-06-07', '2026-06-09'],
    ['the Wednesday before Easter', '2026-04-01', '2026-04-08'],
    ['the day before the 1st of May', '2026-04-30', '2026-05-05'],
    ['the Friday before Whit Monday', '2026-05-22', '2026-05-27'],
  ])('%s is deposited two bank days later, at ten', (_name, ledgerDay, bankDay) =>
    withSimulator(`${ledgerDay}T10:00:00Z`, async (simulator) => {
      await sell(simulator, 'A');
      await simulator.control.moveClock({ to: `${bankDay}T07:59:59Z` });
      expect((await simulator.control.bank()).lines).toEqual([]);
      await simulator.control.moveClock({ to: `${bankDay}T08:00:00Z` });
      expect((await simulator.control.bank()).lines).toMatchObject([
        {
          account,
          day: bankDay,
          amount: 9701,
          text: 'Utb. 2000801 Vippsnr 123456',
          settlementNumber: '2000801',
        },
      ]);
      const [payout] = (await simulator.control.books({ only: 'payouts' })).payouts;
      expect(payout).toMatchObject({ status: 'deposited', expectedBankDay: bankDay, depositAmount: 9701 });
    }),
  );

  test('Friday, Saturday and Sunday are three deposits on Tuesday', () =>
    withSimulator('2026-06-05T10:00:00Z', async (simulator) => {
      for (const orderId of ['A', 'B', 'C']) {
        await sell(simulator, orderId);
        await simulator.control.moveClock({ advance: 'day' });
      }
      await simulator.control.moveClock({ advance: 'next-bank-day' });
      const { lines } = await simulator.control.bank();
      expect(lines.map((line) => line.day)).toEqual(['2026-06-09', '2026-06-09', '2026-06-09']);
    }));
});

describe('what can go wrong on the way', () => {
  test('a lost deposit never arrives, though Vipps has paid it out', () =>
    withSimulator('2026-06-01T10:00:00Z', async (simulator) => {
      await sell(simulator, 'A');
      await simulator.control.moveClock({ advance: 'day' });
      await simulator.control.loseDeposit('2000801');
      await simulator.control.moveClock({ to: '2026-06-20T10:00:00Z' });
      const books = await simulator.control.books();
      expect(books.bankLines).toEqual([]);
      expect(books.payouts).toMatchObject([{ status: 'lost' }]);
      expect(books.planted).toEqual([
        {
          kind: 'deposit-missing',
          detail: { settlementNumber: '2000801', ledgerId: '302321', amountOre: 9701, ties: false },
        },
      ]);
    }));

  test('a deposit can be short', () =>
    withSimulator('2026-06-01T10:00:00Z', async (simulator) => {
      await sell(simulator, 'A');
      await simulator.control.moveClock({ advance: 'day' });
      await simulator.control.shortenDeposit('2000801', 2500);
      await simulator.control.moveClock({ advance: 'next-bank-day' });
      expect((await simulator.control.bank()).lines).toMatchObject([{ amount: 7201 }]);
    }));
});

describe('the statement of a bank day', () => {
  test('is written at eleven, once, with balances and every line of the day', () =>
    withSimulator('2026-06-01T10:00:00Z', async (simulator) => {
      await simulator.control.addBankLine({ account, amount: -50_000, text: 'Husleie & strøm <juni>' });
      await sell(simulator, 'A');
      await simulator.control.moveClock({ to: '2026-06-03T08:59:59Z' });
      expect(readdirSync(folder)).toEqual([`camt053_${account}_2026-06-02.xml`]);
      await simulator.control.moveClock({ to: '2026-06-03T09:00:00Z' });
      expect(readdirSync(folder).sort()).toEqual([
        `camt053_${account}_2026-06-02.xml`,
        `camt053_${account}_2026-06-03.xml`,
      ]);
      const texts = readTexts(join(folder, `camt053_${account}_2026-06-02.xml`));
      expect(texts.Ustrd).toEqual(['Husleie & strøm <juni>']);
      expect(texts.CdtDbtInd?.at(-1)).toBe('DBIT');
      const next = readTexts(join(folder, `camt053_${account}_2026-06-03.xml`));
      // opening, closing, entry, its detail
      expect(next.Amt).toEqual(['500.00', '402.99', '97.01', '97.01']);
      expect(next.CdtDbtInd).toEqual(['DBIT', 'DBIT', 'CRDT', 'CRDT']);
      expect(next.Ustrd).toEqual(['Utb. 2000801 Vippsnr 123456']);
    }));

  test('has what came after eleven, or on a holiday, on the next bank day', () =>
    withSimulator('2026-06-05T09:00:00Z', async (simulator) => {
      await simulator.control.addBankLine({ account, amount: 100, text: 'Friday at eleven' });
      await simulator.control.moveClock({ advance: 'day' });
      await simulator.control.addBankLine({ account, amount: 100, text: 'Saturday' });
      const { lines } = await simulator.control.bank();
      expect(lines.map((line) => line.day)).toEqual(['2026-06-08', '2026-06-08']);
    }));
});

/** The texts of each element of an XML file, by its name. Throws when the file is not well-formed. */
function readTexts(path: string): Record<string, string[]> {
  const texts: Record<string, string[]> = {};
  let text = '';
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', () => {
    text = '';
  });
  parser.on('text', (part) => {
    text += part;
  });
  parser.on('closetag', ({ name }) => {
    texts[name] = [...(texts[name] ?? []), text];
    text = '';
  });
  parser.write(readFileSync(path, 'utf8')).close();
  return texts;
}
