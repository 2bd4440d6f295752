import { createHash } from 'node:crypto';
import type { Payment } from '#simulator/store/payment-store';

/** An invented customer, always the same one for the same order. */
export function makePerson(payment: Payment): Person {
  const hash = createHash('sha256').update(`${payment.msn}/${payment.orderId}`).digest();
  const pick = <T>(list: readonly [T, ...T[]], byte: number): T =>
    list[(hash[byte] ?? 0) % list.length] ?? list[0];
  const firstName = pick(firstNames, 0);
  const lastName = pick(lastNames, 1);
  const [postCode, city] = pick(places, 2);
  return {
    firstName,
    lastName,
    email: `${ascii(firstName)}.${ascii(lastName)}@example.com`,
    mobileNumber: payment.mobileNumber ?? `9${String(hash.readUInt32BE(4) % 10_000_000).padStart(7, '0')}`,
    userId: hash.subarray(8, 24).toString('hex').slice(0, 22).concat('=='),
    address: {
      addressLine1: `${pick(streets, 3)} ${1 + ((hash[24] ?? 0) % 90)}`,
      city,
      postCode,
      country: 'Norway',
    },
  };
}

export interface Person {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly mobileNumber: string;
  readonly userId: string;
  readonly address: {
    readonly addressLine1: string;
    readonly city: string;
    readonly postCode: string;
    readonly country: 'Norway';
  };
}

type Place = readonly [postCode: string, city: string];

const firstNames = [
  'Ingrid',
  'Jonas',
  'Marit',
  'Øyvind',
  'Sunniva',
  'Aksel',
  'Kari',
  'Håkon',
  'Live',
  'Emil',
] as const;
const lastNames = [
  'Hansen',
  'Bakke',
  'Nygård',
  'Solheim',
  'Ødegård',
  'Lie',
  'Strand',
  'Moen',
  'Haugen',
] as const;
const streets = [
  'Fjordveien',
  'Storgata',
  'Skogstien',
  'Kirkeveien',
  'Bryggen',
  'Elvegata',
  'Åsveien',
] as const;
const places: readonly [Place, ...Place[]] = [
  ['0154', 'Oslo'],
  ['5014', 'Bergen'],
  ['7010', 'Trondheim'],
  ['4006', 'Stavanger'],
  ['9008', 'Tromsø'],
  ['6003', 'Ålesund'],
  ['2615', 'Lillehammer'],
];

function ascii(name: string): string {
  return name.toLowerCase().replace(/[øö]/g, 'o').replace(/[åä]/g, 'a').replace(/æ/g, 'ae');
}
