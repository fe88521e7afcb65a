import { brake } from './brake.ts';
import { phaseAware } from './phase-aware.ts';
import type { PowerCapDefinition } from './port.ts';
import { priorityAware } from './priority-aware.ts';
import { proportional } from './proportional.ts';
import { standing } from './static.ts';

/** Every power governor by name. */
export const powerCaps = {
  static: standing,
  proportional,
  'priority-aware': priorityAware,
  'phase-aware': phaseAware,
  brake,
} as const satisfies Record<string, PowerCapDefinition>;

export type PowerCapName = keyof typeof powerCaps;

/** The governor of that name. */
export function powerCapOf(name: PowerCapName): PowerCapDefinition {
  return powerCaps[name];
}
