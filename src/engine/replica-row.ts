import { cacheBlocks } from '../compile/cache-blocks.ts';
import type { CompiledScenario } from '../compile/compiled.ts';
import type { ReplicaRow } from '../record/port.ts';
import { cachesAdapters } from '../record/tables/accounts.ts';
import { rentalUsd } from './fleet/rental.ts';
import type { PowerControl } from './power/power-control.ts';
import type { EngineReplica } from './replica/port.ts';
import type { ReplicaSums } from './replica/step-ledger.ts';

/** What each replica did until `seconds`, the end of the run, as summed up in `sums`. */
export function replicaRows(
  scenario: CompiledScenario,
  replicas: readonly EngineReplica[],
  sums: readonly Readonly<ReplicaSums>[],
  seconds: number,
  power: PowerControl | null,
): readonly ReplicaRow[] {
  const hasLoads = cachesAdapters(scenario);
  return scenario.pools.flatMap(({ firstReplica, replicas: count }, pool) =>
    replicas
      .slice(firstReplica, firstReplica + count)
      .map((replica) =>
        replicaRow(
          replica,
          pool,
          sums[replica.index]!,
          seconds,
          power?.boardsOf(replica.index, seconds),
          hasLoads,
        ),
      ),
  );
}

/** What a replica did until `seconds`, the end of the run, as summed up in `sums`. */
function replicaRow(
  replica: EngineReplica,
  pool: number,
  sums: Readonly<ReplicaSums>,
  seconds: number,
  boards: ReplicaRow['boards'],
  hasLoads: boolean,
): ReplicaRow {
  const { spec } = replica.pool;
  return {
    replica: replica.index,
    pool,
    indexInPool: replica.index - spec.firstReplica,
    accelerators: spec.acceleratorsPerReplica,
    kvBlocks: cacheBlocks(spec),
    busySeconds: sums.busySeconds,
    steps: sums.steps,
    requests: replica.received,
    preemptions: replica.preemptions,
    prefillJoules: sums.prefillJoules,
    decodeJoules: sums.decodeJoules,
    idleJoules: replica.life.idleJoules(spec.idleWatts, seconds, sums.busySeconds),
    peakWatts: replica.peakWatts,
    outputTokens: replica.outputTokens,
    queriedTokens: sums.queriedTokens,
    cachedTokens: sums.foundTokens,
    rentalUsd: rentalUsd(replica, seconds, sums.busySeconds),
    swappedTokens: sums.swappedTokens,
    hostTokens: sums.tierTokens[0]!,
    nvmeTokens: sums.tierTokens[1]!,
    remoteTokens: sums.tierTokens[2]!,
    ...(boards && { boards }),
    ...(hasLoads && { adapters: loadsOf(replica) }),
    ...(replica.life.leakage && { leakedJoules: replica.life.leakedJoules(seconds) }),
  };
}

function loadsOf({ adapters }: EngineReplica): NonNullable<ReplicaRow['adapters']> {
  const { loads, reads, loadingSeconds } = adapters ?? { loads: 0, reads: 0, loadingSeconds: 0 };
  return { loads, storageLoads: reads, loadingSeconds };
}
