import type { RunTotals } from '../record/totals.ts';
import type { Bound } from './answer-figures.ts';
import type { SummaryInput } from './input.ts';
import { powerOf } from './power.ts';

/** Assumed: boards that are held to lower clocks for longer than not are what stands in the way. */
const MOSTLY = 0.5;

/** Assumed: budgets that lower clocks for less of the time hold nothing back worth a word. */
const LITTLE = 0.1;

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

/** When something began, in words. */
const firstAfter = (seconds: number) => `first after ${Number(seconds.toPrecision(3))} s`;

/** What holds boards to lower clocks than their pools set, and from when on, where it does for most of the run; else null. */
export function boundByClocks({
  compiled,
  totals: { power, simulatedSeconds },
}: Pick<SummaryInput, 'compiled' | 'totals'>): Bound | null {
  if (power === undefined) return null;
  const replicas = compiled.pools.reduce((n, pool) => n + pool.replicas, 0);
  const share = power.slowedSeconds / (replicas * simulatedSeconds);
  if (!(share >= MOSTLY)) return null;
  const { governedShare, firstGovernedSeconds, heat } = powerOf(power, simulatedSeconds);
  const hot = [heat?.firstThrottledSeconds, heat?.memory?.firstThrottledSeconds];
  const firstHotSeconds = Math.min(...hot.map((seconds) => seconds ?? Infinity));
  const isHeat = governedShare < share / 2;
  const [first, other] = isHeat
    ? [firstHotSeconds, firstGovernedSeconds === null ? '' : ', and for budgets of power at times']
    : [
        firstGovernedSeconds ?? Infinity,
        firstHotSeconds < Infinity ? ', and too hot at times' : '',
      ];
  const since = first < Infinity ? `, ${firstAfter(first)}` : '';
  const reason = `boards held to lower clocks ${percent(share)} of the time${since}${other}`;
  return { by: isHeat ? 'heat' : 'power', reason };
}

/** What lowered clocks beside another bound, and from when on: budgets of power, heat; null where nothing did for long. */
export function loweredFor({
  power,
  simulatedSeconds,
}: Pick<RunTotals, 'power' | 'simulatedSeconds'>): string | null {
  if (power === undefined) return null;
  const { governedShare, firstGovernedSeconds, heat } = powerOf(power, simulatedSeconds);
  const causes: string[] = [];
  if (firstGovernedSeconds !== null && governedShare >= LITTLE) {
    causes.push(
      `power ${percent(governedShare)} of the time (${firstAfter(firstGovernedSeconds)})`,
    );
  }
  if (heat?.firstThrottledSeconds !== undefined) {
    const { throttledReplicas } = heat;
    const whose = throttledReplicas === 1 ? 'one replica' : `${throttledReplicas} replicas`;
    causes.push(`heat on ${whose} (${firstAfter(heat.firstThrottledSeconds)})`);
  }
  return causes.length === 0 ? null : `at clocks lowered for ${causes.join(' and for ')}`;
}
