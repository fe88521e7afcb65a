import type { RenewalDefinition, RenewalSpec } from './port.ts';

/** Arrivals by the clock: every gap is 1; takes no randomness. */
export const deterministic: RenewalDefinition<Extract<RenewalSpec, { process: 'deterministic' }>> =
  {
    create() {
      return () => 1;
    },
  };
