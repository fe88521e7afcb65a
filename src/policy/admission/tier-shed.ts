import type { AdmissionDefinition, AdmissionSpec } from './port.ts';

/**
 * Sheds requests whose priority is below `minPriority` while `outstanding` or more are in the
 * system, so that those above find room; all others enter.
 */
export const tierShed: AdmissionDefinition<Extract<AdmissionSpec, { policy: 'tier-shed' }>> = {
  refusal: 'shed',
  create: ({ minPriority, outstanding }) => ({
    admits: (request, fleet) => request.priority >= minPriority || fleet.outstanding < outstanding,
  }),
};
