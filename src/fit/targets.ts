import { compileScenario } from '../compile/compile.ts';
import type { Dtype, WeightFormat } from '../physics/data-sheets.ts';
import type { EngineProfile } from '../physics/engine-profile.ts';
import { lengthBounds } from '../policy/length/index.ts';
import { longestOutput } from '../run/trace-feeds.ts';
import type { CustomProfile, Range } from '../scenario/profile-file/custom-profile.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { RunSummary } from '../summary/run-summary.ts';
import type { TraceRows } from '../trace/port.ts';
import { profileId } from './catalog-names.ts';
import { coefficients } from './coefficients.ts';
import { type MeasuredRow, type MetricName, metricNames } from './measured/port.ts';
import { type AssumedSetting, playedRow } from './played-row.ts';
import { type EndedRun, runToEnd } from './run-to-end.ts';
import { Skip } from './skip.ts';

/** A measured row with the file that it stands in. */
export interface PlacedRow {
  readonly file: string;
  readonly row: MeasuredRow;
}

/** A row that can be played: what is predicted, and what it is compared with. */
export interface Target {
  /** `file:line`, and the row's own name where it has one. */
  readonly place: string;
  readonly scenario: Scenario;
  readonly trace: TraceRows | undefined;
  readonly model: string;
  readonly accelerator: string;
  /** Rows of one group are kept apart together: they share model, chip and load. */
  readonly group: string;
  readonly measured: MeasuredRow['figures'];
  /** Metrics that the fit looks at; the others are only reported. */
  readonly fitted: readonly MetricName[];
}

/** A row that is not used, and why. */
export interface LeftOut {
  readonly place: string;
  readonly reason: string;
}

export type Predicted = Readonly<Partial<Record<MetricName, number>>>;

/** Rows that can be played with a base profile, and those that cannot. None is played here. */
export function targetsOf(
  rows: readonly PlacedRow[],
  assumed: AssumedSetting,
  base: EngineProfile,
): { readonly targets: readonly Target[]; readonly leftOut: readonly LeftOut[] } {
  const targets: Target[] = [];
  const leftOut: LeftOut[] = [];
  for (const { file, row } of rows) {
    const place = `${file}:${row.line}${row.id === '' ? '' : ` (${row.id})`}`;
    try {
      refuseOtherEngine(row, base.id);
      targets.push({ place, ...targetOf(row, assumed, base.id) });
    } catch (error) {
      if (!(error instanceof Skip)) throw error;
      leftOut.push({ place, reason: error.message });
    }
  }
  return { targets, leftOut };
}

/** A profile is of one engine: rows that name another one are another fit's. */
function refuseOtherEngine({ setting }: MeasuredRow, base: string): void {
  if (setting.engine === undefined || base === 'ideal') return;
  const own = profileId(setting.engine, setting.engineVersion);
  if (own !== base) throw new Skip(`it is of the engine ${own}, and the base is ${base}`);
}

function targetOf(row: MeasuredRow, assumed: AssumedSetting, base: string): Omit<Target, 'place'> {
  const { scenario, trace } = playedRow(row, assumed, base);
  const [pool] = scenario.pools;
  const [workload] = scenario.workloads;
  if (pool === undefined || workload === undefined) throw new Error('a row has a pool and a load');
  const model = pool.serves[0]?.ref ?? '';
  const accelerator = pool.accelerator.id;
  const { arrivals } = workload;
  const load =
    arrivals.process === 'closed-loop'
      ? `${arrivals.concurrency} at once`
      : 'ratePerSecond' in arrivals
        ? `${arrivals.ratePerSecond}/s`
        : 'replay';
  const has = (name: MetricName) => row.figures[name] !== undefined;
  const direct = (['ttft', 'tpot'] as const).filter(has);
  const fitted =
    direct.length > 0 ? direct : (['e2e', 'throughput'] as const).filter(has).slice(0, 1);
  return {
    scenario,
    trace,
    model,
    accelerator,
    group: [model, accelerator, load].join(' | '),
    measured: row.figures,
    fitted,
  };
}

/** A target's scenario with a profile in the place of the one that it names. */
export function withProfile(scenario: Scenario, customProfile: CustomProfile): Scenario {
  const { name: profile } = customProfile;
  return {
    ...scenario,
    pools: scenario.pools.map((pool) => ({
      ...pool,
      engine: { ...pool.engine, profile, customProfile },
    })),
  };
}

/** A profile with the given values of the coefficients, over a base. */
export function profileOfValues(base: string, values: readonly number[]): CustomProfile {
  const figures = Object.fromEntries(
    coefficients.map(({ name }, index) => [name, values[index] ?? 0]),
  );
  return { name: 'fitted', base, figures, sources: {}, calibrated: null };
}

/** What the simulator says of a target with a profile. {@link Skip} where it cannot be played. */
export function predict(target: Target, profile: CustomProfile): Predicted {
  const { scenario, trace, measured } = target;
  const facts =
    trace === undefined
      ? {}
      : { row: { rows: trace.length, maxOutputTokens: longestOutput(trace) } };
  const compiled = compileScenario(withProfile(scenario, profile), { traces: facts });
  const run = runToEnd(compiled, trace);
  const predicted: Partial<Record<MetricName, number>> = {};
  for (const name of metricNames) {
    const figure = measured[name];
    const value = figure === undefined ? null : figureOf(run, name, figure.statistic);
    if (value !== null && value > 0) predicted[name] = value;
  }
  return predicted;
}

const latencies = { ttft: 'ttftSeconds', tpot: 'tpotSeconds', e2e: 'e2eSeconds' } as const;

function figureOf(
  { summary, totals }: EndedRun,
  name: MetricName,
  statistic: 'mean' | 'p50',
): number | null {
  if (name !== 'throughput') return summary.latency[latencies[name]][statistic];
  // As benchmarks count: over the whole run, its beginning and end included.
  const tokens = outputTokensOf(summary);
  return tokens === null ? null : tokens / totals.simulatedSeconds;
}

function outputTokensOf({ throughput, counts, simulatedSeconds }: RunSummary): number | null {
  const { outputTokensPerSecond, requestsPerSecond } = throughput;
  if (outputTokensPerSecond === null || requestsPerSecond === null) return null;
  if (requestsPerSecond === 0 || simulatedSeconds === 0) return null;
  return (outputTokensPerSecond / requestsPerSecond) * counts.completed;
}

/** What a set of targets covers: the range in which a profile fitted to them interpolates. */
export function calibratedRange(targets: readonly Target[]) {
  const distinct = <T>(values: readonly T[]): readonly T[] => [...new Set(values)].sort();
  const pools = targets.flatMap(({ scenario }) => scenario.pools);
  const lengths = targets.map(tokensOf);
  return {
    rows: targets.length,
    accelerators: distinct(targets.map(({ accelerator }) => accelerator)),
    models: distinct(targets.map(({ model }) => model)),
    weights: distinct<WeightFormat>(pools.map(({ precision }) => precision.weights)),
    kvCache: distinct<Dtype>(pools.map(({ precision }) => precision.kvCache)),
    concurrency: rangeOf(targets.flatMap(concurrencyOf)),
    promptTokens: rangeOf(lengths.flatMap(({ prompt }) => prompt)),
    contextTokens: rangeOf(lengths.flatMap(({ context }) => context)),
  };
}

function concurrencyOf({ scenario }: Target): readonly number[] {
  const replicas = scenario.pools[0]?.replicas ?? 1;
  return scenario.workloads.flatMap(({ arrivals }) =>
    arrivals.process === 'closed-loop' ? [Math.ceil(arrivals.concurrency / replicas)] : [],
  );
}

function tokensOf({ scenario, trace }: Target): { prompt: number[]; context: number[] } {
  if (trace !== undefined) {
    const { promptTokens, outputTokens } = trace;
    const context = promptTokens.map((tokens, row) => tokens + (outputTokens[row] ?? 0));
    return { prompt: [...promptTokens], context: [...context] };
  }
  const [workload] = scenario.workloads;
  const bounds = (law: NonNullable<typeof workload>['promptTokens']): readonly number[] =>
    law === null || law.distribution === 'joint' ? [] : lengthBounds(law);
  const [least = 1, most = 1] = bounds(workload?.promptTokens ?? null);
  const [shortest = 1, longest = 1] = bounds(workload?.outputTokens ?? null);
  return { prompt: [least, most], context: [least + shortest, most + longest] };
}

function rangeOf(values: readonly number[]): Range | null {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return null;
  return {
    from: finite.reduce((least, value) => Math.min(least, value)),
    to: finite.reduce((most, value) => Math.max(most, value)),
  };
}
