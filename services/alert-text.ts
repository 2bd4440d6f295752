/** A message in words, in Norwegian or English: numbers of orders and payouts, amounts, links to the desk, and nobody's details. */
import type { AlertKind } from '#core/alerts';
import { formatDecimal, type Ore } from '#core/money';
import type { AlertContent, AlertGroup } from './alert-content';
import { localTime } from './alert-time';

export type AlertLanguage = 'nb' | 'en';
export type AlertText = { readonly subject: string; readonly text: string };

type Words = {
  readonly kinds: Readonly<Record<AlertKind, string>>;
  readonly opened: string;
  readonly cleared: string;
  readonly reminded: string;
  readonly test: string;
  readonly testText: string;
  readonly since: string;
  readonly more: (count: number) => string;
  readonly subject: (counts: { opened: number; cleared: number; reminded: number }) => string;
  readonly foot: string;
  readonly decimal: ',' | '.';
};

const nb: Words = {
  kinds: {
    'payout-overdue': 'Utbetaling som ikke er kommet i banken i tide',
    'guarantee-lost': 'Garantien er ute, og pengene er ikke belastet',
    'guarantee-ending': 'Garantien går ut innen et døgn, og pengene er ikke belastet',
    'job-failing': 'Jobb som feiler gang på gang',
    'job-silent': 'Jobb som ikke har fullført på lenge',
    'command-unknown': 'Kommando med ukjent utfall',
    'entries-refused': 'Bevegelser fra Vipps som ble lagt til side',
    'feed-standing': 'Strøm fra Vipps som står stille',
    'channel-failing': 'Varsler som ikke kommer fram',
  },
  opened: 'NYTT',
  cleared: 'I ORDEN IGJEN',
  reminded: 'FORTSATT SLIK',
  test: 'prøvevarsel',
  testText: 'Dette er et prøvevarsel fra Oppgjør. Ingenting er galt.',
  since: 'siden',
  more: (count) => `og ${count} til`,
  subject: ({ opened, cleared, reminded }) =>
    [
      opened > 0 ? `${opened} ${opened === 1 ? 'nytt varsel' : 'nye varsler'}` : '',
      cleared > 0 ? `${cleared} i orden igjen` : '',
      reminded > 0 ? `${reminded} fortsatt åpne` : '',
    ]
      .filter((part) => part !== '')
      .join(', '),
  foot: 'Tider er norsk tid. Kommer den samme meldingen to ganger, har den samme nummer:',
  decimal: ',',
};

const en: Words = {
  kinds: {
    'payout-overdue': 'Payout that has not reached the bank in time',
    'guarantee-lost': 'The guarantee is over, and the money is not captured',
    'guarantee-ending': 'The guarantee ends within a day, and the money is not captured',
    'job-failing': 'Job that fails again and again',
    'job-silent': 'Job that has not succeeded for long',
    'command-unknown': 'Command whose outcome is not known',
    'entries-refused': 'Entries from Vipps that were kept aside',
    'feed-standing': 'Feed from Vipps that stands still',
    'channel-failing': 'Alerts that are not delivered',
  },
  opened: 'NEW',
  cleared: 'WELL AGAIN',
  reminded: 'STILL SO',
  test: 'test alert',
  testText: 'This is a test alert from Oppgjør. Nothing is wrong.',
  since: 'since',
  more: (count) => `and ${count} more`,
  subject: ({ opened, cleared, reminded }) =>
    [
      opened > 0 ? `${opened} new ${opened === 1 ? 'alert' : 'alerts'}` : '',
      cleared > 0 ? `${cleared} well again` : '',
      reminded > 0 ? `${reminded} still open` : '',
    ]
      .filter((part) => part !== '')
      .join(', '),
  foot: 'Times are Norwegian. Should the same message come twice, it has the same number:',
  decimal: '.',
};

export function alertText(
  content: AlertContent,
  {
    id,
    language,
    deskUrl,
  }: { readonly id: string; readonly language: AlertLanguage; readonly deskUrl: string },
): AlertText {
  const words = { nb, en }[language];
  const section = (title: string, groups: readonly AlertGroup[]) =>
    groups.length === 0 ? [] : [title, '', ...groups.flatMap((group) => groupLines(group, words, deskUrl))];
  const parts = [
    ...(content.test ? [words.testText, ''] : []),
    ...section(words.opened, content.opened),
    ...section(words.cleared, content.cleared),
    ...section(words.reminded, content.reminded),
  ];
  const counts = {
    opened: countOf(content.opened),
    cleared: countOf(content.cleared),
    reminded: countOf(content.reminded),
  };
  return {
    subject: `Oppgjør: ${content.test ? words.test : words.subject(counts)}`,
    text: `${[...parts, deskUrl, '', `${words.foot} ${id}`].join('\n')}\n`,
  };
}

const countOf = (groups: readonly AlertGroup[]) => groups.reduce((sum, { count }) => sum + count, 0);

function groupLines({ kind, count, sums, items }: AlertGroup, words: Words, deskUrl: string): string[] {
  const money = (amountOre: Ore, currency: string) =>
    `${formatDecimal(amountOre).replace('.', words.decimal)} ${currency}`;
  const sum = sums.map(({ amountOre, currency }) => money(amountOre, currency)).join(', ');
  return [
    `${words.kinds[kind]}: ${count}${sum === '' ? '' : ` (${sum})`}`,
    ...items.map(({ subject, path, amountOre, currency, since }) => {
      const facts = [
        subject,
        amountOre === null || currency === null ? '' : money(amountOre, currency),
        since === null ? '' : `${words.since} ${localTime(since)}`,
      ];
      return `- ${facts.filter((fact) => fact !== '').join(', ')}\n  ${deskUrl}${path}`;
    }),
    ...(count > items.length ? [`- ${words.more(count - items.length)}`] : []),
    '',
  ];
}
