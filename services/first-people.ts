/** Who can log in to a desk that nobody was added to yet. */
import type { Grant } from '#core/permissions';
import { countPeople } from '#db/people';
import type { OfflineDesk } from './desk';
import { addPerson, type PersonRefusal } from './people';
import type { Settings } from './settings';

type FirstSettings = Pick<
  Settings,
  'DESK_USERNAME' | 'DESK_PASSWORD' | 'SIMULATOR_URL' | 'VIPPS_SALES_UNITS'
>;

/** Nobody was added. The message is a line for whoever starts the desk. */
export class FirstPersonRefused extends Error {
  override readonly name = 'FirstPersonRefused';
  constructor(refusal: PersonRefusal) {
    const why = words[refusal];
    super(why === undefined ? `DESK_USERNAME and DESK_PASSWORD: cannot be used (${refusal})` : why);
  }
}

const words: Partial<Record<PersonRefusal, string>> = {
  'bad-username': 'DESK_USERNAME: must be 2 to 40 letters, digits, dots, hyphens or underscores',
  easy: 'DESK_PASSWORD: is guessed easily; choose a longer one that is not made of common words or of your name',
};

/**
 * Adds the person named in the settings, as an admin, when there is nobody at all; and the demo's other people, of each role one. Later
 * the settings change nothing: passwords are changed in the desk, or by `npm run user`.
 */
export async function makeFirstPeople(
  desk: OfflineDesk,
  settings: FirstSettings,
  nowMs: number,
): Promise<void> {
  if ((await countPeople(desk.db)) > 0) return;
  const { DESK_USERNAME: username, DESK_PASSWORD: password, SIMULATOR_URL } = settings;
  if (username === undefined || password === undefined) {
    desk.log.warn('nobody can log in yet: npm run user -- add NAME --role admin');
    return;
  }
  const isDemo = SIMULATOR_URL !== undefined;
  const wanted = [
    { username, name: username, grants: [{ role: 'admin', msn: null }] as const },
    ...(isDemo ? demoPeople(settings) : []),
  ];
  for (const person of wanted) {
    const added = await addPerson(desk, {
      ...{ ...person, password, nowMs },
      mustChange: false,
      actor: 'settings',
      weakAllowed: isDemo,
    });
    if (added.kind === 'refused') throw new FirstPersonRefused(added.refusal);
  }
}

export type DemoPerson = {
  readonly username: string;
  readonly name: string;
  readonly grants: readonly Grant[];
};

/** All have the password of the settings, which the demo shows on its log-in page. */
export function demoPeople({
  VIPPS_SALES_UNITS,
}: Pick<Settings, 'VIPPS_SALES_UNITS'>): readonly DemoPerson[] {
  const shop = VIPPS_SALES_UNITS[0]?.msn ?? null;
  return [
    { username: 'finance', name: 'Finance', grants: [{ role: 'finance', msn: null }] },
    { username: 'manager', name: 'Manager', grants: [{ role: 'manager', msn: shop }] },
    { username: 'auditor', name: 'Auditor', grants: [{ role: 'read-only', msn: null }] },
  ];
}
