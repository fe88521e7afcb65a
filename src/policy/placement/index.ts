import { pack } from './pack.ts';
import type { Placement } from './port.ts';
import { spread } from './spread.ts';

/** Every placement by name. */
export const placements = { pack, spread } as const satisfies Record<string, Placement>;

export type PlacementName = keyof typeof placements;
