import type { RunTotals } from '../record/totals.ts';
import { powerOf } from './power.ts';

/** Assumed: budgets that slow boards down for less of the time hold nothing back worth a word. */
const LITTLE = 0.1;

/** When something began, in words. */
export function firstAfter(seconds: number): string {
  return `first after ${Number(seconds.toPrecision(3))} s`;
}

/** What kept clocks below their highest, and from when on: budgets of power, heat; null where nothing did for long. */
export function heldBack({
  power,
  simulatedSeconds,
}: Pick<RunTotals, 'power' | 'simulatedSeconds'>): string | null {
  if (power === undefined) return null;
  const { governedShare, firstGovernedSeconds, heat } = powerOf(power, simulatedSeconds);
  const causes: string[] = [];
  if (firstGovernedSeconds !== null && governedShare >= LITTLE) {
    const share = `${(100 * governedShare).toFixed(0)} %`;
    causes.push(`power ${share} of the time (${firstAfter(firstGovernedSeconds)})`);
  }
  if (heat?.firstThrottledSeconds !== undefined) {
    const { throttledReplicas } = heat;
    const whose = throttledReplicas === 1 ? 'one replica' : `${throttledReplicas} replicas`;
    causes.push(`heat on ${whose} (${firstAfter(heat.firstThrottledSeconds)})`);
  }
  return causes.length === 0 ? null : `at clocks lowered for ${causes.join(' and for ')}`;
}
