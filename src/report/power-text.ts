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
  const held = `boards slowed down ${percent(governedShare)} of the time, ${when}`;
  if (power.longestOvershootSeconds === 0) return `${peak}; ${held}`;
  const { longestOvershootSeconds, overshootJoules } = power;
  return `${peak}; ${held}; above it for ${seconds(longestOvershootSeconds)} at the most, by ${quantity(overshootJoules, 'J')} in all`;
}

/** How hot chips became, and whether that was what held the run back, and from when on. */
export function heatText(heat: NonNullable<PowerSummary['heat']>): string {
  const { hottestCelsius, throttledReplicas, firstThrottledSeconds, shutdowns } = heat;
  const hottest = `chips up to ${hottestCelsius.toFixed(1)} °C`;
  if (firstThrottledSeconds === undefined) return `${hottest}; none was too hot`;
  const whose = throttledReplicas === 1 ? 'one replica' : `${throttledReplicas} replicas`;
  const off =
    shutdowns === 0
      ? ''
      : `; ${shutdowns} times one came to where it would go off, and went on at its lowest clock`;
  return `${hottest}; those of ${whose} slowed down, first after ${seconds(firstThrottledSeconds)}${off}`;
}
