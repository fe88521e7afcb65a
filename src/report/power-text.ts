import type { LeakTotals, PartHeatTotals } from '../record/heat-totals.ts';
import type { PowerSummary } from '../summary/power.ts';
import { percent, quantity, seconds } from './numbers.ts';

/** What budgets of power did to the run: whether they were what held it back, and from when on. */
export function powerText(power: PowerSummary): string {
  const { budgets, peakShare, governedShare, firstGovernedSeconds } = power;
  const [first] = budgets;
  const which =
    first !== undefined && budgets.length === 1
      ? `a budget of ${quantity(first.limitWatts, 'W')}`
      : `${budgets.length} budgets`;
  const peak = `${which}, drawn to ${percent(peakShare)} at the most`;
  if (firstGovernedSeconds === null) return `${peak}; nobody was slowed down`;
  const when =
    firstGovernedSeconds === 0 ? 'from the start' : `first after ${seconds(firstGovernedSeconds)}`;
  const own = `boards slowed down ${percent(governedShare)} of the time, ${when}`;
  const held = budgets.length === 1 ? own : boundText(power);
  if (power.longestOvershootSeconds === 0) return `${peak}; ${held}`;
  const { longestOvershootSeconds, overshootJoules } = power;
  return `${peak}; ${held}; above it for ${seconds(longestOvershootSeconds)} at the most, by ${quantity(overshootJoules, 'J')} in all`;
}

/** Which of several budgets bound, for how long, and since when; the three that did so for longest. */
function boundText({ bound, budgets }: PowerSummary): string {
  const named = bound
    .slice(0, 3)
    .map(
      ({ name, share, firstSeconds }) =>
        `${name} ${percent(share)} of the time, first at ${seconds(firstSeconds)}`,
    );
  return `${bound.length} of ${budgets.length} slowed boards down: ${named.join('; ')}${bound.length > 3 ? '; …' : ''}`;
}

/** How hot chips became, and whether that was what held the run back, and from when on. */
export function heatText(heat: NonNullable<PowerSummary['heat']>): string {
  const { hottestCelsius, firstThrottledSeconds, shutdowns, goesOff, memory, leakage } = heat;
  const { recirculatedKelvin } = heat;
  const hottest = `chips up to ${hottestCelsius.toFixed(1)} °C`;
  const off =
    shutdowns === 0
      ? ''
      : goesOff === true
        ? `; ${shutdowns} times they came to where they go off`
        : `; ${shutdowns} times one came to where it would go off, and went on at its lowest clock`;
  const chips =
    firstThrottledSeconds === undefined
      ? `${hottest}; none was too hot`
      : `${hottest}; those of ${whose(heat)} slowed down, first after ${seconds(firstThrottledSeconds)}${off}`;
  const more = [
    ...(memory === undefined ? [] : [memoryText(memory)]),
    ...(leakage === undefined ? [] : [leakageText(leakage)]),
    ...(recirculatedKelvin === undefined
      ? []
      : [
          `what racks breathed in again made their inlets up to ${recirculatedKelvin.toFixed(1)} K warmer`,
        ]),
  ];
  return [chips, ...more].join('; ');
}

/** What chips drew for being warmer, or cooler, than their sheets take them to be, and whether any ran away. */
function leakageText({ joules, runawayReplicas, firstRunawaySeconds }: LeakTotals): string {
  const amount = quantity(Math.abs(joules), 'J');
  const leaked = joules < 0 ? `cool chips saved ${amount} of leakage` : `${amount} more leaked`;
  if (firstRunawaySeconds === undefined) return leaked;
  const which = runawayReplicas === 1 ? 'one replica' : `${runawayReplicas} replicas`;
  return `${leaked}; chips of ${which} ran away: each kelvin leaked more than their cooling carries off, first after ${seconds(firstRunawaySeconds)}`;
}

function memoryText(memory: PartHeatTotals): string {
  const hottest = `memory up to ${memory.hottestCelsius.toFixed(1)} °C`;
  const { firstThrottledSeconds } = memory;
  if (firstThrottledSeconds === undefined) return hottest;
  return `${hottest}, that of ${whose(memory)} with less bandwidth, first after ${seconds(firstThrottledSeconds)}`;
}

function whose({ throttledReplicas }: PartHeatTotals): string {
  return throttledReplicas === 1 ? 'one replica' : `${throttledReplicas} replicas`;
}
