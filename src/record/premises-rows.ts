/** What stood in a node or a rack took over the whole run: the same parts at either. */
export interface PremisesSums {
  /** Accelerators of the pool in it; those of a replica that spans several count where they stand. */
  readonly accelerators: number;
  /** Mean over these of the time in which their replica ran steps, and in which boards were held to less. */
  readonly busySeconds: number;
  readonly throttledSeconds: number;
  /** Of accelerators. */
  readonly prefillJoules: number;
  readonly decodeJoules: number;
  readonly idleJoules: number;
  /** What they drew beyond their sheets for being warm; 0 where nobody asks. */
  readonly leakedJoules: number;
  /** Of processors, memories, adapters, switches, drives and boards; and what fans and power supplies take on top. */
  readonly hostJoules: number;
  readonly supplyJoules: number;
  /** Its share of what links and switches between nodes took, equal for all nodes; 0 where no topology is stated. */
  readonly networkJoules: number;
  /** Its share, by IT energy in each reading, of what the site's cooling took and its electrical losses. */
  readonly coolingJoules: number;
  readonly lossJoules: number;
  /** Highest mean over one reading of the facility's meter, at the socket: without the network. */
  readonly peakWatts: number;
}

/** One node over the whole run. A pool fills its nodes, and these its racks, in order. */
export interface NodeRow extends PremisesSums {
  readonly node: number;
  readonly pool: number;
  readonly indexInPool: number;
  readonly rack: number;
}

/** One rack over the whole run. */
export interface RackRow extends PremisesSums {
  readonly rack: number;
  readonly pool: number;
  readonly indexInPool: number;
  readonly nodes: number;
  /** What it gives, and what its nodes took above that: by the means of the readings. */
  readonly limitWatts: number;
  readonly overshootSeconds: number;
  readonly overshootJoules: number;
}
