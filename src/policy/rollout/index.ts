import { assertNever } from '../../base/assert.ts';
import { type BurnRateSpec, burnRate } from './burn-rate.ts';
import { type CostSpec, cost } from './cost.ts';
import { type EnergySpec, energy } from './energy.ts';
import { type ErrorsSpec, errors } from './errors.ts';
import { type EscapedErrorsSpec, escapedErrors } from './escaped-errors.ts';
import { type LatencySpec, latency } from './latency.ts';
import type { Monitor, RolloutView, Verdict } from './port.ts';
import { type QueueSpec, queue } from './queue.ts';

export type MonitorSpec =
  | BurnRateSpec
  | ErrorsSpec
  | EscapedErrorsSpec
  | LatencySpec
  | QueueSpec
  | EnergySpec
  | CostSpec;

/** Every monitor of a roll-out by name. */
export const monitors = {
  'burn-rate': burnRate,
  errors,
  'escaped-errors': escapedErrors,
  latency,
  queue,
  energy,
  cost,
} as const satisfies { [K in MonitorSpec['kind']]: Monitor<Extract<MonitorSpec, { kind: K }>> };

export type MonitorName = keyof typeof monitors;

/** What one monitor says of the candidate. */
export function judge(spec: MonitorSpec, view: RolloutView): Verdict {
  switch (spec.kind) {
    case 'burn-rate':
      return burnRate.judge(spec, view);
    case 'errors':
      return errors.judge(spec, view);
    case 'escaped-errors':
      return escapedErrors.judge(spec, view);
    case 'latency':
      return latency.judge(spec, view);
    case 'queue':
      return queue.judge(spec, view);
    case 'energy':
      return energy.judge(spec, view);
    case 'cost':
      return cost.judge(spec, view);
    default:
      return assertNever(spec);
  }
}
