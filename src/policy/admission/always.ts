import type { AdmissionDefinition, AdmissionSpec } from './port.ts';

/** Lets every request in. */
export const always: AdmissionDefinition<Extract<AdmissionSpec, { policy: 'always' }>> = {
  create() {
    return { admits: () => true };
  },
};
