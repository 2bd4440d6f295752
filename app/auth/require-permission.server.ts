/** Asked first by every loader and every action: may this person do this, here? */
import { type AppLoadContext, redirect } from '@remix-run/node';
import { mayAt, mayEverywhere, maySomewhere, type Permission } from '#core/permissions';
import type { Desk } from '#services/desk';
import type { Person } from '#services/sessions';

export type Allowed = {
  readonly person: Person;
  /** The name by which the log tells who did it. */
  readonly actor: string;
  /** The whole books, to write to: what is done is checked for the sales units it is done to. */
  readonly desk: Desk;
  /** The books as far as the person may do this. */
  readonly seen: Desk;
};

/**
 * somewhere: at some sales unit; what is shown is cut to those the person may see. everywhere: what has no sales unit, and so is for
 * those who may at all of them. Or at one sales unit.
 */
export type Where = 'somewhere' | 'everywhere' | { readonly msn: string };

/** Sends who is not logged in to the log-in page, and answers 403 to who may not. */
export function requirePermission(
  context: AppLoadContext,
  permission: Permission,
  where: Where = 'somewhere',
): Allowed {
  const person = requirePerson(context);
  if (!mayBe(person, permission, where)) throw forbidden();
  return {
    person,
    actor: person.username,
    desk: context.wholeDesk,
    seen: context.seenFor(permission),
  };
}

/** Who is logged in, whatever they may: for what is their own. Who has a password of somebody else's choice changes it first. */
export function requirePerson(context: AppLoadContext): Person {
  const person = requireOwnPerson(context);
  if (person.mustChangePassword) throw redirect('/account/password');
  return person;
}

/** Also with a password that must be changed. */
export function requireOwnPerson({ person }: AppLoadContext): Person {
  if (person === undefined) throw redirect('/login');
  return person;
}

function mayBe({ grants }: Person, permission: Permission, where: Where): boolean {
  if (where === 'somewhere') return maySomewhere(grants, permission);
  return where === 'everywhere' ? mayEverywhere(grants, permission) : mayAt(grants, permission, where.msn);
}

export function forbidden(): Response {
  return new Response(null, { status: 403, statusText: 'Forbidden' });
}
