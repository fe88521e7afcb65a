/** How far the mean power of a budget has come: below all thresholds, or above as many of them. */
export type PowerLevel = 0 | 1 | 2 | 3;

/** One replica that draws on the budget, per board. */
export interface MemberView {
  readonly boards: number;
  /** What each board draws now, what it draws at most, and what it draws idle. */
  readonly watts: number;
  readonly boardWatts: number;
  readonly idleWatts: number;
  /** No cap below it can be kept. */
  readonly leastWatts: number;
  /** The highest priority among the workloads that it may serve. */
  readonly priority: number;
}

/** What a governor knows of its budget when it decides. */
export interface BudgetView {
  /** What all members may draw together. */
  readonly limitWatts: number;
  /**
   * Thresholds that the mean power has crossed: `low` and `high` shares of the limit, and the limit itself. It comes
   * down again by a margin.
   */
  readonly level: PowerLevel;
  readonly low: number;
  readonly high: number;
  readonly members: readonly MemberView[];
}

/** What the boards of one member are held to; clocks are shares of the chip's highest. */
export interface BoardOrder {
  /** In steps with prompts, and in steps that only decode. */
  readonly promptClock: number;
  readonly decodeClock: number;
  readonly capWatts: number;
  /** Of the memory's bandwidth, what is left of it; absent: all. */
  readonly memoryShare?: number;
  /** Of what steps draw, what leaks beyond it, at most: the cap leaves room for both. Absent: nothing. */
  readonly leakedShare?: number;
}

export const free: BoardOrder = {
  promptClock: 1,
  decodeClock: 1,
  capWatts: Number.POSITIVE_INFINITY,
};

export interface PowerCapDefinition {
  /** Whether its orders hold from the start of the run on, whatever is drawn. */
  readonly standing?: true;
  /** What each member is held to, in order of members. Pure: the same view always gives the same orders. */
  orders(view: BudgetView): readonly BoardOrder[];
}
