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

/** What a pool has cost, and what its steps took, since the start of the run. */
export interface RentalSums {
  readonly usd: number;
  readonly stepJoules: number;
}

/** By pool, at `seconds`; null where no accelerator is billed. */
export function rentalAt(
  { pools }: CompiledScenario,
  replicas: readonly EngineReplica[],
  seconds: number,
): readonly RentalSums[] | null {
  if (pools.every(({ billing }) => billing === undefined)) return null;
  return pools.map(({ firstReplica, replicas: count }) => {
    let usd = 0;
    let stepJoules = 0;
    for (const replica of replicas.slice(firstReplica, firstReplica + count)) {
      const sums = new ReplicaSums();
      replica.sumsAt(seconds, sums);
      usd += rentalUsd(replica, seconds, sums.busySeconds);
      stepJoules += sums.prefillJoules + sums.decodeJoules;
    }
    return { usd, stepJoules };
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
    rental: final.map(({ usd, stepJoules }, pool) => ({
      windowUsd: end[pool]!.usd - start[pool]!.usd,
      totalUsd: usd,
      stepJoules,
    })),
  };
}
