import type { CompiledScenario } from '../../compile/compiled.ts';
import { LoadMeter } from './load-meter.ts';
import { ScalingLedger } from './scaling-ledger.ts';

/** What is counted where replicas come and go; null for groups and pools whose replicas stand. */
export interface ScalingBooks {
  /** By group of replicas. */
  readonly meters: readonly (LoadMeter | null)[];
  /** By pool. */
  readonly ledgers: readonly (ScalingLedger | null)[];
}

export function openScalingBooks({ groups, pools }: CompiledScenario): ScalingBooks {
  const scaled = new Set(pools.filter(({ scaling }) => scaling !== undefined).map((p) => p.group));
  return {
    meters: groups.map((_, group) => (scaled.has(group) ? new LoadMeter() : null)),
    ledgers: pools.map(({ scaling }) =>
      scaling === undefined ? null : new ScalingLedger(scaling.initial),
    ),
  };
}
