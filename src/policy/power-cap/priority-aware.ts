import { atClock, decodesAt, polcaClocks } from './clocks.ts';
import { free, type PowerCapDefinition } from './port.ts';

/**
 * POLCA's levels: above the first threshold the low priorities decode at a lower clock, above the second they do
 * everything at a still lower one and the highest priority slows down a little, at the limit all brake. Where all have
 * one priority, all are spared as the highest is.
 */
export const priorityAware: PowerCapDefinition = {
  orders: ({ level, members }) => {
    const most = members.reduce((top, { priority }) => Math.max(top, priority), -Infinity);
    const { eased, lowered, spared, braked } = polcaClocks;
    return members.map(({ priority }) => {
      if (level === 3) return atClock(braked);
      if (level === 2) return atClock(priority < most ? lowered : spared);
      return level === 1 && priority < most ? decodesAt(eased) : free;
    });
  },
};
