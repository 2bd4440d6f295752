/** Words that passwords are often made of in Norway: somebody who guesses tries them first, with a year or a sign behind them. */
export const commonNorwegianWords: readonly string[] = [
  ...['passord', 'passordet', 'velkommen', 'hemmelig', 'hemmelighet', 'administrator', 'innlogging'],
  ...['vår', 'sommer', 'høst', 'vinter', 'påske', 'jul', 'sommerferie'],
  ...['januar', 'februar', 'mars', 'april', 'mai', 'juni', 'juli', 'august'],
  ...['september', 'oktober', 'november', 'desember'],
  ...['mandag', 'tirsdag', 'onsdag', 'torsdag', 'fredag', 'lørdag', 'søndag', 'helg'],
  ...['norge', 'norsk', 'oslo', 'bergen', 'trondheim', 'stavanger', 'drammen', 'tromsø', 'kristiansand'],
  ...['butikk', 'butikken', 'nettbutikk', 'kontor', 'kontoret', 'kasse', 'lager', 'regnskap', 'økonomi'],
  ...[
    'faktura',
    'betaling',
    'utbetaling',
    'ordre',
    'kunde',
    'kunder',
    'firma',
    'bedrift',
    'oppgjør',
    'vipps',
  ],
  ...['elsker', 'kjærlighet', 'familie', 'mamma', 'pappa', 'skatt', 'skatten', 'venner', 'hund', 'katt'],
  ...['fotball', 'ski', 'hytte', 'hytta', 'kaffe', 'sjokolade', 'brunost', 'vaffel', 'hurra', 'gratulerer'],
];
