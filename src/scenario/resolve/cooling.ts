import type { Seconds } from '../../base/units.ts';
import { chipCooling, hotMemoryShare, memoryLimitCelsius } from '../../catalog/cooling/index.ts';
import type { Accelerator } from '../../physics/data-sheets.ts';
import { coolingFacts } from '../../physics/facility/cooling-plant.ts';
import { meanOver } from '../../physics/facility/profile.ts';
import type { OneShotProfile } from '../../physics/kinds/one-shot-profile.ts';
import type { Path } from '../document/tree.ts';
import type { PoolCooling } from '../power-budget.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import { type RawLeakage, supplyRange } from '../schema/cooling.ts';
import type { RawFacility } from '../schema/facility.ts';
import type { RawPool } from '../schema/pool.ts';
import type { RawThroughTime } from '../schema/through-time.ts';
import { resolveGovernor } from './governor.ts';
import type { PoolContext, Surroundings } from './pool-context.ts';
import { resolvePower } from './power.ts';
import { resolveThroughTime } from './through-time.ts';

type CoolingContext = Pick<PoolContext, 'reporter' | 'surroundingsOf' | 'day' | 'wantedModels'>;

/** What a facility means for a pool in it: nothing is supplied, and it is midnight, where none is stated or its cooling is wrong. */
export function surroundingsIn(facility: RawFacility | null): Surroundings {
  if (facility === null) return { supply: null, startSeconds: 0 };
  const { kind, supplyTemperature } = facility.cooling;
  const supplyCelsius = supplyTemperature ?? coolingFacts[kind].supplyCelsius;
  const back = recirculationOf(facility.rack);
  return { supply: { kind, supplyCelsius, ...back }, startSeconds: facility.startsAt };
}

/** What comes back to the inlets of a facility's racks; nothing where nobody follows it. */
export function recirculationOf({
  recirculation,
}: RawFacility['rack']): Pick<PoolCooling, 'recirculation'> {
  if (recirculation === 'none') return {};
  const { share, riseKelvin, lag } = recirculation;
  return { recirculation: { share, riseKelvin, lagSeconds: lag } };
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
  chip: Accelerator | null,
  path: Path,
  { reporter, surroundingsOf, day, wantedModels }: CoolingContext,
): { readonly cooling?: PoolCooling } {
  const { supply, startSeconds } = surroundingsOf(pool.name);
  const { cooling: raw } = pool;
  if (raw === 'none') return {};
  if (raw === undefined) {
    const isFollowed = supply !== null && canBeFollowed(pool, wantedModels);
    reporter.useDefault(path, isFollowed ? 'as the facility' : 'none');
    return isFollowed ? { cooling: supply } : {};
  }
  const { kind, supplyTemperature, memory, leakage } = raw;
  const [byKind] = chipCooling[kind].supplyCelsius;
  const usual = supply?.kind === kind ? supply.supplyCelsius : byKind;
  const at = [...path, 'supplyTemperature'];
  if (supplyTemperature === undefined) reporter.useDefault(at, `${usual}C`);
  return {
    cooling: {
      kind,
      ...(supply?.recirculation && { recirculation: supply.recirculation }),
      ...(supplyTemperature === undefined
        ? { supplyCelsius: usual }
        : resolveSupply(supplyTemperature, at, { reporter, day }, startSeconds)),
      ...(memory === true ? resolveMemory(chip, [...path, 'memory'], reporter) : {}),
      ...(leakage === 'none' ? {} : { leakage: leakageOf(leakage) }),
    },
  };
}

/** What comes to the nodes when the run starts and, where that changes, through the day. */
function resolveSupply(
  raw: RawThroughTime,
  path: Path,
  { reporter, day }: Pick<CoolingContext, 'reporter' | 'day'>,
  startSeconds: Seconds,
): Pick<PoolCooling, 'supplyCelsius' | 'weather'> {
  if (raw.kind === 'constant') return { supplyCelsius: raw.value };
  const profile = resolveThroughTime(raw, path, { reporter, ...day }, supplyRange);
  return {
    supplyCelsius: meanOver(profile, startSeconds, startSeconds),
    weather: { supplyCelsius: profile, startSeconds },
  };
}

function leakageOf({
  reference: referenceCelsius,
  ...growth
}: RawLeakage): NonNullable<PoolCooling['leakage']> {
  return { ...growth, referenceCelsius };
}

/** From when on a chip's memory is too hot; nothing after an issue. */
function resolveMemory(
  chip: Accelerator | null,
  path: Path,
  reporter: Reporter,
): Pick<PoolCooling, 'memory'> {
  if (chip === null) return {};
  const limit = memoryLimitCelsius(chip.id);
  if (limit === null) {
    const message = `nobody says how hot the memory of ${chip.id} may get`;
    reporter.error(path, message, 'leave it out, or use a V100, an A100, an H100 or an H200');
    return {};
  }
  const [limitCelsius] = limit;
  return { memory: { limitCelsius, bandwidthShare: hotMemoryShare[0] } };
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
    ...(touches(wrong, ['cooling'])
      ? {}
      : resolveCooling(raw, chip, [...path, 'cooling'], context)),
  };
}
