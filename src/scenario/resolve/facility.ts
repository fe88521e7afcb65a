import { cardUsd, EMPTY_SERVER_USD, grids, nodes, usualNode } from '../../catalog/index.ts';
import { coolingFacts } from '../../physics/facility/cooling-plant.ts';
import type { NodeSheet } from '../../physics/facility/node-power.ts';
import { constantProfile } from '../../physics/facility/profile.ts';
import type { Path } from '../document/tree.ts';
import type { FacilitySpec, PoolNode } from '../facility.ts';
import { checkRackGovernor } from '../rules/rack-governor.ts';
import { checkRackPower } from '../rules/rack-power.ts';
import { checkIsFelt, checkRecirculation } from '../rules/recirculation.ts';
import { touches } from '../salvage.ts';
import type { RawFacility } from '../schema/facility.ts';
import type { RawPool } from '../schema/pool.ts';
import type { RawTop } from '../schema/top.ts';
import { recirculationOf } from './cooling.ts';
import type { ResolvedPool } from './pool.ts';
import { resolveThroughTime, type ThroughTimeContext } from './through-time.ts';

/** A mild day (assumed). */
const WET_BULB_CELSIUS = 18;

/** A pool with what its file says of it. */
export interface FacilityPool extends ResolvedPool {
  readonly path: Path;
  readonly raw: RawPool;
}

/** Completes the one facility of all pools; absent where none is stated, and after issues. */
export function resolveFacility(
  raw: RawTop['facility'],
  wrong: readonly string[],
  pools: readonly FacilityPool[],
  context: ThroughTimeContext,
): { readonly facility?: FacilitySpec } {
  const { reporter } = context;
  if (raw === 'none' || touches(wrong, ['facility'])) {
    for (const { raw: pool, path, pool: resolved } of raw === 'none' ? pools : []) {
      checkRackGovernor(null, resolved, path, reporter);
      if (pool.node.price === undefined) continue;
      const message = 'without a facility nothing is owned: the price changes nothing';
      reporter.warning([...path, 'node', 'price'], message, 'add facility: {}, or leave it out');
    }
    return {};
  }
  const placeOf = () => ['facility'];
  checkIsFelt([{ facility: raw, pools, placeOf }], context.reporter);
  return { facility: completeFacility(raw, placeOf, pools, context) };
}

/** Completes a facility around `pools`; `placeOf` says where the block of one of its keys is written. */
export function completeFacility(
  raw: RawFacility,
  placeOf: (key: keyof RawFacility) => Path,
  pools: readonly FacilityPool[],
  context: ThroughTimeContext,
): FacilitySpec {
  const { reporter } = context;
  const { cooling, ownership } = raw;
  const facts = coolingFacts[cooling.kind];
  if (cooling.supplyTemperature === undefined) {
    const path = [...placeOf('cooling'), 'cooling', 'supplyTemperature'];
    reporter.useDefault(path, `${facts.supplyCelsius}C`);
  }
  if (raw.rack.powerLimit === undefined) {
    reporter.useDefault([...placeOf('rack'), 'rack', 'powerLimit'], `${facts.rackWatts / 1e3}kW`);
  }
  const powerLimitWatts = raw.rack.powerLimit ?? facts.rackWatts;
  const known = pools.filter((pool) => !touches(pool.wrong, ['accelerator', 'node']));
  const own = known.map((pool) => {
    const node = nodeOf(pool, context);
    const place = placeOf('rack');
    checkRackPower(raw, powerLimitWatts, pool.pool, node, { pool: pool.path, place }, reporter);
    return [pool.pool.name, node] as const;
  });
  checkRecirculation(raw, pools, [...placeOf('rack'), 'rack', 'recirculation'], reporter);
  const rack = { nodes: raw.rack.nodes ?? null, powerLimitWatts, ...recirculationOf(raw.rack) };
  for (const { pool, path } of known) {
    const { kind } = cooling;
    const premises = { rack, cooling: { kind }, nodes: Object.fromEntries(own) };
    checkRackGovernor(premises, pool, path, reporter, placeOf('rack'));
  }
  return {
    rack,
    cooling: {
      kind: cooling.kind,
      supplyCelsius: cooling.supplyTemperature ?? facts.supplyCelsius,
      ...resolveWeather(cooling, [...placeOf('cooling'), 'cooling'], context),
    },
    electricity: resolveElectricity(raw, placeOf('electricity'), context),
    ownership: {
      interest: ownership.interest,
      nodeYears: ownership.lifeYears,
      siteYears: ownership.siteLifeYears,
      siteUsdPerWatt: ownership.sitePricePerWatt,
      upkeepShare: ownership.upkeep,
      staffUsdPerWatt: ownership.staffPricePerWatt,
    },
    startSeconds: raw.startsAt,
    meterSeconds: raw.meterInterval,
    nodes: Object.fromEntries(own),
  };
}

/** What the towers or dry coolers give their heat to: a temperature of the other kind changes nothing, and is refused. */
function resolveWeather(
  { rejection, wetBulb, dryBulb }: RawFacility['cooling'],
  place: Path,
  context: ThroughTimeContext,
): Pick<FacilitySpec['cooling'], 'rejection' | 'outsideCelsius'> {
  const { reporter } = context;
  const isTower = rejection === 'tower';
  const [key, raw] = isTower ? (['wetBulb', wetBulb] as const) : (['dryBulb', dryBulb] as const);
  if ((isTower ? dryBulb : wetBulb) !== undefined) {
    const other = isTower ? 'dryBulb' : 'wetBulb';
    const needed = isTower ? 'dry-cooler' : 'tower';
    const message = `${isTower ? 'towers do' : 'dry coolers do'} not feel it`;
    reporter.error([...place, other], message, `write ${key}, or rejection: ${needed}`);
  }
  const at = [...place, key];
  if (raw !== undefined) {
    const outsideCelsius = resolveThroughTime(raw, at, context, {
      min: -60,
      max: isTower ? 45 : 60,
    });
    return { rejection, outsideCelsius };
  }
  if (isTower) reporter.useDefault(at, `${WET_BULB_CELSIUS}C`);
  else
    reporter.error(
      at,
      'dry coolers give their heat to air of this temperature',
      'add it, such as 25C',
    );
  return { rejection, outsideCelsius: constantProfile(WET_BULB_CELSIUS) };
}

function resolveElectricity(
  { electricity }: RawFacility,
  place: Path,
  context: ThroughTimeContext,
): FacilitySpec['electricity'] {
  const at = [...place, 'electricity'];
  const { price, grid } = electricity;
  const gramsOf = (name: string) =>
    (grids as Readonly<Record<string, { readonly gramsPerKwh: number }>>)[name]?.gramsPerKwh ?? 0;
  return {
    usdPerKwh: resolveThroughTime(price, [...at, 'price'], context, { min: -10, max: 100 }),
    gramsPerKwh: resolveThroughTime(
      grid,
      [...at, 'grid'],
      context,
      { min: 0, max: 10_000 },
      gramsOf,
    ),
  };
}

/** What a pool's chips stand in: the template as written, else what such chips are usually in. */
function nodeOf({ pool, raw, path }: FacilityPool, { reporter }: ThroughTimeContext): PoolNode {
  const { accelerator } = pool;
  const chip = accelerator.partOf?.chip ?? accelerator.id;
  const { template } = raw.node;
  const id = template === 'none' ? usualNode(chip) : template;
  if (template === 'none') reporter.useDefault([...path, 'node', 'template'], id);
  const sheet: NodeSheet = nodes[id];
  const card = cardUsd[chip];
  const cards = card === undefined ? null : EMPTY_SERVER_USD + card * sheet.accelerators;
  // what is sold by itself is added to an empty server
  const listed = sheet.priceUsd ?? cards;
  const priceUsd = raw.node.price ?? listed;
  if (raw.node.price === undefined) {
    reporter.useDefault([...path, 'node', 'price'], listed === null ? 'unknown' : `${listed} USD`);
  }
  const accelerators = sheet.accelerators * (accelerator.partOf?.perChip ?? 1);
  return { sheet, accelerators, priceUsd };
}
