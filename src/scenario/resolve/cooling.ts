import { chipCooling } from '../../catalog/cooling/index.ts';
import type { Accelerator } from '../../physics/data-sheets.ts';
import { coolingFacts } from '../../physics/facility/cooling-plant.ts';
import type { OneShotProfile } from '../../physics/kinds/one-shot-profile.ts';
import type { Path } from '../document/tree.ts';
import type { PoolCooling } from '../power-budget.ts';
import { touches } from '../salvage.ts';
import type { RawPool } from '../schema/pool.ts';
import type { RawTop } from '../schema/top.ts';
import { resolveGovernor } from './governor.ts';
import type { PoolContext } from './pool-context.ts';
import { resolvePower } from './power.ts';

type CoolingContext = Pick<PoolContext, 'reporter' | 'supply' | 'wantedModels'>;

/** What is supplied to nodes; null where no facility is stated, or its cooling is wrong. */
export function supplyOf(
  facility: RawTop['facility'] | undefined,
  wrong: readonly string[],
): PoolCooling | null {
  if (facility === undefined || facility === 'none' || touches(wrong, ['facility'])) return null;
  const { kind, supplyTemperature } = facility.cooling;
  return { kind, supplyCelsius: supplyTemperature ?? coolingFacts[kind].supplyCelsius };
}

/** Whether the heat of a pool's chips can be followed: what is written is judged by rules, with reasons. */
function canBeFollowed({ engine, serves }: RawPool, models: readonly unknown[]): boolean {
  const { stepTime, kvCache, speculation } = engine;
  const isPlain = stepTime === undefined && kvCache && speculation === undefined;
  return isPlain && (serves ?? models).length === 1;
}

/** Whether the heat of a pool's chips is followed; absent where nobody asks, and no facility says how they are cooled. */
function resolveCooling(
  pool: RawPool,
  path: Path,
  { reporter, supply, wantedModels }: CoolingContext,
): { readonly cooling?: PoolCooling } {
  const { cooling: raw } = pool;
  if (raw === 'none') return {};
  if (raw === undefined) {
    const isFollowed = supply !== null && canBeFollowed(pool, wantedModels);
    reporter.useDefault(path, isFollowed ? 'as the facility' : 'none');
    return isFollowed ? { cooling: supply } : {};
  }
  const { kind, supplyTemperature } = raw;
  const [byKind] = chipCooling[kind].supplyCelsius;
  const usual = supply?.kind === kind ? supply.supplyCelsius : byKind;
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
  context: CoolingContext,
) {
  const { reporter } = context;
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
    ...(touches(wrong, ['cooling']) ? {} : resolveCooling(raw, [...path, 'cooling'], context)),
  };
}
