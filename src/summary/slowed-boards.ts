import { firstAfter } from './held-back.ts';
import type { SummaryInput } from './input.ts';
import type { Bound } from './run-summary.ts';

/** Assumed: boards that are held to lower clocks for longer than not are what stands in the way. */
const MOSTLY_SLOWED = 0.5;

/** What holds boards to lower clocks than their pools set, and from when on, where it does for most of the run; else null. */
export function slowedBoards({
  compiled,
  totals: { power, simulatedSeconds },
}: Pick<SummaryInput, 'compiled' | 'totals'>): Bound | null {
  if (power === undefined) return null;
  const replicas = compiled.pools.reduce((n, pool) => n + pool.replicas, 0);
  const share = power.slowedSeconds / (replicas * simulatedSeconds);
  if (!(share >= MOSTLY_SLOWED)) return null;
  const isBudgeted = power.budgets.some(({ governedSeconds }) => governedSeconds > 0);
  const isHot =
    (power.heat?.throttledReplicas ?? 0) + (power.heat?.memory?.throttledReplicas ?? 0) > 0;
  const also = isBudgeted && isHot ? ', and too hot at times' : '';
  const { budgets, heat } = power;
  const began = [
    ...budgets.map(({ firstGovernedSeconds }) => firstGovernedSeconds),
    heat?.firstThrottledSeconds,
    heat?.memory?.firstThrottledSeconds,
  ].filter((seconds) => seconds !== undefined);
  const since = began.length > 0 ? `, ${firstAfter(Math.min(...began))}` : '';
  const reason = `boards held to lower clocks ${(100 * share).toFixed(0)} % of the time${since}${also}`;
  return { by: isBudgeted ? 'power' : 'heat', reason };
}
