import { concurrencyTarget } from './concurrency-target.ts';
import { forecast } from './forecast.ts';
import { none } from './none.ts';
import { ongoingRequests } from './ongoing-requests.ts';
import type { Autoscaler, AutoscalerDefinition, AutoscalingSpec } from './port.ts';
import { queueLength } from './queue-length.ts';
import { schedule } from './schedule.ts';
import { sloDriven } from './slo-driven.ts';
import { targetUtilization } from './target-utilization.ts';

/** Every autoscaling policy by name. */
export const autoscalers = {
  none,
  'target-utilization': targetUtilization,
  'queue-length': queueLength,
  'concurrency-target': concurrencyTarget,
  'ongoing-requests': ongoingRequests,
  'slo-driven': sloDriven,
  schedule,
  forecast,
} as const satisfies {
  [P in AutoscalingSpec['policy']]: AutoscalerDefinition<Extract<AutoscalingSpec, { policy: P }>>;
};

export type AutoscalerName = keyof typeof autoscalers;

/** Makes the autoscaler that `spec` names. */
export function createAutoscaler(spec: AutoscalingSpec, startSeconds: number): Autoscaler {
  const definition: AutoscalerDefinition = autoscalers[spec.policy];
  return definition.create(spec, startSeconds);
}

/** Whether the first request at 0 replicas starts one at once. */
export function wakes(policy: AutoscalerName): boolean {
  const definition: AutoscalerDefinition = autoscalers[policy];
  return definition.wakes === true;
}
