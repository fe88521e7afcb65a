import type { AutoscalerDefinition, AutoscalingSpec } from './port.ts';

type Spec = Extract<AutoscalingSpec, { policy: 'schedule' }>;

/**
 * The replicas of the last step that has come in the current period; before its first step, those of the period's
 * last one. Steps stand in order of time.
 */
export const schedule: AutoscalerDefinition<Spec> = {
  create: ({ periodSeconds, steps }) => ({
    desired({ nowSeconds, replicas }) {
      const second = nowSeconds % periodSeconds;
      const due = steps.findLast(({ atSeconds }) => atSeconds <= second) ?? steps.at(-1);
      return due?.replicas ?? replicas;
    },
  }),
};
