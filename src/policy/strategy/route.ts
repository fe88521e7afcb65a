import type { Strategy, StrategyDefinition } from './port.ts';

export interface RouteOptions {
  /** Difficulty rank in [0, 1) as the router estimates it, with its error (quality/route.ts). */
  readonly estimate: number;
  /** From this rank up a request is deep. */
  readonly deepFrom: number;
  readonly quick: () => Strategy;
  readonly deep: () => Strategy;
  /** Of a request whose stakes are high; absent of others. */
  readonly guaranteed?: () => Strategy;
}

/** A request that looks easy runs the quick program, one that looks hard the deep one; one with high stakes its own. */
export const route: StrategyDefinition<RouteOptions> = {
  create: ({ estimate, deepFrom, quick, deep, guaranteed }) => {
    if (guaranteed !== undefined) return guaranteed();
    return estimate < deepFrom ? quick() : deep();
  },
};
