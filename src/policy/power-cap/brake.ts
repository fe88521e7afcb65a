import { atClock, polcaClocks } from './clocks.ts';
import { free, type PowerCapDefinition } from './port.ts';

/** All at once to the clock of a power brake while the limit was exceeded and the mean is not yet back below `high`. */
export const brake: PowerCapDefinition = {
  orders: ({ level, members }) =>
    members.map(() => (level === 3 ? atClock(polcaClocks.braked) : free)),
};
