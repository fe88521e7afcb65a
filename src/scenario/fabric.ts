import type { Seconds } from '../base/units.ts';
import type { Fabric } from '../physics/data-sheets.ts';
import type { Topology } from '../physics/fabric/topologies.ts';
import type { DurationLaw } from './failures.ts';

/** Where replicas stand. */
export const fabricPlacementNames = ['pack', 'spread', 'rail-aware'] as const;
export type FabricPlacement = (typeof fabricPlacementNames)[number];

/** The graph that transfers flow over; absent in a scenario whose transfers have adapters to themselves. */
export interface FabricSpec {
  readonly scaleOut: Fabric;
  readonly topology: Topology;
  readonly oversubscription: number;
  readonly placement: FabricPlacement;
  readonly failures: readonly LinkFailure[];
}

/** What happens to cables: to one at an instant, or to each, time and again, so long after it was repaired. */
export interface LinkFailure {
  readonly when:
    | { readonly atSeconds: Seconds; readonly cable: string }
    | { readonly timeBetween: DurationLaw };
  readonly duration: DurationLaw;
}

/** What joins the nodes of one replica that needs more than one. */
export interface ScaleOut {
  readonly chipsPerNode: number;
  /** At what is left of its bandwidth where the replica's nodes are not on one switch. */
  readonly fabric: Fabric;
}
