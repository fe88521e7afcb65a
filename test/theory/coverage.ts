import { betaQuantile } from '../../src/base/beta-quantile.ts';
import { createStream } from '../../src/base/random/stream.ts';
import { createRun } from '../../src/engine/run.ts';
import { outcomeCode } from '../../src/record/outcome.ts';
import { exactBlock, type Interval } from '../../src/summary/percentiles.ts';
import { combineRows } from '../../src/summary/replications.ts';
import { emptyShare, manyServerSojournQuantile, manyServerWait } from './formulas.ts';
import { compileSystem, type QueueSystem, service } from './queue-system.ts';

/** M/M/c with a service of one second. */
export interface CoverageSystem {
  readonly servers: number;
  readonly load: number;
}

/** Figures whose intervals are judged. */
export const coverageStatistics = ['mean', 'p99'] as const;
export type CoverageStatistic = (typeof coverageStatistics)[number];

/** How often the intervals of one method hold the truth. */
export interface Coverage extends CoverageSystem {
  readonly statistic: CoverageStatistic;
  /** `one run`, `5 replications`, …; `as if independent` is wrong on purpose: it must be seen to fail. */
  readonly method: string;
  readonly truth: number;
  /** Runs, or groups of replications that share none. */
  readonly samples: number;
  /** Share of them that give an interval at all. */
  readonly given: number;
  /** Share of the given intervals that hold the truth, with its own 95 % interval (Clopper and Pearson). */
  readonly coverage: number;
  readonly coverageInterval: Interval;
  /** Mean of half the width ÷ the truth. */
  readonly relativeHalfWidth: number;
}

type Figures = Readonly<Record<CoverageStatistic, number>>;
type Intervals = Readonly<Record<CoverageStatistic, Interval | null>>;

interface Measured {
  readonly figures: Figures;
  readonly intervals: Intervals;
  readonly asIfIndependent: Intervals;
}

const nominal = 0.95;

/** Names of all systems in tables. */
export function systemName({ servers, load }: CoverageSystem): string {
  return `M/M/${servers} at ${load}`;
}

function queueSystem(system: CoverageSystem): QueueSystem {
  const { tokens, stepSeconds } = service.exponential;
  const { servers, load } = system;
  return {
    name: `coverage ${systemName(system)}`,
    classes: [
      {
        name: 'all',
        arrivals: { process: 'poisson', rate: servers * load },
        outputTokens: tokens,
      },
    ],
    engine: { maxSequences: servers },
    step: { base: stepSeconds },
  };
}

/** Mean and p99 of the time in the system. With several servers, who comes in the middle of a step waits for its end. */
export function sojournTruth({ servers, load }: CoverageSystem): Figures {
  const rate = servers * load;
  const found = 1 - emptyShare(servers, rate);
  const bias = servers === 1 ? 0 : (service.exponential.stepSeconds / 2) * found;
  return {
    mean: 1 + manyServerWait(servers, rate, 1) + bias,
    p99: manyServerSojournQuantile(servers, rate, 1, 0.99) + bias,
  };
}

/** Runs a system `runs` times, for `requests` arrivals each, and judges its intervals. */
export function measureCoverage(
  system: CoverageSystem,
  { runs, requests }: { readonly runs: number; readonly requests: number },
): Coverage[] {
  const compiled = compileSystem(queueSystem(system), requests);
  const measured = Array.from({ length: runs }, (_, replication) => {
    const seconds: number[] = [];
    createRun(compiled, replication, {
      request: (row) => {
        if (row.measured && row.outcome === outcomeCode.completed) seconds.push(row.e2eSeconds);
      },
      gap: () => {},
      gaps: () => {},
      timeseries: () => {},
      replica: () => {},
    }).advance();
    return measuredOf(Float64Array.from(seconds));
  });
  const truth = sojournTruth(system);
  const judged = (method: string, samples: number, intervals: readonly Intervals[]) =>
    coverageStatistics.map((statistic) =>
      coverageOf({ ...system, statistic, method, samples, truth: truth[statistic] }, intervals),
    );
  return [
    ...judged(
      'one run',
      runs,
      measured.map(({ intervals }) => intervals),
    ),
    ...[5, 10].flatMap((size) =>
      judged(
        `${size} replications`,
        Math.floor(runs / size),
        groupsOf(measured, size, system).map(replicated),
      ),
    ),
    ...judged(
      'as if independent',
      runs,
      measured.map(({ asIfIndependent }) => asIfIndependent),
    ),
  ];
}

/** Figures of a run, in order of completion, as summary.arrow has them. */
function measuredOf(values: Float64Array): Measured {
  const { mean, p99, ci } = exactBlock(values);
  const shuffled = exactBlock(inRandomOrder(values));
  return {
    figures: { mean: mean ?? Number.NaN, p99: p99 ?? Number.NaN },
    intervals: { mean: ci.mean, p99: ci.p99 },
    asIfIndependent: { mean: shuffled.ci.mean, p99: shuffled.ci.p99 },
  };
}

/** The same values without the correlation between neighbours (Fisher and Yates). */
function inRandomOrder(values: Float64Array): Float64Array {
  const draw = createStream('coverage', 'order');
  const shuffled = values.slice();
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(draw() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
  }
  return shuffled;
}

/**
 * As many groups of `size` runs as there are runs, drawn at random. They share runs, so the coverage is known at least as
 * well as by groups that share none, by whose number it is judged.
 */
function groupsOf<T>(runs: readonly T[], size: number, system: CoverageSystem): T[][] {
  const draw = createStream('coverage', 'groups', systemName(system), size);
  return runs.map(() => {
    const left = [...runs];
    return Array.from({ length: size }, () => left.splice(Math.floor(draw() * left.length), 1)[0]!);
  });
}

/** The intervals of several replications, by the code that writes them. */
function replicated(group: readonly Measured[]): Intervals {
  const rows = combineRows(
    group.map(({ figures }) =>
      coverageStatistics.map((statistic) => ({
        scope: 'all',
        metric: 'latency.e2eSeconds',
        statistic,
        value: figures[statistic],
        unit: 's',
        ci: null,
        count: null,
        replications: 1,
      })),
    ),
  );
  return { mean: rows[0]?.ci ?? null, p99: rows[1]?.ci ?? null };
}

type Judged = Pick<Coverage, 'servers' | 'load' | 'statistic' | 'method' | 'truth' | 'samples'>;

function coverageOf(judged: Judged, all: readonly Intervals[]): Coverage {
  const { statistic, truth, samples } = judged;
  const given = all.flatMap((intervals) => {
    const interval = intervals[statistic];
    return interval === null ? [] : [interval];
  });
  const covered = given.filter(([low, high]) => low <= truth && truth <= high).length;
  const width = given.reduce((sum, [low, high]) => sum + high - low, 0);
  const coverage = covered / given.length;
  return {
    ...judged,
    given: given.length / all.length,
    coverage,
    coverageInterval: binomialInterval(coverage, (samples * given.length) / all.length, 0.95),
    relativeHalfWidth: width / given.length / 2 / truth,
  };
}

/** Interval of a share that was found among `count` (C. Clopper and E. Pearson, 1934); [0, 1] where there was none. */
function binomialInterval(share: number, count: number, level: number): Interval {
  if (!(count > 0)) return [0, 1];
  const hits = share * count;
  const misses = count - hits;
  const tail = (1 - level) / 2;
  return [
    hits > 0 ? betaQuantile(tail, hits, misses + 1) : 0,
    misses > 0 ? betaQuantile(1 - tail, hits + 1, misses) : 1,
  ];
}

/** Whether a coverage is what the nominal 95 % would give, but for a chance of one in a thousand, or within three points. */
export function isAsStated({ coverage, samples, given }: Coverage): boolean {
  const [low, high] = binomialInterval(coverage, samples * given, 0.999);
  return high >= nominal - 0.03 && low <= nominal + 0.03;
}
