import { createHash } from 'node:crypto';
import type { Payment } from '#simulator/store/payment-store';

/**
 * An invented customer. A phone number is a person: the same number has the same name, addresses and user id in every
 * shop. Who gave no number is somebody else with every order.
 */
export function makePerson(payment: Pick<Payment, 'msn' | 'orderId' | 'mobileNumber'>): Person {
  const { msn, orderId, mobileNumber } = payment;
  return invent(mobileNumber ?? `${msn}/${orderId}`, mobileNumber);
}

/** The person with this phone number. */
export function personOf(mobileNumber: string): Person {
  return invent(mobileNumber, mobileNumber);
}

/** What the person keeps in the app: at home first, which is the default, then at work. */
export function listAddresses(person: Person): readonly PersonAddress[] {
  const hash = createHash('sha256').update(person.userId).digest();
  const [postCode, city] = pickBy(hash, places, 0);
  const work: PersonAddress = {
    addressId: 101,
    addressType: 'W',
    addressLine1: `${pickBy(hash, workStreets, 1)} ${1 + ((hash[2] ?? 0) % 40)}`,
    addressLine2: `${1 + ((hash[3] ?? 0) % 5)}. etasje`,
    city,
    postCode,
    country: 'Norway',
  };
  return [{ addressId: 100, addressType: 'H', ...person.address }, work];
}

function invent(key: string, mobileNumber: string | null): Person {
  const hash = createHash('sha256').update(key).digest();
  const pick = <T>(list: readonly [T, ...T[]], byte: number): T => pickBy(hash, list, byte);
  const firstName = pick(firstNames, 0);
  const lastName = pick(lastNames, 1);
  const [postCode, city] = pick(places, 2);
  return {
    firstName,
    lastName,
    email: `${ascii(firstName)}.${ascii(lastName)}@example.com`,
    mobileNumber: mobileNumber ?? `9${String(hash.readUInt32BE(4) % 10_000_000).padStart(7, '0')}`,
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
  /** Where it is to be sent; at home unless chosen otherwise. */
  readonly address: Address;
}

export interface Address {
  readonly addressLine1: string;
  readonly addressLine2?: string;
  readonly city: string;
  readonly postCode: string;
  readonly country: 'Norway';
}

export interface PersonAddress extends Address {
  readonly addressId: number;
  /** Home or work. */
  readonly addressType: 'H' | 'W';
}

function pickBy<T>(hash: Buffer, list: readonly [T, ...T[]], byte: number): T {
  return list[(hash[byte] ?? 0) % list.length] ?? list[0];
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
const workStreets = ['Næringsveien', 'Kaigata', 'Industrigata', 'Torget'] as const;
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
