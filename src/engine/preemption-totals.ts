import type { CompiledScenario } from '../compile/compiled.ts';
import type { RunTotals } from '../record/totals.ts';
import type { EngineReplica } from './replica/port.ts';

/** Preemptions of a run: all and, where there are several pools, of each. */
export function preemptionTotals(
  pools: CompiledScenario['pools'],
  replicas: readonly EngineReplica[],
): Pick<RunTotals, 'preemptions' | 'poolPreemptions'> {
  const among = (own: readonly EngineReplica[]) =>
    own.reduce((sum, { preemptions }) => sum + preemptions, 0);
  const ofPools = pools.map(({ firstReplica: first, replicas: count }) =>
    among(replicas.slice(first, first + count)),
  );
  return {
    preemptions: among(replicas),
    ...(pools.length > 1 && { poolPreemptions: ofPools }),
  };
}
