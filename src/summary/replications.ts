import { meanAndInterval } from '../base/statistics.ts';
import type { Interval } from './percentiles.ts';
import type { RunStatus, RunSummary } from './run-summary.ts';
import type { SummaryRow } from './summary-table.ts';

/** Several replications as one document: every figure is a mean, with its interval under `ci` of the same block. */
export type ReplicatedSummary = RunSummary & { readonly replications: number };

const LEVEL = 0.95;

/** Keys whose numbers add up over replications instead of being averaged. */
const summed = new Set(['count', 'wallSeconds', 'events']);

/** Keys whose numbers are shares, from 0 to 1. */
const shares = new Set(['attainment', 'busy', 'mfu', 'mbu', 'kvCache']);

/**
 * Means over replications with Student's t-intervals: replications are independent, so no batches are needed, and the
 * interval of a single replication (batch means) gives way to the one between them. A figure that is null somewhere is
 * averaged over the others. Counts of samples, events and wall time add up.
 */
export function combineReplications(summaries: readonly RunSummary[]): ReplicatedSummary {
  const combined = combine(summaries, '') as RunSummary;
  const warnings = [...new Set(summaries.flatMap((summary) => summary.warnings))];
  const status = worstStatus(summaries.map((summary) => summary.status));
  const workloads = combined.answer.workloads.map((workload) => {
    const { attainment, target } = workload;
    return {
      ...workload,
      met: target === null || attainment === null ? null : attainment >= target,
    };
  });
  const judged = workloads.filter(({ met }) => met !== null);
  const sloMet = judged.length > 0 ? judged.every(({ met }) => met === true) : null;
  const answer = { ...combined.answer, workloads, sloMet };
  return { ...combined, answer, warnings, status, replications: summaries.length };
}

/** Rows of summary.arrow over replications, each the mean of the rows at the same place. */
export function combineRows(replications: readonly (readonly SummaryRow[])[]): SummaryRow[] {
  const [first = []] = replications;
  return first.map((row, index) => {
    const same = replications.flatMap((rows) => rows[index] ?? []);
    const values = same.flatMap(({ value }) => value ?? []);
    const { mean, ci } = meanOf(values);
    const counts = same.flatMap(({ count }) => count ?? []);
    const count = counts.length > 0 ? counts.reduce((sum, each) => sum + each, 0) : null;
    return { ...row, value: mean, ci, count, replications: values.length };
  });
}

function worstStatus(statuses: readonly RunStatus[]): RunStatus {
  if (statuses.includes('interrupted')) return 'interrupted';
  return statuses.includes('overloaded') ? 'overloaded' : 'completed';
}

function meanOf(values: readonly number[]): { mean: number | null; ci: Interval | null } {
  if (values.length === 0) return { mean: null, ci: null };
  const { mean, halfWidth } = meanAndInterval(values, LEVEL);
  return { mean, ci: halfWidth === null ? null : [mean - halfWidth, mean + halfWidth] };
}

/** Cuts the interval of a share to what a share can be. */
function withinShares(ci: Interval | null): Interval | null {
  return ci === null ? null : [Math.max(0, ci[0]), Math.min(1, ci[1])];
}

/** Combines values of the same place: numbers to their mean, objects and lists by place, anything else is the first. */
function combine(values: readonly unknown[], key: string): unknown {
  const present = values.filter((value) => value !== null && value !== undefined);
  const [first] = present;
  if (typeof first === 'number') {
    const numbers = present as number[];
    if (summed.has(key)) return numbers.reduce((sum, value) => sum + value, 0);
    return meanOf(numbers).mean;
  }
  if (Array.isArray(first)) {
    return first.map((_, index) =>
      combine(
        (present as unknown[][]).map((list) => list[index]),
        '',
      ),
    );
  }
  if (typeof first === 'object' && first !== null)
    return combineBlocks(present as Block[], key !== 'counts');
  return first ?? null;
}

type Block = Readonly<Record<string, unknown>>;

/** Counts get no intervals beside them: their keys are outcomes, which people add up. */
function combineBlocks(blocks: readonly Block[], withIntervals: boolean): Block {
  const keys = Object.keys(blocks[0] ?? {}).filter((key) => key !== 'ci');
  const ci: Record<string, Interval | null> = {};
  const combined = keys.map((key) => {
    const values = blocks.map((block) => block[key]);
    const numbers = values.filter((value) => typeof value === 'number');
    const averaged = numbers.length > 0 && !summed.has(key) && key !== 'max';
    if (withIntervals && averaged) {
      const interval = meanOf(numbers).ci;
      ci[key] = shares.has(key) ? withinShares(interval) : interval;
    }
    return [key, combine(values, key)] as const;
  });
  return Object.keys(ci).length > 0
    ? { ...Object.fromEntries(combined), ci }
    : Object.fromEntries(combined);
}
