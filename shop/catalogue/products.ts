/** What the shop sells. Prices are whole øre with VAT. */
import { type Ore, ore } from '#core/money';

export const products: readonly Product[] = [
  {
    slug: 'rain-jacket',
    kind: 'goods',
    priceOre: ore(189_900),
    name: { nb: 'Regnjakke Skodde', en: 'Skodde rain jacket' },
    tagline: { nb: 'Tett når det betyr noe', en: 'Dry when it matters' },
    description: {
      nb: 'Tre lag, teipede sømmer og hette som følger blikket. Pakkes ned i sin egen lomme.',
      en: 'Three layers, taped seams and a hood that turns with you. Packs into its own pocket.',
    },
  },
  {
    slug: 'wool-base-layer',
    kind: 'goods',
    priceOre: ore(79_900),
    name: { nb: 'Ulltrøye Lun', en: 'Lun wool base layer' },
    tagline: { nb: 'Merino fra innerst til ytterst', en: 'Merino through and through' },
    description: {
      nb: 'Myk merinoull på 200 gram. Varmer også når den er våt, og lukter ikke etter tre dager på tur.',
      en: 'Soft 200 gram merino. Warm even when wet, and still fresh after three days out.',
    },
  },
  {
    slug: 'trail-shoes',
    kind: 'goods',
    priceOre: ore(149_900),
    name: { nb: 'Terrengsko Rabbe', en: 'Rabbe trail shoes' },
    tagline: { nb: 'Grep på vått svaberg', en: 'Grip on wet rock' },
    description: {
      nb: 'Lette sko med dype knaster og forsterket tå. Tørker over natten på hytta.',
      en: 'Light shoes with deep lugs and a tough toe. Dry by morning in the cabin.',
    },
  },
  {
    slug: 'head-lamp',
    kind: 'goods',
    priceOre: ore(49_900),
    name: { nb: 'Hodelykt Blink', en: 'Blink head lamp' },
    tagline: { nb: 'Førti timer mørketid', en: 'Forty hours of polar night' },
    description: {
      nb: '400 lumen, rødt lys for kartlesing og en knapp som virker med votter.',
      en: '400 lumens, a red light for reading maps and one button that works with mittens.',
    },
  },
  {
    slug: 'tent',
    kind: 'goods',
    priceOre: ore(499_900),
    name: { nb: 'Telt Vidde 2', en: 'Vidde 2 tent' },
    tagline: { nb: 'To personer, fire årstider', en: 'Two people, four seasons' },
    description: {
      nb: 'Tunneltelt med stort fortelt. Står støtt i kuling og reises av én på fem minutter.',
      en: 'A tunnel tent with a roomy porch. Steady in a gale, pitched by one person in five minutes.',
    },
  },
  {
    slug: 'thermos',
    kind: 'goods',
    priceOre: ore(34_950),
    name: { nb: 'Termos Kvikk', en: 'Kvikk thermos' },
    tagline: { nb: 'Varm kaffe på toppen', en: 'Hot coffee at the summit' },
    description: {
      nb: 'Én liter børstet stål. Holder på varmen i et døgn og tåler et fall i ura.',
      en: 'One litre of brushed steel. Hot for a day and a night, and not afraid of a fall.',
    },
  },
  {
    slug: 'map',
    kind: 'goods',
    priceOre: ore(22_900),
    name: { nb: 'Turkart Indre fjord', en: 'Inner fjord hiking map' },
    tagline: { nb: 'Går aldri tom for strøm', en: 'Never runs out of battery' },
    description: {
      nb: 'Målestokk 1:50 000 på vannfast papir, med merkede stier, hytter og vadesteder.',
      en: 'Scale 1:50,000 on waterproof paper, with marked trails, cabins and fords.',
    },
  },
  {
    slug: 'gift-card',
    kind: 'gift-card',
    priceOre: ore(50_000),
    name: { nb: 'Gavekort 500 kroner', en: 'Gift card, 500 kroner' },
    tagline: { nb: 'Til den som har alt unntatt fri', en: 'For those who have it all but time' },
    description: {
      nb: 'Gyldig i tre år. Selges av Fjord & Fjell Gavekort, og betales i samme øyeblikk som du bekrefter.',
      en: 'Valid for three years. Sold by Fjord & Fjell Gavekort and paid the moment you confirm.',
    },
  },
];

export interface Product {
  /** Its address: a–z and hyphens. */
  readonly slug: string;
  /** Goods are sent and can be bought by express; a gift card is neither. */
  readonly kind: 'goods' | 'gift-card';
  readonly priceOre: Ore;
  readonly name: Bilingual;
  readonly tagline: Bilingual;
  readonly description: Bilingual;
}

export interface Bilingual {
  readonly nb: string;
  readonly en: string;
}

export function findProduct(slug: string): Product | undefined {
  return products.find((product) => product.slug === slug);
}
