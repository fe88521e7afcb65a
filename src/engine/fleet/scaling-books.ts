import type { CompiledScenario } from '../../compile/compiled.ts';
import { LoadMeter } from './load-meter.ts';
import { Places } from './places.ts';
import { ScalingLedger } from './scaling-ledger.ts';

/** What is counted where replicas come and go; null for groups and pools whose replicas stand. */
export interface ScalingBooks {
  /** By group of replicas. */
  readonly meters: readonly (LoadMeter | null)[];
  /** By pool. */
  readonly ledgers: readonly (ScalingLedger | null)[];
  /** Null where there is a place for every replica. */
  readonly places: Places | null;
}

export function openScalingBooks({ groups, pools, cluster }: CompiledScenario): ScalingBooks {
  const scaled = new Set(pools.filter(({ scaling }) => scaling !== undefined).map((p) => p.group));
  const places = cluster === undefined ? null : new Places(cluster, pools);
  places?.ledger.change(0, () => 0);
  return {
    places,
    meters: groups.map((_, group) => (scaled.has(group) ? new LoadMeter() : null)),
    ledgers: pools.map(({ scaling }, pool) => {
      if (scaling === undefined) return null;
      return new ScalingLedger(places?.placedOf(pool).length ?? scaling.initial);
    }),
  };
}
