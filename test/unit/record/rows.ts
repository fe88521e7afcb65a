import type { Targets } from '../../../src/record/misses.ts';
import type { RequestRow } from '../../../src/record/port.ts';

/** Of a workload that asks nothing of its requests. */
export const noTargets: Targets = {
  ttftSeconds: Infinity,
  tpotSeconds: Infinity,
  e2eSeconds: Infinity,
};

/** A measured, completed request with every field of its own value; override what a test is about. */
export function requestRow(over: Partial<RequestRow> = {}): RequestRow {
  return {
    request: 0,
    workload: 0,
    tenant: 0,
    measured: true,
    arrivalSeconds: 1,
    firstTokenSeconds: 1.5,
    firstActivitySeconds: 1.5,
    completionSeconds: 3,
    ttftSeconds: 0.5,
    tpotSeconds: 0.1,
    e2eSeconds: 2,
    worstGapSeconds: 0.2,
    hostSeconds: 0.05,
    queueSeconds: 0.25,
    prefillSeconds: 0.2,
    decodeSeconds: 1.25,
    preemptedSeconds: 0.25,
    transferSeconds: 0,
    promptTokens: 100,
    outputTokens: 16,
    intendedOutputTokens: 16,
    maxTokens: 64,
    priority: 0,
    outcome: 0,
    preemptions: 1,
    attempts: 1,
    replica: 0,
    acceleratorJoules: 12.5,
    stepUsd: 0,
    sloMet: true,
    cachedTokens: 0,
    ...over,
  };
}

/** An in-flight request that never reached a replica: everything that can be missing is. */
export const missingEverything = requestRow({
  firstTokenSeconds: NaN,
  firstActivitySeconds: NaN,
  completionSeconds: NaN,
  ttftSeconds: NaN,
  tpotSeconds: NaN,
  e2eSeconds: NaN,
  worstGapSeconds: NaN,
  hostSeconds: NaN,
  queueSeconds: NaN,
  prefillSeconds: NaN,
  decodeSeconds: NaN,
  preemptedSeconds: NaN,
  transferSeconds: NaN,
  outputTokens: 0,
  outcome: 6,
  replica: -1,
  acceleratorJoules: 0,
  sloMet: false,
});
