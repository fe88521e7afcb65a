import { mean } from 'simple-statistics';
import { areCopies, copiesReason } from './copies.ts';
import { figureRange } from './metric-traits.ts';
import type { Interval } from './percentiles.ts';
import { type FigureRange, replicatedMean } from './replicated-mean.ts';
import type { RunStatus, RunSummary } from './run-summary.ts';
import type { SummaryRow } from './summary-table.ts';
import { joinValidity, validityWarnings } from './validity.ts';

/** Several replications as one document: every figure is a mean, with its interval under `ci` of the same block. */
export type ReplicatedSummary = RunSummary & { readonly replications: number };

/** Keys whose numbers add up over replications instead of being averaged. */
const summed = new Set(['count', 'wallSeconds', 'events']);

/** Keys whose numbers are shares, from 0 to 1; `misses` and `parts` are blocks of them. */
const shares = new Set([
  'attainment',
  'busy',
  'mfu',
  'mbu',
  'kvCache',
  'hostCores',
  'prefixHitRate',
  'tierHitRates',
  'accuracy',
  'hallucinationRate',
  'escapedErrorRate',
  'misses',
  'parts',
  'answeredShare',
  'abandonedShare',
  'unansweredShare',
  'undecidedShare',
  'missedShare',
  'inTimeShare',
  'accuracyInTime',
  'hedgedShare',
  'wonShare',
  'joulesShare',
  'returnShare',
  'lateShare',
  'wrongShare',
  'requestShare',
]);

/** Which values a number under this key of this block can have. */
function rangeOf(key: string, block: string): FigureRange {
  if (key === 'marginSeconds') return 'signed';
  const isShare =
    shares.has(key) || shares.has(block) || `${block}.${key}` === 'availability.share';
  return isShare ? 'share' : 'positive';
}

/**
 * Means over replications with intervals between them ({@link replicatedMean}): replications are independent, so no
 * batches are needed, and the interval of a single replication (batch means) gives way. A figure that is null somewhere
 * is averaged over the others. Counts of samples, events and wall time add up. Replications that are copies of each other
 * have no intervals, and a warning says why.
 */
export function combineReplications(summaries: readonly RunSummary[]): ReplicatedSummary {
  const combined = combine(summaries, '') as RunSummary;
  const validity = joinValidity(summaries.map((summary) => summary.validity));
  const warnings = [
    ...new Set(
      summaries.flatMap((summary) => {
        const own = validityWarnings(summary.validity);
        return summary.warnings.filter((warning) => !own.includes(warning));
      }),
    ),
    ...validityWarnings(validity),
    ...copiesWarnings(summaries),
  ];
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
  return { ...combined, answer, warnings, validity, status, replications: summaries.length };
}

function copiesWarnings(summaries: readonly RunSummary[]): readonly string[] {
  if (!areCopies(summaries.map((summary) => figuresIn(summary)))) return [];
  return [
    `the ${summaries.length} replications are copies of each other, so there are no intervals between them: ${copiesReason}; a run without --replications has the intervals within it`,
  ];
}

/** All numbers of a summary in their order, NaN for null, but for the time that it took. */
function figuresIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  if (value === null) return [Number.NaN];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, of]) => (key === 'wallSeconds' ? [] : figuresIn(of)));
}

/** Rows of summary.arrow over replications, each the mean of the rows at the same place. */
export function combineRows(replications: readonly (readonly SummaryRow[])[]): SummaryRow[] {
  const [first = []] = replications;
  return first.map((row, index) => {
    const same = replications.flatMap((rows) => rows[index] ?? []);
    const values = same.flatMap(({ value }) => value ?? []);
    const range = row.metric === 'deadline_margin' ? 'signed' : figureRange(row.metric);
    const { mean: value, interval } = replicatedMean(values, range);
    const counts = same.flatMap(({ count }) => count ?? []);
    const count = counts.length > 0 ? counts.reduce((sum, each) => sum + each, 0) : null;
    return { ...row, value, ci: interval, count, replications: values.length };
  });
}

function worstStatus(statuses: readonly RunStatus[]): RunStatus {
  if (statuses.includes('interrupted')) return 'interrupted';
  return statuses.includes('overloaded') ? 'overloaded' : 'completed';
}

/** Combines values of the same place: numbers to their mean, objects and lists by place, anything else is the first. */
function combine(values: readonly unknown[], key: string): unknown {
  const present = values.filter((value) => value !== null && value !== undefined);
  const [first] = present;
  if (typeof first === 'number') {
    const numbers = present as number[];
    if (summed.has(key)) return numbers.reduce((sum, value) => sum + value, 0);
    return mean(numbers);
  }
  if (Array.isArray(first)) {
    return first.map((_, index) =>
      combine(
        (present as unknown[][]).map((list) => list[index]),
        '',
      ),
    );
  }
  if (typeof first === 'object' && first !== null) return combineBlocks(present as Block[], key);
  return first ?? null;
}

type Block = Readonly<Record<string, unknown>>;

/** Blocks of this key. Counts get no intervals beside them: their keys are outcomes, which people add up. */
function combineBlocks(blocks: readonly Block[], of: string): Block {
  const keys = Object.keys(blocks[0] ?? {}).filter((key) => key !== 'ci');
  const ci: Record<string, Interval | null> = {};
  const combined = keys.map((key) => {
    const values = blocks.map((block) => block[key]);
    const numbers = values.filter((value) => typeof value === 'number');
    const averaged = numbers.length > 0 && !summed.has(key) && key !== 'max';
    if (of !== 'counts' && averaged) {
      ci[key] = replicatedMean(numbers, rangeOf(key, of)).interval;
    }
    return [key, combine(values, key)] as const;
  });
  return Object.keys(ci).length > 0
    ? { ...Object.fromEntries(combined), ci }
    : Object.fromEntries(combined);
}
