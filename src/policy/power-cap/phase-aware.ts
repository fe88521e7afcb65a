import { atClock, polcaClocks } from './clocks.ts';
import { free, type PowerCapDefinition } from './port.ts';

/**
 * Decoding waits for memory, which a lower clock hardly slows down: steps without prompts give up their clock first, to
 * one above the first threshold and to a lower one above the second, where steps with prompts give up a little, too.
 */
export const phaseAware: PowerCapDefinition = {
  orders: ({ level, members }) => {
    const { eased, lowered, spared, braked } = polcaClocks;
    return members.map(() => {
      if (level === 3) return atClock(braked);
      if (level === 2) return { ...free, promptClock: spared, decodeClock: lowered };
      return level === 1 ? { ...free, decodeClock: eased } : free;
    });
  },
};
