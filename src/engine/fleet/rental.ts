import type { CompiledPool, CompiledScenario } from '../../compile/compiled.ts';
import type { RunTotals } from '../../record/totals.ts';
import type { EngineReplica } from '../replica/port.ts';
import { ReplicaSums } from '../replica/step-ledger.ts';

/**
 * USD that the accelerators of one replica have cost by `seconds`, of which it ran steps for `busySeconds`; 0 where they
 * are not billed. Never falls as time goes on.
 */
export function rentalUsd(
  { life, pool: { spec } }: Pick<EngineReplica, 'life' | 'pool'>,
  seconds: number,
  busySeconds: number,
): number {
  const { billing } = spec;
  if (billing === undefined) return 0;
  return billing.usdPerReplicaSecond * billedSeconds(billing.billed, life, seconds, busySeconds);
}

function billedSeconds(
  billed: NonNullable<CompiledPool['billing']>['billed'],
  life: EngineReplica['life'],
  seconds: number,
  busySeconds: number,
): number {
  switch (billed) {
    case 'fleet':
      return seconds;
    case 'busy':
      return busySeconds;
    case 'up':
      return life.lease?.billedSeconds(seconds) ?? 0;
  }
}

/** What a pool has cost since the start of the run, and what the time of its steps costs. */
export interface RentalSums {
  readonly usd: number;
  readonly stepUsd: number;
}

/** By pool, at `seconds`; null where no accelerator is billed. */
export function rentalAt(
  { pools }: CompiledScenario,
  replicas: readonly EngineReplica[],
  seconds: number,
): readonly RentalSums[] | null {
  if (pools.every(({ billing }) => billing === undefined)) return null;
  return pools.map(({ firstReplica, replicas: count, billing }) => {
    let usd = 0;
    let busySeconds = 0;
    for (const replica of replicas.slice(firstReplica, firstReplica + count)) {
      const sums = new ReplicaSums();
      replica.sumsAt(seconds, sums);
      usd += rentalUsd(replica, seconds, sums.busySeconds);
      busySeconds += sums.busySeconds;
    }
    return { usd, stepUsd: busySeconds * (billing?.usdPerReplicaSecond ?? 0) };
  });
}

/** What each pool cost in the window from `start` to `end`, and in the run until `final`. */
export function rentalBetween(
  start: readonly RentalSums[] | null,
  end: readonly RentalSums[] | null,
  final: readonly RentalSums[] | null,
): Pick<RunTotals, 'rental'> {
  if (start === null || end === null || final === null) return {};
  return {
    rental: final.map(({ usd, stepUsd }, pool) => ({
      windowUsd: end[pool]!.usd - start[pool]!.usd,
      totalUsd: usd,
      stepUsd,
    })),
  };
}
