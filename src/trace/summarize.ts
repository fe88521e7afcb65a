import type { TraceRows } from './port.ts';
import { type SharingSummary, summarizeSharing } from './sharing.ts';

/** Windows over which the peak rate and the dispersion of counts are taken. */
export const summaryWindowSeconds = 60;

const lengthQuantiles = {
  p1: 0.01,
  p5: 0.05,
  p25: 0.25,
  p50: 0.5,
  p75: 0.75,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
  p999: 0.999,
} as const;

/** Distribution of a token count over the rows. Quantiles are type 7 (numpy's default); all NaN without rows. */
export type LengthSummary = Readonly<Record<keyof typeof lengthQuantiles, number>> & {
  readonly mean: number;
  readonly max: number;
  /** Standard deviation (of the rows themselves, n in the denominator) ÷ mean. */
  readonly cv: number;
  /** Sum over all rows. */
  readonly total: number;
};

/** What a trace is like. Figures that need more rows or more time than there are, are null. */
export interface TraceSummary {
  readonly rows: number;
  /** First to last arrival. */
  readonly durationSeconds: number;
  /** Rows ÷ duration. */
  readonly meanPerSecond: number | null;
  /** Largest rate of a whole window of {@link summaryWindowSeconds}, windows counted from the first row. */
  readonly peakPerSecond: number | null;
  /** Standard deviation ÷ mean of the gaps between arrivals: 1 for a Poisson process, more when bursty. */
  readonly interarrivalCv: number | null;
  /** Variance ÷ mean of the counts in whole windows: 1 for a Poisson process of constant rate. */
  readonly dispersion: number | null;
  /** Share of gaps that are exactly zero: what a coarse clock or a batch client leaves. */
  readonly zeroGapShare: number | null;
  readonly promptTokens: LengthSummary;
  readonly outputTokens: LengthSummary;
  /** What prompts share with those before them; null where the file says nothing of it. */
  readonly sharing: SharingSummary | null;
}

/** Sums a trace up in one pass over its arrivals and a sort of each length column. */
export function summarizeTrace(rows: TraceRows): TraceSummary {
  const { length, arrivalSeconds } = rows;
  const durationSeconds =
    length === 0 ? 0 : (arrivalSeconds[length - 1] as number) - (arrivalSeconds[0] as number);
  return {
    rows: length,
    durationSeconds,
    meanPerSecond: durationSeconds > 0 ? length / durationSeconds : null,
    ...summarizeWindows(arrivalSeconds, durationSeconds),
    ...summarizeGaps(arrivalSeconds, durationSeconds),
    promptTokens: summarizeLengths(rows.promptTokens),
    outputTokens: summarizeLengths(rows.outputTokens),
    sharing: summarizeSharing(rows),
  };
}

/** Counts per window without an array of windows: the rows are in order, and a trace may span years of silence. */
function summarizeWindows(
  arrivalSeconds: Float64Array,
  durationSeconds: number,
): Pick<TraceSummary, 'peakPerSecond' | 'dispersion'> {
  const windows = Math.floor(durationSeconds / summaryWindowSeconds);
  if (windows === 0) return { peakPerSecond: null, dispersion: null };
  const first = arrivalSeconds[0] as number;
  let peak = 0;
  let total = 0;
  let squares = 0;
  let window = 0;
  let count = 0;
  const close = () => {
    peak = Math.max(peak, count);
    total += count;
    squares += count * count;
    count = 0;
  };
  for (const seconds of arrivalSeconds) {
    const at = Math.floor((seconds - first) / summaryWindowSeconds);
    if (at !== window) {
      close();
      window = at;
    }
    if (at >= windows) break;
    count++;
  }
  close();
  const mean = total / windows;
  return {
    peakPerSecond: peak / summaryWindowSeconds,
    dispersion: windows < 2 ? null : (squares / windows - mean * mean) / mean,
  };
}

function summarizeGaps(
  arrivalSeconds: Float64Array,
  durationSeconds: number,
): Pick<TraceSummary, 'interarrivalCv' | 'zeroGapShare'> {
  const gaps = arrivalSeconds.length - 1;
  if (gaps < 1) return { interarrivalCv: null, zeroGapShare: null };
  const mean = durationSeconds / gaps;
  let zeros = 0;
  let squares = 0;
  for (let i = 1; i <= gaps; i++) {
    const gap = (arrivalSeconds[i] as number) - (arrivalSeconds[i - 1] as number);
    if (gap === 0) zeros++;
    squares += (gap - mean) ** 2;
  }
  return {
    interarrivalCv: mean > 0 ? Math.sqrt(squares / gaps) / mean : null,
    zeroGapShare: zeros / gaps,
  };
}

function summarizeLengths(column: Int32Array): LengthSummary {
  const sorted = column.toSorted();
  let total = 0;
  for (const value of sorted) total += value;
  const mean = total / sorted.length;
  let squares = 0;
  for (const value of sorted) squares += (value - mean) ** 2;
  const at = (share: number) => quantileOfSorted(sorted, share);
  return {
    p1: at(lengthQuantiles.p1),
    p5: at(lengthQuantiles.p5),
    p25: at(lengthQuantiles.p25),
    p50: at(lengthQuantiles.p50),
    p75: at(lengthQuantiles.p75),
    p90: at(lengthQuantiles.p90),
    p95: at(lengthQuantiles.p95),
    p99: at(lengthQuantiles.p99),
    p999: at(lengthQuantiles.p999),
    mean,
    max: sorted[sorted.length - 1] ?? Number.NaN,
    cv: Math.sqrt(squares / sorted.length) / mean,
    total,
  };
}

/** Type 7 of Hyndman and Fan (1996); simple-statistics has type 2. */
function quantileOfSorted(sorted: Int32Array, share: number): number {
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}
