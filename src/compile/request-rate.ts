import { lengthMean } from '../policy/length/index.ts';
import type { AgentCall } from '../scenario/scenario.ts';
import type { CompiledWorkload } from './compiled.ts';

/** Requests per second. */
export interface RequestRate {
  readonly mean: number;
  /** At the busiest time that the process states. */
  readonly peak: number;
}

/**
 * Requests per second that an arrival process states; null where they follow from the run or a trace. Of sessions and
 * agents: tasks × the mean of their requests, as far as none fails and no context is full.
 */
export function requestRate(arrivals: CompiledWorkload['arrivals']): RequestRate | null {
  if (!('ratePerSecond' in arrivals)) return null;
  const { ratePerSecond } = arrivals;
  const times = (factor: number, peak = 1) => ({
    mean: ratePerSecond * factor,
    peak: ratePerSecond * factor * peak,
  });
  switch (arrivals.process) {
    case 'sessions':
      return times(lengthMean(arrivals.turns));
    case 'agentic':
      return times(arrivals.calls.reduce((sum, call) => sum + meanCalls(call), 0));
    case 'mmpp':
      return times(1, Math.max(...arrivals.states.map(({ relativeRate }) => relativeRate)));
    case 'piecewise':
      return times(1, Math.max(...arrivals.steps.map(({ relativeRate }) => relativeRate)));
    case 'diurnal':
      return times(
        1,
        arrivals.shape.kind === 'sinusoid'
          ? arrivals.shape.peakToMean
          : Math.max(...arrivals.shape.relativeRates),
      );
    default:
      return times(1);
  }
}

function meanCalls({ copies, rounds }: AgentCall): number {
  return lengthMean(copies) * lengthMean(rounds);
}
