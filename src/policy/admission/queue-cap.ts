import type { AdmissionDefinition, AdmissionSpec } from './port.ts';

/**
 * Refuses a request while `maxQueued` requests wait or `maxOutstanding` are in the system, so that
 * neither count ever exceeds its cap through an arrival. Infinity = no cap; 0 refuses all.
 */
export const queueCap: AdmissionDefinition<Extract<AdmissionSpec, { policy: 'queue-cap' }>> = {
  create(spec) {
    return {
      admits: (_request, fleet) =>
        fleet.queued < spec.maxQueued && fleet.outstanding < spec.maxOutstanding,
    };
  },
};
