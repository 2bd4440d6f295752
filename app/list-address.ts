/** Addresses of the list a person is on: the same list, changed in a field or two, from its first page. */
import { useLocation } from '@remix-run/react';

/** Where in the list, and what stands open beside it: of no use in another list. */
const places = ['after', 'before', 'open'];

export type ListAddress = {
  /** The same list with fields changed, or left out where null. */
  to(change: Readonly<Record<string, string | null>>): string;
  /** A file of what is shown, named after the list. */
  readonly file: string;
  /** What is asked for, for forms to send along. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly query: string;
};

export function useListAddress(): ListAddress {
  const { pathname, search } = useLocation();
  const query = new URLSearchParams(search);
  for (const place of places) query.delete(place);
  const joined = (of: URLSearchParams, path = pathname) => {
    const text = of.toString();
    return text === '' ? path : `${path}?${text}`;
  };
  return {
    to(change) {
      const changed = new URLSearchParams(query);
      for (const [name, value] of Object.entries(change)) {
        if (value === null) changed.delete(name);
        else changed.set(name, value);
      }
      return joined(changed);
    },
    file: joined(query, `${pathname}.csv`),
    fields: [...query],
    query: query.toString(),
  };
}

/** The fields of a list, without some, for a form to send along. */
export function fieldsBut(
  fields: ListAddress['fields'],
  names: readonly string[],
): readonly (readonly [string, string])[] {
  return fields.filter(([name]) => !names.includes(name));
}
