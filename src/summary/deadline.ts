import { quantile } from 'simple-statistics';
import type { ClassSamples } from '../record/class-samples.ts';
import type { SummaryInput } from './input.ts';
import { type LadderFigures, ladderOf } from './ladder.ts';

/** What became of a workload's hard deadline. */
export interface DeadlineFigures {
  readonly seconds: number;
  /** Deadline − 99.99th percentile of end-to-end time of what completed; null where nothing did. */
  readonly marginSeconds: number | null;
  /** Measured requests that were answered later than that, or not at all, and their share. */
  readonly missed: number;
  readonly missedShare: number | null;
  /** Present where less is done when it is missed. */
  readonly ladder?: LadderFigures;
}

/** Of a percentile that a miss in ten thousand decides. */
const SHARE = 0.9999;

/** Absent where a workload has no deadline, or there are several workloads. */
export function deadlineOf(
  { samples, measured, completed }: ClassSamples,
  workloads: readonly number[],
  { compiled, totals }: Pick<SummaryInput, 'compiled' | 'totals'>,
): { readonly deadline?: DeadlineFigures } {
  const [only = -1, ...others] = workloads;
  const { slo, ladder } = compiled.workloads[only] ?? {};
  if (slo?.deadlineSeconds === undefined || others.length > 0) return {};
  const seconds = slo.deadlineSeconds;
  const climbed = totals.ladders?.[only];
  const { most, late } = lateness(samples.e2e, seconds);
  const missed = late + measured - completed;
  return {
    deadline: {
      seconds,
      marginSeconds: most === null ? null : seconds - most,
      missed,
      missedShare: measured > 0 ? missed / measured : null,
      ...(climbed && ladder && { ladder: ladderOf(climbed, ladder) }),
    },
  };
}

function lateness(e2e: ClassSamples['samples']['e2e'], seconds: number) {
  const values = e2e.exact();
  if (values !== null) {
    if (values.length === 0) return { most: null, late: 0 };
    // simple-statistics takes any array; its types say number[]
    const most = quantile(values as unknown as number[], SHARE);
    return { most, late: values.reduce((count, each) => count + (each > seconds ? 1 : 0), 0) };
  }
  const total = e2e.sketch?.total();
  if (total === undefined || total.count === 0) return { most: null, late: 0 };
  const late = Math.round(total.count * (1 - total.shareUpTo(seconds)));
  return { most: total.quantile(SHARE), late };
}
