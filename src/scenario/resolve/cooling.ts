import { chipCooling } from '../../catalog/cooling/index.ts';
import type { Accelerator } from '../../physics/data-sheets.ts';
import type { OneShotProfile } from '../../physics/kinds/one-shot-profile.ts';
import type { Path } from '../document/tree.ts';
import type { PoolCooling } from '../power-budget.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import type { RawCooling } from '../schema/cooling.ts';
import type { RawPool } from '../schema/pool.ts';
import { resolveGovernor } from './governor.ts';
import { resolvePower } from './power.ts';

/** Whether the heat of a pool's chips is followed; absent where nobody asks. */
function resolveCooling(
  raw: RawCooling,
  path: Path,
  reporter: Reporter,
): { readonly cooling?: PoolCooling } {
  if (raw === 'none') return {};
  const { kind, supplyTemperature } = raw;
  const [usual] = chipCooling[kind].supplyCelsius;
  if (supplyTemperature === undefined) {
    reporter.useDefault([...path, 'supplyTemperature'], `${usual}C`);
  }
  return { cooling: { kind, supplyCelsius: supplyTemperature ?? usual } };
}

/** What the boards of a pool are held to, alone and together, and how hot they get; blocks that are wrong are not judged further. */
export function resolvePowerAndHeat(
  raw: RawPool,
  wrong: readonly string[],
  chip: Accelerator | null,
  oneShot: OneShotProfile | null,
  path: Path,
  reporter: Reporter,
) {
  const { governor } = raw.power;
  const power =
    chip === null || touches(wrong, ['power'])
      ? undefined
      : resolvePower(raw.power, chip, oneShot, [...path, 'power'], reporter);
  return {
    ...(power === undefined ? {} : { power }),
    ...(touches(wrong, ['power'])
      ? {}
      : resolveGovernor(governor, [...path, 'power', 'governor'], reporter)),
    ...(touches(wrong, ['cooling'])
      ? {}
      : resolveCooling(raw.cooling, [...path, 'cooling'], reporter)),
  };
}
