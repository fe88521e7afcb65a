import type { AutoscalerDefinition } from './port.ts';

/** Keeps the replicas that there are. */
export const none: AutoscalerDefinition<{ readonly policy: 'none' }> = {
  create: () => ({ desired: ({ replicas }) => replicas }),
};
