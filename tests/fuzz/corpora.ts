/** Files that are right, to be changed into ones that are not: made by the generators of the tests and by the simulator's bank. */
import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { ore } from '#core/money';
import { renderStatement } from '#simulator/bank/render-statement';
import { camtXml } from '../files/camt053-xml';
import {
  portalCsv,
  portalRow,
  sectionsHead,
  summaryLines,
  transactionLines,
} from '../files/settlement-csv-models';
import { aReport, reportXml, smallReport } from '../files/settlement-report-xml';
import { zipBytes } from '../files/zip-archive';
import { ownUnit } from './fresh-books';
import type { Random } from './random';

/** More than one piece of the work that stores: a file that fails late has stored the first. */
const manyTransactions = Array.from({ length: 620 }, (_, index) => ({
  id: String(7000 + index),
  orderId: `ordre-${index}`,
  time: '2018-01-22T11:52:54.097Z',
  captureOre: 10_000 + index,
  refundOre: 0,
  feeOre: 299,
}));

export function settlementXml(random: Random): string {
  const newline = random.pick(['\n', '\n', '\r\n', '']);
  switch (random.below(6)) {
    case 0:
      return reportXml(smallReport({}, random.pick(['3.0', '2.0'])), newline);
    case 1:
      return random.chance(6)
        ? reportXml(smallReport({ transactions: manyTransactions }))
        : reportXml(smallReport());
    default: {
      const [report = smallReport()] = fc.sample(aReport, { seed: random.bits() | 0, numRuns: 1 });
      return reportXml(report, newline);
    }
  }
}

export function settlementCsv(random: Random): string {
  return random.chance(2) ? portal(random) : sections(random);
}

function portal(random: Random): string {
  const rows = Array.from({ length: random.chance(12) ? 620 : random.between(1, 6) }, (_, index) => {
    const grossOre = random.between(1, 500_000) * (random.chance(4) ? -1 : 1);
    const feeOre = grossOre > 0 ? random.between(0, 500) : 0;
    return portalRow({
      transactionId: String(7001 + index),
      grossOre,
      feeOre,
      unit: random.pick(['117703', '117703', '100297']),
    });
  });
  const settled = (unit: string) =>
    rows.reduce((sum, row) => (row.unit === unit ? sum + row.grossOre - row.feeOre : sum), 0);
  const told = rows.map((row) => ({ ...row, settledOre: settled(row.unit) }));
  return random.chance(3)
    ? portalCsv(told)
    : portalCsv(told, {
        separator: random.pick([';', ',', '\t'] as const),
        decimal: random.pick([',', '.'] as const),
        newline: random.pick(['\n', '\r\n']),
        columns: [
          ...['Salgsdato', 'Vippsnummer', 'Transaksjons-ID', 'Ordre-ID', 'Brutto', 'Gebyr', 'Netto'],
          ...['Transaksjonstype', 'Oppgjørs-ID', 'Oppgjørsdato', 'Oppgjørssum'],
        ] as never,
      });
}

function sections(random: Random): string {
  const rows = Array.from({ length: random.between(1, 5) }, (_, index) => ({
    transactionId: String(7001 + index),
    captureOre: random.between(100, 100_000),
    refundOre: 0,
    feeOre: random.between(0, 300),
  }));
  const sum = (pick: (row: (typeof rows)[number]) => number) => rows.reduce((all, row) => all + pick(row), 0);
  const [captureOre, feeOre] = [sum((row) => row.captureOre), sum((row) => row.feeOre)];
  const net = ((captureOre - feeOre) / 100).toFixed(2);
  const summary = {
    unit: '117703',
    id: '2000810',
    date: '12.02.2024',
    net,
    captureOre,
    refundOre: 0,
    feeOre,
    count: rows.length,
  };
  return [...sectionsHead(), ...summaryLines([summary]), ...transactionLines(rows), ''].join('\n');
}

export function settlementZip(random: Random): Buffer {
  const member = (index: number) => ({
    name: `report-${index}.${random.chance(2) ? 'xml' : 'csv'}`,
    content: random.chance(2) ? settlementXml(random) : settlementCsv(random),
  });
  const plain = Array.from({ length: random.between(1, 3) }, (_, index) => member(index));
  const [first = member(0)] = plain;
  switch (random.below(10)) {
    case 0:
      return zipBytes(
        plain.map((one) => ({
          ...one,
          name: random.pick([
            '../../x.xml',
            '/x.csv',
            'a\0b.xml',
            'C:\\x.xml',
            `${'n'.repeat(60_000)}.xml`,
            '\u202e.xml',
            '__MACOSX/x.xml',
          ]),
        })),
      );
    case 1:
      return zipBytes([{ ...first, claims: { bytes: random.pick([0, 1, 0xffffffff, 2 ** 31]) } }]);
    case 2:
      return zipBytes([{ ...first, claims: { packedBytes: random.pick([0, 1, 0xffffffff, 2 ** 31]) } }]);
    case 3:
      return zipBytes([
        {
          name: 'bomb.xml',
          content: Buffer.alloc(random.pick([3, 30]) * 1024 * 1024, random.pick(['<', ' ', 'a', '\n', ';'])),
        },
      ]);
    case 4:
      return zipBytes(
        Array.from({ length: random.pick([99, 101, 3000]) }, (_, index) => ({
          name: `${index}.csv`,
          content: '',
        })),
      );
    case 5:
      return zipBytes([
        first,
        ...Array.from({ length: 60 }, (_, index) => ({ ...first, name: `${index}.xml`, sharesBytes: true })),
      ]);
    case 6:
      return zipBytes([{ name: 'inner.zip', content: zipBytes(plain) }, first]);
    default:
      return zipBytes(plain);
  }
}

export function bankXml(random: Random): string {
  if (random.chance(3)) return simulatedStatement(random);
  const entries = Array.from({ length: random.chance(15) ? 1200 : random.between(0, 5) }, (_, index) => ({
    amountOre: random.between(-500_000, 500_000),
    day: random.pick(['2018-02-20', '2018-02-21']),
    reversal: random.chance(6),
    status: random.pick(['BOOK', 'BOOK', 'BOOK', 'PDNG']),
    reference: random.chance(2) ? `ref-${index}` : undefined,
    note: random.chance(3) ? 'Blåbær & co'.replace('&', '&amp;') : undefined,
    details: random.chance(3) ? undefined : [{ text: `Utb. ${2_000_810 + index} Vippsnr 117703` }],
  }));
  const openingOre = random.between(-100_000, 900_000);
  const booked = entries.filter(({ status }) => status === 'BOOK');
  const closingOre = booked.reduce((sum, { amountOre }) => sum + amountOre, openingOre);
  const statement = { id: 'S1', openingOre, closingOre, entries: entries as never };
  const all = random.chance(4) ? [statement, { id: 'S2', entries: [] }] : [statement];
  return camtXml(all, random.pick(['02', '08']), random.pick(['\n', '\r\n', '']));
}

function simulatedStatement(random: Random): string {
  const lines = Array.from({ length: random.between(0, 4) }, (_, index) => ({
    id: `line-${index}`,
    account: '86011117947',
    day: '2026-06-01',
    amountOre: ore(random.between(-100_000, 400_000)),
    text: `Utb. ${2_000_810 + index} Vippsnr 117703`,
    counterparty: 'VIPPS AS',
    reference: `r${index}`,
  }));
  const closing = lines.reduce((sum, { amountOre }) => sum + amountOre, 0);
  return renderStatement({
    ...{ account: '86011117947', owner: 'Fjord & Fjell AS', day: '2026-06-01', number: 3 },
    ...{
      issuedAt: '2026-06-01T20:00:00Z',
      openingOre: ore(0),
      closingOre: ore(closing),
      lines: lines as never,
    },
  });
}

const bankForms = [
  '"Dato";"Forklaring";"Rentedato";"Ut fra konto";"Inn på konto"\r\n"12.02.2024";"Utb. 2000810 Vippsnr 117703; takk";"12.02.2024";"";"28.800,00"\r\n"13.02.2024";"Gebyr";"13.02.2024";"1.020,50";""\r\n',
  'Dato;Beskrivelse;Rentedato;Inn;Ut;Til konto;Fra konto;\n12.02.2024;Utb. 2000810 Vippsnr 117703;12.02.2024;288,00;;8601.11.17947;;\n13.02.2024;Gebyr;13.02.2024;;-10,20;;8601.11.17947;\n',
  'Bokføringsdato;Beløp;Avsender;Mottaker;Navn;Tittel;Valuta\n2024/02/12;288,00;;;VIPPS AS;Utb. 2000810 Vippsnr 117703;NOK\nReservert;-99,00;;;BUTIKK;Kjøp;NOK\n2024/02/13;-10,20;;;;Gebyr;NOK\n',
  'Kontonummer,Booking date,Amount,Text,Currency\n86011117947,2024-02-12,288.00,"Utb. 2000810, Vippsnr 117703",NOK\n86011117947,2024-02-13,-10.20,Fee,NOK\n15030012345,2024-02-13,5,Rente,EUR\n',
];

export function bankCsv(random: Random): string {
  const text = random.pick(bankForms);
  if (!random.chance(10)) return text;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const [head = '', ...rows] = text.split(newline);
  return [head, ...Array(700).fill(rows.slice(0, -1)).flat(), ''].join(newline);
}

const orderHead =
  'MSN;Order ID;Amount;Description;Created;Express;Customer key;Shipped;Carrier;Tracking number';

export function ordersCsv(random: Random): string {
  const rows = Array.from({ length: random.chance(12) ? 450 : random.between(1, 6) }, (_, index) =>
    [
      random.chance(8) ? '654321' : ownUnit,
      `A-${random.chance(8) ? 1 : 1000 + index}`,
      `${random.between(1, 9999)},${random.between(10, 99)}`,
      random.pick(['To bøker', '"Ull; str. ""M"""', '', 'Kopp']),
      random.pick(['01.06.2026 14:30', '2026-06-01', '2026-06-01T10:00:00Z', '']),
      random.pick(['ja', 'nei', '']),
      random.pick(['', 'kunde-42']),
      random.pick(['', '', '02.06.2026', '2026-06-01T12:00:00+02:00']),
      random.pick(['', 'Posten']),
      random.pick(['', 'TESTSPORING1']),
    ].join(';'),
  );
  return [orderHead, ...rows, ''].join(random.pick(['\n', '\r\n']));
}
