import { sum } from 'simple-statistics';
import type { RunTotals } from '../record/totals.ts';
import type { Bound } from './answer-figures.ts';
import type { SummaryInput } from './input.ts';
import { powerOf } from './power.ts';

/** Assumed: boards that are held to lower clocks for longer than not are what stands in the way. */
const MOSTLY = 0.5;

/** Assumed: budgets that lower clocks for less of the time hold nothing back worth a word. */
const LITTLE = 0.1;

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

interface Clocks {
  readonly compiled: Pick<SummaryInput['compiled'], 'pools'>;
  readonly totals: Pick<RunTotals, 'power' | 'simulatedSeconds'>;
}

/** When something began, in words. */
const firstAfter = (seconds: number) => `first after ${Number(seconds.toPrecision(3))} s`;

/** Share of the run's time in which the boards of a pool are held to less than it sets. */
function slowedShare({ compiled, totals }: Clocks, pool: number): number {
  const { power, simulatedSeconds } = totals;
  const { replicas } = compiled.pools[pool]!;
  const first = sum(compiled.pools.slice(0, pool).map((before) => before.replicas));
  const slowed = power?.slowedSeconds.slice(first, first + replicas) ?? [];
  return sum(slowed) / (replicas * simulatedSeconds);
}

/** What holds the boards of a pool to lower clocks than it sets, and from when on, where it does for most of the run; else null. */
export function boundByClocks(input: Clocks, pool: number): Bound | null {
  const { power, simulatedSeconds } = input.totals;
  if (power === undefined) return null;
  const share = slowedShare(input, pool);
  if (!(share >= MOSTLY)) return null;
  const { governedShare, firstGovernedSeconds, heat } = powerOf(power, simulatedSeconds);
  const hot = [heat?.firstThrottledSeconds, heat?.memory?.firstThrottledSeconds];
  const firstHotSeconds = Math.min(...hot.map((seconds) => seconds ?? Infinity));
  const isHeat = governedShare < share / 2;
  const [began, other] = isHeat
    ? [firstHotSeconds, firstGovernedSeconds === null ? '' : ', and for budgets of power at times']
    : [
        firstGovernedSeconds ?? Infinity,
        firstHotSeconds < Infinity ? ', and too hot at times' : '',
      ];
  const since = began < Infinity ? `, ${firstAfter(began)}` : '';
  const reason = `boards held to lower clocks ${percent(share)} of the time${since}${other}`;
  return { by: isHeat ? 'heat' : 'power', reason };
}

/** What lowered the clocks of a pool beside another bound, and from when on: budgets of power, heat; null where nothing did for long. */
export function loweredFor(input: Clocks, pool: number): string | null {
  const { power, simulatedSeconds } = input.totals;
  if (power === undefined || slowedShare(input, pool) === 0) return null;
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
