import {
  chipCooling,
  memoryKelvinPerWatt,
  nodePreheatKelvin,
  thermalLimits,
} from '../catalog/cooling/index.ts';
import { type ThermalPath, thermalPath } from '../physics/heat.ts';
import type { Leakage } from '../physics/leakage.ts';
import type { MemoryLimit, Weather } from '../scenario/power-budget.ts';
import type { Pool } from '../scenario/scenario.ts';

/** How the chips of a pool get rid of their heat, and what they do when they cannot. */
export interface CompiledCooling {
  readonly path: ThermalPath;
  /** Of air or water at the chip. */
  readonly inletCelsius: number;
  readonly slowdownCelsius: number;
  readonly shutdownCelsius: number;
  /** What comes to the nodes through the day, and what it warms up by on its way; absent where it stays as it is. */
  readonly weather?: Weather & { readonly preheatKelvin: number };
  readonly memory?: CompiledMemoryHeat;
  readonly leakage?: CompiledLeakage;
}

/** What a chip leaks beyond its sheet, within what its board may draw in all. */
export interface CompiledLeakage extends Leakage {
  readonly limitWatts: number;
}

/** The memory of a chip: so many times as far above the sink's temperature as its processors. */
export interface CompiledMemoryHeat extends MemoryLimit {
  readonly ratio: number;
}

/** Coolers are listed for boards of this power. */
const LISTED_WATTS = 700;

/** The heat of a pool's chips; absent where nobody asks for it. */
export function compileCooling({ cooling, accelerator, power }: Pool): {
  readonly cooling?: CompiledCooling;
} {
  if (cooling === undefined) return {};
  const facts = chipCooling[cooling.kind];
  const [limits] = thermalLimits(accelerator.id);
  // coolers are made for their boards
  const ofBoard = (listed: number) => (listed * LISTED_WATTS) / accelerator.boardWatts;
  const { weather, memory, leakage, recirculation } = cooling;
  const [preheatKelvin] = recirculation === undefined ? facts.preheatKelvin : nodePreheatKelvin;
  const limitWatts = Math.min(accelerator.boardWatts, power?.capWatts ?? Number.POSITIVE_INFINITY);
  const path = thermalPath(
    ofBoard(facts.kelvinPerWatt[0]),
    facts.junctionShare[0],
    facts.fastSeconds[0],
    facts.slowSeconds[0],
  );
  const ratio = ofBoard(memoryKelvinPerWatt[0]) / path.junctionKelvinPerWatt;
  return {
    cooling: {
      path,
      inletCelsius: cooling.supplyCelsius + preheatKelvin,
      ...limits,
      ...(weather && { weather: { ...weather, preheatKelvin } }),
      ...(memory && { memory: { ...memory, ratio } }),
      ...(leakage && { leakage: { ...leakage, limitWatts, mostCelsius: limits.shutdownCelsius } }),
    },
  };
}
