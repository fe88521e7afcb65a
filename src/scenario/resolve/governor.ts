import type { Path } from '../document/tree.ts';
import type { PoolBudget } from '../power-budget.ts';
import type { Reporter } from '../reporter.ts';
import { governorDefaults, type RawPowerGovernor } from '../schema/power.ts';

/** What a pool's replicas may draw together, and who holds them to it; absent where nobody does. */
export function resolveGovernor(
  raw: RawPowerGovernor,
  path: Path,
  reporter: Reporter,
): { readonly powerBudget?: PoolBudget } {
  if (raw === 'none') return {};
  if (typeof raw === 'string') {
    const { window: windowSeconds, reaction: reactionSeconds, ...shares } = governorDefaults();
    const governor = { policy: raw, windowSeconds, reactionSeconds, ...shares };
    return { powerBudget: { governor, limitWatts: null, replicas: null } };
  }
  const { policy, budget, replicas, window, reaction, low, high } = raw;
  if (budget === undefined && replicas !== undefined) {
    const message = 'a rack says how many replicas stand in it';
    reporter.error([...path, 'replicas'], message, 'leave it out, or add a budget');
  }
  checkThresholds(raw, path, reporter);
  return {
    powerBudget: {
      governor: { policy, windowSeconds: window, reactionSeconds: reaction, low, high },
      limitWatts: budget ?? null,
      replicas: replicas ?? null,
    },
  };
}

/** The first threshold of a governor is no higher than the second. */
export function checkThresholds(
  { low, high }: { readonly low: number; readonly high: number },
  path: Path,
  reporter: Reporter,
): void {
  if (low <= high) return;
  const message = `the first threshold, ${100 * low} %, is above the second, ${100 * high} %`;
  reporter.error([...path, 'low'], message, 'write it no higher than high');
}
