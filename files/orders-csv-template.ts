/** An empty table of orders to fill in: the headers and two rows that show how. */
import { type Ore, ore } from '#core/money';
import { type CsvColumn, writeCsv } from './csv-writer';
import { type OrderColumn, orderColumns, orderHeaders } from './orders-csv-columns';

/** The whole file: semicolons, decimal commas and a byte order mark, so that Excel opens it. The examples name a sales unit that no desk has. */
export async function ordersTemplate(language: 'nb' | 'en'): Promise<string> {
  const columns = orderColumns.map((name) => columnOf(name, orderHeaders[language][name][0] ?? name));
  const pieces: string[] = [];
  for await (const piece of writeCsv(examples[language], columns, {
    separator: ';',
    decimal: ',',
    bom: true,
  }))
    pieces.push(piece);
  return pieces.join('');
}

type Example = Readonly<Record<Exclude<OrderColumn, 'amount'>, string>> & { readonly amount: Ore };

function columnOf(name: OrderColumn, header: string): CsvColumn<Example> {
  if (name === 'amount') return { header, kind: 'amount', value: (row) => row.amount };
  return { header, kind: 'text', value: (row) => row[name] };
}

/** Seven digits, where sales units have five or six, so that examples left in the file are refused and not registered. */
const exampleUnit = '9999999';

const examples: Readonly<Record<'nb' | 'en', readonly Example[]>> = {
  nb: [
    {
      msn: exampleUnit,
      orderId: 'EKSEMPEL-1',
      amount: ore(123_450),
      description: 'Ullgenser, str. M',
      created: '01.06.2026 14:30',
      express: 'nei',
      customerKey: 'kunde-42',
      shipped: '02.06.2026',
      carrier: 'Posten',
      trackingNumber: 'TESTSPORING1',
    },
    {
      msn: exampleUnit,
      orderId: 'EKSEMPEL-2',
      amount: ore(49_900),
      description: 'Kaffekopp',
      created: '02.06.2026',
      express: 'ja',
      customerKey: '',
      shipped: '',
      carrier: '',
      trackingNumber: '',
    },
  ],
  en: [
    {
      msn: exampleUnit,
      orderId: 'EXAMPLE-1',
      amount: ore(123_450),
      description: 'Wool jumper, size M',
      created: '01.06.2026 14:30',
      express: 'no',
      customerKey: 'customer-42',
      shipped: '02.06.2026',
      carrier: 'Posten',
      trackingNumber: 'TESTTRACKING1',
    },
    {
      msn: exampleUnit,
      orderId: 'EXAMPLE-2',
      amount: ore(49_900),
      description: 'Coffee cup',
      created: '02.06.2026',
      express: 'yes',
      customerKey: '',
      shipped: '',
      carrier: '',
      trackingNumber: '',
    },
  ],
};
