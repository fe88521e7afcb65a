import type { ArrivalDefinition, ArrivalSpec } from './port.ts';

/** Arrivals by the clock: every gap is 1; takes no randomness. */
export const deterministic: ArrivalDefinition<Extract<ArrivalSpec, { process: 'deterministic' }>> =
  {
    create() {
      return () => 1;
    },
  };
