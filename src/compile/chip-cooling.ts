import { chipCooling, thermalLimits } from '../catalog/cooling/index.ts';
import { type ThermalPath, thermalPath } from '../physics/heat.ts';
import type { Pool } from '../scenario/scenario.ts';

/** How the chips of a pool get rid of their heat, and what they do when they cannot. */
export interface CompiledCooling {
  readonly path: ThermalPath;
  /** Of air or water at the chip. */
  readonly inletCelsius: number;
  readonly slowdownCelsius: number;
  readonly shutdownCelsius: number;
}

/** Coolers are listed for boards of this power. */
const LISTED_WATTS = 700;

/** The heat of a pool's chips; absent where nobody asks for it. */
export function compileCooling({ cooling, accelerator }: Pool): {
  readonly cooling?: CompiledCooling;
} {
  if (cooling === undefined) return {};
  const facts = chipCooling[cooling.kind];
  const [kelvinPerWatt] = facts.kelvinPerWatt;
  const [limits] = thermalLimits(accelerator.id);
  return {
    cooling: {
      path: thermalPath(
        (kelvinPerWatt * LISTED_WATTS) / accelerator.boardWatts,
        facts.junctionShare[0],
        facts.fastSeconds[0],
        facts.slowSeconds[0],
      ),
      inletCelsius: cooling.supplyCelsius + facts.preheatKelvin[0],
      ...limits,
    },
  };
}
