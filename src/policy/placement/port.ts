/** A node that a replica fits on, as a placement sees it. */
export interface NodeView {
  readonly accelerators: number;
  /** Of them, those that no replica holds. */
  readonly free: number;
}

/** Chooses among the nodes that a replica fits on. Knows nothing of what runs there, and keeps nothing. */
export interface Placement {
  /** Position of the chosen node; `nodes` has one at least, in order of their numbers. */
  choose(nodes: readonly NodeView[]): number;
}
