import type { Seconds, Watts } from '../base/units.ts';
import type { CoolingKind, RejectionKind } from '../physics/facility/cooling-plant.ts';
import type { NodeSheet } from '../physics/facility/node-power.ts';
import type { OwnershipTerms } from '../physics/facility/ownership.ts';
import type { Profile } from '../physics/facility/profile.ts';
import type { Recirculation } from '../physics/facility/recirculation.ts';

/** The building around the pools: racks, cooling, electricity, and what owning all that costs. */
export interface FacilitySpec {
  readonly rack: {
    /** Null: as many as the power of a rack allows. */
    readonly nodes: number | null;
    readonly powerLimitWatts: Watts;
    /** Absent where nobody follows what comes back. */
    readonly recirculation?: Recirculation;
  };
  readonly cooling: {
    readonly kind: CoolingKind;
    readonly supplyCelsius: number;
    readonly rejection: RejectionKind;
    /** Wet bulb of towers, dry bulb of dry coolers. */
    readonly outsideCelsius: Profile;
  };
  readonly electricity: {
    readonly usdPerKwh: Profile;
    readonly gramsPerKwh: Profile;
  };
  readonly ownership: OwnershipTerms;
  /** Since midnight, when the run starts. */
  readonly startSeconds: Seconds;
  /** How often power is read: between readings it counts as its mean. */
  readonly meterSeconds: Seconds;
  /** What each pool's chips stand in, by the pool's name. */
  readonly nodes: Readonly<Record<string, PoolNode>>;
}

export interface PoolNode {
  readonly sheet: NodeSheet;
  /** Accelerators of the scenario that a node holds: those of the sheet, each in all its instances. */
  readonly accelerators: number;
  /** Of a node with all its accelerators; null where nobody says: then no cost of owning is known. */
  readonly priceUsd: number | null;
}
