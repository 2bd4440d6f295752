import { addMs, hourMs } from '#core/calendar';
import type { Fault } from '#simulator/faults';
import type { World } from '#simulator/world';

/** The fault that holds a ledger day back, if there is one: it stays until it is cleared. */
export function findLateReport(world: World, ledgerId: string, ledgerDate: string): Fault | undefined {
  return world.faults
    .list()
    .find(
      (fault) =>
        fault.kind === 'late-report' &&
        (fault.ledgerId === undefined || fault.ledgerId === ledgerId) &&
        fault.ledgerDate === ledgerDate,
    );
}

/** When something of a ledger day can be seen, given when it normally could. */
export function visibleAt(fault: Fault | undefined, normally: string): string {
  return fault ? addMs(normally, (fault.hours ?? 24) * hourMs) : normally;
}
