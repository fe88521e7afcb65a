import type { ClassSamples } from '../record/class-samples.ts';
import { type LatencyPart, latencyParts } from '../record/latency-parts.ts';
import type { Answer, Slowest, WorkloadAnswer } from './answer-figures.ts';
import { boundOf } from './bound.ts';
import type { SummaryInput } from './input.ts';
import type { Utilization } from './utilization.ts';

/** The slowest 1 %. */
const SLOWEST_SHARE = 0.01;

export function answer(input: SummaryInput, utilization: Utilization): Answer {
  const workloads = input.compiled.workloads.map((workload, index) =>
    workloadAnswer(workload, input.metrics.workloads[index]),
  );
  const judged = workloads.filter(({ met }) => met !== null);
  const slowest = slowestOf(input);
  return {
    sloMet: judged.length > 0 ? judged.every(({ met }) => met === true) : null,
    workloads,
    bound: boundOf(input, utilization, slowest),
    headroom: null,
    slowest,
  };
}

function workloadAnswer(
  workload: SummaryInput['compiled']['workloads'][number],
  collected: Pick<ClassSamples, 'measured' | 'sloMet' | 'misses'> | undefined,
): WorkloadAnswer {
  const { slo, name } = workload;
  // deadlines stand in the rows of a trace: one that was missed shows that there are any
  const hasTarget =
    Math.min(slo.ttftSeconds, slo.tpotSeconds, slo.e2eSeconds) < Infinity ||
    (collected?.misses.deadline ?? 0) > 0;
  const measured = collected?.measured ?? 0;
  const attainment = measured > 0 ? (collected?.sloMet ?? 0) / measured : null;
  return {
    workload: name,
    attainment,
    target: hasTarget ? slo.attainment : null,
    met: hasTarget && attainment !== null ? attainment >= slo.attainment : null,
    misses: collected === undefined ? null : missShares(collected),
  };
}

function missShares({ measured, misses }: Pick<ClassSamples, 'measured' | 'misses'>) {
  if (measured === 0) return null;
  const { ttft, tpot, e2e, deadline, unfinished } = misses;
  return {
    ttft: ttft / measured,
    tpot: tpot / measured,
    e2e: e2e / measured,
    deadline: deadline / measured,
    unfinished: unfinished / measured,
  };
}

function slowestOf(input: SummaryInput): Slowest | null {
  const tail = input.metrics.parts.slowest(SLOWEST_SHARE);
  if (tail === null) return null;
  const sum = latencyParts.reduce((total, part) => total + tail.seconds[part], 0);
  if (sum <= 0) return null;
  const shares = latencyParts.map((part) => [part, tail.seconds[part] / sum] as const);
  return {
    share: SLOWEST_SHARE,
    count: tail.count,
    e2eSeconds: tail.e2eSeconds,
    parts: Object.fromEntries(shares) as Record<LatencyPart, number>,
  };
}
