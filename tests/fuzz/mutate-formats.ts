/** Changes that know the format: elements and values of XML, cells and rows of CSV, headers of zip files. */
import { Buffer } from 'node:buffer';
import { hostileValue } from './hostile-values';
import type { Mutate } from './mutate-bytes';
import type { Random } from './random';

/** Over text in which each byte is one letter, so that what is no UTF-8 stays as it is. */
function ofText(change: (text: string, random: Random) => string): Mutate {
  return (input, random) => {
    const changed = change(input.toString('latin1'), random);
    return Buffer.from(changed, 'latin1');
  };
}

const asBytes = (text: string) => Buffer.from(text).toString('latin1');

/** Of a long text one window is looked at: the patterns look far ahead from every place. */
const windowLength = 12_000;

/** Replaces one match, picked at random. */
function replaceOne(
  text: string,
  pattern: RegExp,
  random: Random,
  by: (match: RegExpExecArray) => string,
): string {
  const from = text.length > windowLength ? random.below(text.length - windowLength) : 0;
  const seen = text.slice(from, from + windowLength);
  const matches = [...seen.matchAll(pattern)];
  if (matches.length === 0) return text;
  const match = random.pick(matches);
  const at = from + match.index;
  return text.slice(0, at) + by(match) + text.slice(at + match[0].length);
}

const leaf = /<([\w:.-]+)([^<>]*)>([^<>]*)<\/\1>/g;
/** An element with all it holds, as far as it holds none of its own name. */
const element = /<([\w:.-]+)(?:\s[^<>]*)?>(?:(?!<\1[\s>])[\s\S]){0,4000}?<\/\1>/g;

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

const billionLaughs = `<!DOCTYPE x [<!ENTITY a "ha">${Array.from({ length: 12 }, (_, at) => {
  const name = String.fromCharCode(98 + at);
  const before = String.fromCharCode(97 + at);
  return `<!ENTITY ${name} "${`&${before};`.repeat(10)}">`;
}).join('')}]>`;

const prologues = [
  billionLaughs,
  '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
  '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>',
  '<!DOCTYPE x PUBLIC "-//x" "http://127.0.0.1:9/">',
  '<?xml version="1.1"?>',
  '<?xml version="1.0" encoding="UTF-16"?>',
  '<?xml version="1.0" encoding="ISO-8859-1"?>',
  '<?xml version="1.0" encoding="utf-7"?>',
  '<?xml version="1.0" encoding="EBCDIC-CP-US"?>',
  '<?xml-stylesheet href="http://127.0.0.1:9/"?>',
];

export const xmlMutations: readonly Mutate[] = [
  ofText((text, random) =>
    replaceOne(
      text,
      leaf,
      random,
      ([, name, rest]) => `<${name}${rest}>${asBytes(escaped(hostileValue(random)))}</${name}>`,
    ),
  ),
  ofText((text, random) =>
    replaceOne(
      text,
      leaf,
      random,
      ([, name, rest]) => `<${name}${rest}>${asBytes(escaped(hostileValue(random)))}</${name}>`,
    ),
  ),
  ofText((text, random) => replaceOne(text, leaf, random, () => '')),
  ofText((text, random) => replaceOne(text, element, random, () => '')),
  ofText((text, random) =>
    replaceOne(text, element, random, ([whole]) =>
      whole.repeat(random.chance(6) ? 200 : random.between(2, 4)),
    ),
  ),
  // Moved to another place.
  ofText((text, random) => {
    let moved = '';
    const without = replaceOne(text, element, random, ([whole]) => {
      moved = whole;
      return '';
    });
    return replaceOne(without, /(?<=>)/g, random, () => moved);
  }),
  ofText((text, random) => {
    const deep = random.pick([3, 38, 41, 2000]);
    const name = random.pick(['a', 'TransactionInfo', 'Ntry', 'PaymentsInfo']);
    return replaceOne(
      text,
      /(?<=>)/g,
      random,
      () => `<${name}>`.repeat(deep) + (random.chance(2) ? `</${name}>`.repeat(deep) : ''),
    );
  }),
  ofText((text, random) =>
    replaceOne(text, /(?<=>)/g, random, () => random.pick(['<w/>', '<w>1</w>', '<w a="1"/>']).repeat(3000)),
  ),
  ofText((text, random) =>
    replaceOne(text, /<[\w:.-]+(?=[\s>])/g, random, ([open]) => {
      const value = asBytes(hostileValue(random)).replace(/[<"&]/g, '');
      return `${open} ${random.pick(['Ccy', 'xmlns', 'xmlns:a', 'a', 'xml:lang', 'constructor', '__proto__'])}="${value}"`;
    }),
  ),
  ofText((text, random) =>
    replaceOne(text, /<[\w:.-]+(?=[\s>])/g, random, ([open]) =>
      random.chance(2)
        ? `${open} a="${'x'.repeat(random.pick([9000, 70_000, 200_000]))}"`
        : open + Array.from({ length: 3000 }, (_, at) => ` a${at}="1"`).join(''),
    ),
  ),
  ofText((text, random) => {
    const bare = random.chance(2) ? text.replace(/^<\?xml[^>]*\?>/, '') : text;
    return random.pick(prologues) + bare;
  }),
  ofText((text, random) =>
    replaceOne(text, /(?<=>)[^<>]*(?=<\/)/g, random, () =>
      random.pick([
        '&l;',
        '&e;',
        '&#0;',
        '&#xD800;',
        '&#x110000;',
        '&#48;',
        '&amp;amp;',
        '<![CDATA[1.00]]>',
        '<!-- -->',
        '<?x ?>',
        '&',
        '<![CDATA[',
        '<!--',
      ]),
    ),
  ),
  ofText((text, random) =>
    replaceOne(
      text,
      /<\/?[\w:.-]+/g,
      random,
      ([tag]) => tag + random.pick(['x', ':x', ' ', '\0', '\n', '/']),
    ),
  ),
  ofText((text, random) =>
    text.replace(
      /\.0?0?[1-3]\.xsd|001\.0\d|SettlementReport(-3\.0)?\.xsd/,
      random.pick(['', '.9', 'SettlementReport-4.0.xsd', '001.99', '001.08']),
    ),
  ),
  ofText((text, random) => text + random.pick([text, '<x/>', ' ', '\0', 'x', '<!--', '</x>'])),
  ofText((text, random) =>
    replaceOne(text, /-?\d+\.\d\d/g, random, ([number]) =>
      random.pick([
        `-${number}`,
        number.replace('.', ','),
        `${number}1`,
        '9999999999999.99',
        '-9999999999999.99',
        '0',
        '-0.00',
      ]),
    ),
  ),
];

function cellsOf(text: string): { separator: string; newline: string; rows: string[] } {
  const separator = [';', '\t', ','].find((one) => text.includes(one)) ?? ';';
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  return { separator, newline, rows: text.split(newline) };
}

function ofRows(change: (rows: string[], separator: string, random: Random) => string[]): Mutate {
  return ofText((text, random) => {
    const { separator, newline, rows } = cellsOf(text);
    return change(rows, separator, random).join(newline);
  });
}

function ofCell(change: (cell: string, random: Random) => string): Mutate {
  return ofRows((rows, separator, random) => {
    const at = random.below(rows.length);
    const cells = (rows[at] ?? '').split(separator);
    const cell = random.below(cells.length);
    return rows.with(at, cells.with(cell, change(cells[cell] ?? '', random)).join(separator));
  });
}

const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;

export const csvMutations: readonly Mutate[] = [
  ofCell((_cell, random) => asBytes(hostileValue(random))),
  ofCell((_cell, random) => asBytes(quoted(hostileValue(random)))),
  ofCell((_cell, random) => asBytes(hostileValue(random))),
  ofCell((cell, random) =>
    random.pick([
      `"${cell}`,
      `${cell}"`,
      `"${cell}""`,
      `""${cell}`,
      '"'.repeat(501),
      `"${cell}\n${cell}"`,
      `'${cell}`,
      `=${cell}`,
    ]),
  ),
  ofCell((cell, random) =>
    cell.replace(/\d/, () => random.pick(['٣', '-', 'e', '9'.repeat(20), ',', '.', ' '])),
  ),
  ofCell((cell, random) =>
    random.pick([`-${cell}`, `${cell}-`, `${cell},00`, `${cell}00000000`, `(${cell})`, `kr ${cell}`]),
  ),
  ofRows((rows, _separator, random) => rows.toSpliced(random.below(rows.length), 1)),
  ofRows((rows, _separator, random) => {
    const row = random.pick(rows);
    return rows.toSpliced(random.below(rows.length), 0, ...Array(random.chance(6) ? 900 : 2).fill(row));
  }),
  ofRows((rows, _separator, random) => {
    const [a, b] = [random.below(rows.length), random.below(rows.length)];
    return rows.with(a, rows[b] ?? '').with(b, rows[a] ?? '');
  }),
  // A column less, one more, one twice, or in another order.
  ofRows((rows, separator, random) => {
    const at = random.below((rows[0] ?? '').split(separator).length);
    const change = random.below(4);
    return rows.map((row) => {
      const cells = row.split(separator);
      if (cells.length <= at) return row;
      const cell = cells[at] ?? '';
      if (change === 0) return cells.toSpliced(at, 1).join(separator);
      if (change === 1) return cells.toSpliced(at, 0, 'x').join(separator);
      if (change === 2) return [...cells, cell].join(separator);
      return cells
        .with(at, cells[0] ?? '')
        .with(0, cell)
        .join(separator);
    });
  }),
  ofRows((rows, separator, random) =>
    rows.with(random.below(rows.length), separator.repeat(random.pick([1, 40, 5000, 70_000]))),
  ),
  ofRows((rows, separator, random) =>
    rows.map((row) => row.replaceAll(separator, random.pick([';', ',', '\t', '|', '', ';;']))),
  ),
  ofRows((rows, _separator, random) => [...Array(random.pick([1, 3, 50, 1200])).fill(''), ...rows]),
  ofText((text, random) => `sep=${random.pick([';', ',', '\t', '""'])}\n${text}`),
];

/** Numbers in the headers of a zip file, which are claims. */
const zipMutations: readonly Mutate[] = [
  (input, random) => {
    const places = ['PK\x03\x04', 'PK\x01\x02', 'PK\x05\x06'].flatMap((mark) => {
      const at = input.indexOf(mark, 0, 'latin1');
      return at < 0 ? [] : [at];
    });
    if (places.length === 0) return input;
    const copy = Buffer.from(input);
    const at = Math.min(copy.length - 4, random.pick(places) + random.between(4, 44));
    if (at < 0) return copy;
    copy.writeUInt32LE(random.pick([0, 1, 0xffffffff, 0x7fffffff, random.bits()]), at);
    return copy;
  },
  (input, random) => {
    const at = input.indexOf(random.pick(['.xml', '.csv', 'report', 'a']), 0, 'latin1');
    if (at < 0) return input;
    const copy = Buffer.from(input);
    copy.write(random.pick(['../x', '/etc', '\0\0\0\0', '..\\..', 'CON.']).slice(0, 4), at, 'latin1');
    return copy;
  },
  (input, random) =>
    Buffer.concat([input, random.chance(2) ? input : Buffer.alloc(random.between(1, 70_000), 'x')]),
  (input) => Buffer.concat([Buffer.from('x'.repeat(100)), input]),
];

export const mutationsOf = { xml: xmlMutations, csv: csvMutations, zip: zipMutations } as const;
