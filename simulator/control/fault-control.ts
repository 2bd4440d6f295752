import { ore } from '#core/money';
import { ControlError } from '#simulator/control/control-answer';
import type { Fault, FaultDefinition } from '#simulator/faults';
import { plant } from '#simulator/history/plant-oddity';
import { getLedgerState } from '#simulator/settlement/book-entries';
import { findLedgerTerms, type World } from '#simulator/world';

/**
 * Adds a fault. Two kinds act at once: `late-report` binds itself to a ledger day (the open one unless told),
 * and `unknown-entry-type` books an entry of a type that the description does not know.
 */
export function addFault(world: World, definition: FaultDefinition): Fault {
  const ledgerId = definition.ledgerId ?? world.config.ledgers[0]?.ledgerId ?? '';
  if (!findLedgerTerms(world, ledgerId))
    throw new ControlError(404, 'unknown-ledger', `no ledger ${ledgerId}`);
  switch (definition.kind) {
    case 'late-report': {
      const { openDay } = getLedgerState(world, ledgerId, world.clock.now());
      return world.faults.add({ hours: 24, ledgerDate: openDay, ...definition });
    }
    case 'unknown-entry-type':
      return world.atomically(() => bookUnknownType(world, ledgerId, definition));
    default:
      return world.faults.add(definition);
  }
}

function bookUnknownType(world: World, ledgerId: string, definition: FaultDefinition): Fault {
  const amountOre = ore(definition.amountOre ?? -2500);
  const entryType = definition.entryType ?? 'campaign-adjustment';
  plant.unknownType(world, world.clock.now(), ledgerId, entryType, amountOre);
  return world.faults.use(world.faults.add({ ...definition, times: 1 }));
}
