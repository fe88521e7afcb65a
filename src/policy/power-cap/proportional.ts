import { free, type PowerCapDefinition } from './port.ts';

/**
 * Once the second threshold is crossed, each board is held to what makes `high` × limit of all together, shared by what
 * boards draw above idle now (one that is idle may draw the mean of them, lest it be held to nothing):
 *
 *     cap = idle + (drawn − idle) × (high × limit − Σ idle) ÷ Σ (drawn − idle)
 *
 * never below what a board needs to work. All are free again when the mean falls below the first threshold.
 */
export const proportional: PowerCapDefinition = {
  orders: ({ limitWatts, level, high, members }) => {
    if (level < 2) return members.map(() => free);
    let boards = 0;
    let idle = 0;
    let drawn = 0;
    let busy = 0;
    for (const member of members) {
      const above = Math.max(0, member.watts - member.idleWatts);
      boards += member.boards;
      idle += member.boards * member.idleWatts;
      drawn += member.boards * above;
      if (above > 0) busy += member.boards;
    }
    if (busy === 0) return members.map(() => free);
    const mean = drawn / busy;
    const share = Math.max(0, high * limitWatts - idle) / (drawn + (boards - busy) * mean);
    return members.map(({ watts, idleWatts, leastWatts }) => {
      const above = watts > idleWatts ? watts - idleWatts : mean;
      return { ...free, capWatts: Math.max(leastWatts, idleWatts + above * share) };
    });
  },
};
