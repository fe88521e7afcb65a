import type { CompiledScenario, CompiledWorkload } from '../compile/compiled.ts';
import type { Run } from '../engine/run.ts';
import type { TraceRows } from '../trace/port.ts';
import { sliceRows, type TraceFeed } from './drive.ts';

/** How long a probe is. */
export interface ProbeLength {
  /** Requests, all workloads together; of traces about as many. */
  readonly requests: number;
  readonly warmupRequests: number;
  /** Whether it goes on for as long as the run, by the same clock, however many requests that makes. */
  readonly whole?: boolean;
}

/** The run that is probed. */
export interface ProbedRun {
  readonly compiled: CompiledScenario;
  readonly feeds: readonly TraceFeed[];
  readonly offered: number;
  readonly offeredPerWorkload: readonly number[];
  /** Instant of its last arrival. */
  readonly lastArrivalSeconds: number;
}

/** Stretches that a trace is represented by: enough that its busy and its quiet hours all have their share. */
const stretches = 8;

/**
 * The scenario with the arrivals of its open workloads `factor` times as fast, and nothing recorded. Traces end the
 * arrivals after their share of the time, where there are any; else the number of requests does.
 */
export function probeScenario(
  { compiled, feeds, offered, lastArrivalSeconds }: ProbedRun,
  factor: number,
  length: ProbeLength,
): CompiledScenario {
  const { horizon } = compiled;
  const share = Math.min(1, length.requests / offered);
  const traced = feeds.length > 0;
  const whole = length.whole === true;
  const judged = compiled.workloads.some(hasTargets);
  return {
    ...compiled,
    workloads: compiled.workloads.map((workload) => accelerated(workload, factor)),
    // the same result to the bit, sooner
    pools: compiled.pools.map((pool) => ({
      ...pool,
      engine: { ...pool.engine, stepping: 'stretched' as const },
    })),
    horizon: {
      maxRequests: traced || whole ? Number.POSITIVE_INFINITY : length.requests,
      durationSeconds: whole
        ? lasting(horizon.durationSeconds, lastArrivalSeconds)
        : traced
          ? (lastArrivalSeconds * share) / factor
          : Number.POSITIVE_INFINITY,
      warmupRequests: length.warmupRequests,
      warmupSeconds: whole ? horizon.warmupSeconds : 0,
      // an overload shows before the last arrival, a target only when the requests have ended
      drainSeconds: judged ? horizon.drainSeconds : 0,
    },
    outputs: { requests: 'none', percentiles: 'sketch', timeseriesSeconds: null },
  };
}

/** How long arrivals come: as stated, or until the last one that was. */
function lasting(statedSeconds: number, lastArrivalSeconds: number): number {
  return Number.isFinite(statedSeconds) ? statedSeconds : lastArrivalSeconds;
}

export function hasTargets({ slo }: CompiledWorkload): boolean {
  return Math.min(slo.ttftSeconds, slo.tpotSeconds, slo.e2eSeconds) < Number.POSITIVE_INFINITY;
}

function accelerated(workload: CompiledWorkload, factor: number): CompiledWorkload {
  const { arrivals } = workload;
  if (!('ratePerSecond' in arrivals)) return workload;
  return {
    ...workload,
    arrivals: { ...arrivals, ratePerSecond: arrivals.ratePerSecond * factor },
  };
}

/**
 * Feeds the traces, `factor` times as fast: whole where the probe is as long as the run, else stretches of equal length
 * at equal distances, one after the other. What is busy at the same time in two traces stays so.
 */
export function feedProbe(run: Run, probed: ProbedRun, factor: number, length: ProbeLength): void {
  const { lastArrivalSeconds } = probed;
  const share = Math.min(1, length.requests / probed.offered);
  const parts = share < 1 ? stretches : 1;
  const every = lastArrivalSeconds / parts;
  for (const { workload, rows } of probed.feeds) {
    for (let part = 0; part < parts; part++) {
      const from = part * every;
      const start = firstAt(rows, from);
      const end = share < 1 ? firstAt(rows, from + share * every) : firstAfter(rows, every);
      const gone = from - part * share * every;
      const piece = sliceRows(rows, start, end);
      const arrivalSeconds = piece.arrivalSeconds.map((seconds) => (seconds - gone) / factor);
      run.feed(workload, { ...piece, arrivalSeconds });
    }
    run.feed(workload, null);
  }
}

/** Index of the first row that does not come before an instant. */
function firstAt(rows: TraceRows, seconds: number): number {
  return firstWhere(rows, (arrival) => arrival >= seconds);
}

function firstAfter(rows: TraceRows, seconds: number): number {
  return firstWhere(rows, (arrival) => arrival > seconds);
}

function firstWhere(rows: TraceRows, isReached: (arrivalSeconds: number) => boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isReached(rows.arrivalSeconds[middle] ?? Number.POSITIVE_INFINITY)) high = middle;
    else low = middle + 1;
  }
  return low;
}
