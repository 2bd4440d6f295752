/** How the kinds of values are declared in tables. Only this folder knows the dialect. */
import { integer, text } from 'drizzle-orm/sqlite-core';
import type { Day } from '#core/calendar';
import type { Ore } from '#core/money';

/** An amount in minor units. */
export const amount = (name: string) => integer(name).$type<Ore>();

/** A UTC instant, ISO 8601 with milliseconds; sorts as text. */
export const instant = (name: string) => text(name);

/** A calendar day, YYYY-MM-DD. */
export const calendarDay = (name: string) => text(name).$type<Day>();

export const count = (name: string) => integer(name);

export const words = <const Values extends readonly [string, ...string[]]>(name: string, values: Values) =>
  text(name, { enum: values as unknown as [Values[number], ...Values[number][]] });

export const json = <Value>(name: string) => text(name, { mode: 'json' }).$type<Value>();
