import type { CompiledPool, CompiledScenario } from '../../compile/compiled.ts';
import type { ScalingWindow } from '../../record/totals.ts';
import type { ScalingTotals } from './scaling-ledger.ts';

/** The ledgers of all pools as they stood at one instant; null for those whose replicas stand. */
export type ScalingSnapshot = readonly (ScalingTotals | null)[];

/** A figure of a replica × the time that replicas served between two instants `seconds` apart, over all pools. */
export function servedSeconds(
  scenario: CompiledScenario,
  seconds: number,
  start: ScalingSnapshot,
  end: ScalingSnapshot,
  of: (pool: CompiledPool) => number,
): number {
  let standing = 0;
  let scaled = 0;
  for (const [index, pool] of scenario.pools.entries()) {
    const [before, after] = [start[index] ?? null, end[index] ?? null];
    if (before === null || after === null) standing += pool.replicas * of(pool);
    else scaled += (after.servingSeconds - before.servingSeconds) * of(pool);
  }
  return seconds * standing + scaled;
}

/** What scaling did between two instants; undefined where all replicas stand. */
export function scalingWindow(
  scenario: CompiledScenario,
  seconds: number,
  start: ScalingSnapshot,
  end: ScalingSnapshot,
): ScalingWindow | undefined {
  if (scenario.pools.every(({ scaling }) => scaling === undefined)) return undefined;
  let standing = 0;
  const window = { servingSeconds: 0, startingSeconds: 0, zeroSeconds: 0, coldStarts: 0 };
  let acceleratorSeconds = 0;
  for (const [index, pool] of scenario.pools.entries()) {
    const [before, after] = [start[index] ?? null, end[index] ?? null];
    const chips = pool.acceleratorsPerReplica;
    if (before === null || after === null || pool.scaling === undefined) {
      standing += pool.replicas * chips;
      continue;
    }
    const serving = after.servingSeconds - before.servingSeconds;
    const starting = after.startingSeconds - before.startingSeconds;
    window.servingSeconds += serving;
    window.startingSeconds += starting;
    window.zeroSeconds += after.zeroSeconds - before.zeroSeconds;
    window.coldStarts += after.coldStarts - before.coldStarts;
    const { idlesWhenDown } = pool.scaling;
    acceleratorSeconds += chips * (idlesWhenDown ? seconds * pool.replicas : serving + starting);
  }
  return { ...window, acceleratorSeconds: acceleratorSeconds + seconds * standing };
}
