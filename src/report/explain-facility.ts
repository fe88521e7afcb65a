import type { CompiledScenario } from '../compile/compiled.ts';
import type { Building, PoolPremises } from '../compile/facility.ts';
import { chilledShare, chillerCop, coolingFacts } from '../physics/facility/cooling-plant.ts';
import { mostNodeWatts, nodePower } from '../physics/facility/node-power.ts';
import { totalUsd } from '../physics/facility/ownership.ts';
import { meanOf, type Profile } from '../physics/facility/profile.ts';
import { sitePower } from '../physics/facility/site-power.ts';
import { sourceText } from './catalog-text.ts';
import { figure, percent, quantity } from './numbers.ts';

/** The building around the pools before anything runs, one line per fact; nothing where none is stated. */
export function explainFacility({ facility, sites, pools }: CompiledScenario): {
  readonly facility?: readonly string[];
} {
  if (facility === undefined) return {};
  const lines = facility.buildings.flatMap((building, index) => [
    ...(sites === undefined ? [] : [`site ${sites.names[index]}`]),
    ...building.pools.flatMap((place) => {
      const [pool, premises] = [pools[place], facility.pools[place]];
      if (pool === undefined || premises === undefined) return [];
      return premisesLines(pool.name, premises, pool.idleWatts * pool.replicas);
    }),
    ...plantLines(building),
    ...pricesLines(building),
  ]);
  return { facility: lines };
}

function premisesLines(name: string, premises: PoolPremises, idleWatts: number): string[] {
  const { sheet, nodes, nodesPerRack, racks, acceleratorWattsPerNode, fanShare } = premises;
  const idle = nodePower(sheet, idleWatts / nodes, acceleratorWattsPerNode, 0, fanShare).itWatts;
  const most = mostNodeWatts(sheet, acceleratorWattsPerNode, fanShare);
  const { ownedUsd } = premises;
  const chips = nodes * sheet.accelerators;
  const usd =
    ownedUsd === null
      ? 'nothing is known of what owning it costs'
      : `${figure(totalUsd(ownedUsd))} USD a year to own, ${figure(totalUsd(ownedUsd) / (chips * 8760))} USD per chip and hour`;
  const figures = Object.entries(sheet.sources).filter(([, { kind }]) => kind !== 'assumed');
  const cited = figures.map(([key, source]) => `  ${sheet.id} ${key}: ${sourceText(source)}`);
  return [
    `pool ${name}: ${figure(nodes)} × ${sheet.name}, ${quantity(idle, 'W')} idle to ${quantity(most, 'W')} each, ${figure(nodesPerRack)} a rack: ${figure(racks)} racks`,
    `  ${usd}`,
    ...cited,
    `  all other figures of ${sheet.id} are assumed (tailwatt catalog nodes ${sheet.id})`,
  ];
}

function plantLines({ plant, outsideCelsius, rackWatts }: Building): string[] {
  const outside = meanOf(outsideCelsius);
  const { kind, rejection, supplyCelsius, designWatts } = plant;
  const bulb = rejection === 'tower' ? 'wet bulb' : 'dry coolers, dry bulb';
  const { liquidShare, waterBelowKelvin } = coolingFacts[kind];
  const liquid = liquidShare === 0 ? '' : `, ${percent(liquidShare)} of the heat in liquid`;
  const water = supplyCelsius - waterBelowKelvin;
  const chilled = chilledShare(water, outside, rejection);
  const chiller =
    chilled === 0
      ? 'no chiller'
      : `a chiller for ${percent(chilled)} of the heat at a COP of ${figure(chillerCop(water, outside, rejection))}`;
  const pue = (load: number) =>
    sitePower(plant, load * designWatts, outside).facilityWatts / (load * designWatts);
  return [
    `cooling: ${kind} at ${figure(supplyCelsius)} °C${liquid}; ${bulb} ${figure(outside)} °C on average: ${chiller}`,
    `PUE ${figure(pue(1))} at full load (${quantity(designWatts, 'W')} of IT), ${figure(pue(0.5))} at half, ${figure(pue(0.25))} at a quarter; a rack gives ${quantity(rackWatts, 'W')}`,
  ];
}

function pricesLines({ usdPerKwh, gramsPerKwh }: Building): string[] {
  const range = (profile: Profile, unit: string) => {
    const mean = `${figure(meanOf(profile))} ${unit}`;
    if (profile.values.length === 1) return mean;
    const low = profile.values.reduce((least, value) => Math.min(least, value), Infinity);
    const high = profile.values.reduce((most, value) => Math.max(most, value), -Infinity);
    return `${mean} on average (${figure(low)} to ${figure(high)})`;
  };
  return [`electricity: ${range(usdPerKwh, 'USD/kWh')}, ${range(gramsPerKwh, 'g CO2e/kWh')}`];
}
