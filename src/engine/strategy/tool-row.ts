import type { RequestRow } from '../../record/port.ts';
import type { CallEnd } from './call-end.ts';
import type { LatencyParts } from './critical-path.ts';
import type { ToolUse } from './tool-pools.ts';

/** The parts of a use's latency until `seconds`: its wait for a place is queueing, the rest time of a host. */
export function partsOfTool(use: ToolUse, seconds: number): LatencyParts {
  const began = Number.isNaN(use.beganSeconds) ? seconds : Math.min(use.beganSeconds, seconds);
  return {
    hostSeconds: seconds - began,
    queueSeconds: began - use.askedSeconds,
    ...{ prefillSeconds: 0, decodeSeconds: 0, preemptedSeconds: 0, transferSeconds: 0 },
  };
}

/** What the row of a use says that ended at `seconds`, or is in flight then: no model's tokens, and no joules. */
export function toolEnd(
  use: ToolUse,
  seconds: number,
  outcome: RequestRow['outcome'],
  isInFlight: boolean,
): CallEnd {
  return {
    arrivalSeconds: use.askedSeconds,
    firstTokenSeconds: Number.NaN,
    completionSeconds: isInFlight ? Number.NaN : seconds,
    ...partsOfTool(use, seconds),
    ...{ promptTokens: 0, outputTokens: 0, cachedTokens: 0, acceleratorJoules: 0 },
    outcome,
    ...{ attempts: 1, preemptions: 0, replica: -1 },
  };
}
