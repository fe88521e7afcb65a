import { readFileSync } from 'node:fs';
import { readArrowTable, TableUnreadable } from '../arrow/read.ts';
import { requestSeries } from '../arrow/read-requests.ts';
import { compileScenario } from '../compile/compile.ts';
import type { CompiledScenario } from '../compile/compiled.ts';
import { outcomeCode } from '../record/outcome.ts';
import { type Results, readResults } from '../run/read-results.ts';
import { longestOutput } from '../run/trace-feeds.ts';
import { systemFailure, UserError } from '../run/user-error.ts';
import { packageVersion } from '../run/version.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { TraceRows } from '../trace/port.ts';
import { type ErrorFigures, errorFigures } from './errors.ts';
import { loadMeasured } from './load-measured.ts';
import type { MeasuredRequest } from './measured/port.ts';
import { traceOf } from './played-row.ts';
import { type Quartet, quartet } from './quartet.ts';
import { type EndedRequest, runToEnd } from './run-to-end.ts';
import { Skip } from './skip.ts';

/** One latency, measured and simulated, over the requests that have both. Seconds. */
export interface ComparedMetric {
  readonly metric: 'ttft' | 'tpot' | 'e2e';
  readonly measured: Quartet;
  readonly simulated: Quartet;
  /** Request by request: simulated ÷ measured − 1. */
  readonly error: ErrorFigures;
}

/** A run's scenario under the arrivals and lengths that a benchmark measured. */
export interface MeasuredComparison {
  readonly kind: 'measured';
  readonly folder: string;
  readonly name: string;
  readonly file: string;
  readonly format: string;
  readonly requests: number;
  /** Those that ended in the simulation too: the others have no error. */
  readonly completed: number;
  readonly metrics: readonly ComparedMetric[];
  readonly warnings: readonly string[];
}

/**
 * Replays a measured export, request for request, through the scenario of a run, and compares the latencies of each
 * request. The scenario is the resolved one of the run's manifest: engine, chips, routing and limits; its arrivals and
 * lengths give way to the measured ones. What the user can mend is a {@link UserError}.
 */
export function compareMeasured(folder: string, file: string): MeasuredComparison {
  const results = readResults(folder);
  const measured = measuredRequests(file);
  const trace = traceOf(measured.requests);
  if (trace === undefined) {
    throw new UserError(
      `cannot replay ${file}: its requests have no arrivals`,
      'export them with the start of each request (vllm bench serve --save-detailed of a version that writes start_times)',
    );
  }
  const compiled = replayed(results, trace);
  const requests = play(results, compiled, trace);
  const pairs = measured.requests.map((request, index) => ({ request, ended: requests[index] }));
  const done = pairs.filter(({ ended }) => ended?.outcome === outcomeCode.completed);
  return {
    kind: 'measured',
    folder,
    name: results.name,
    file,
    format: measured.format,
    requests: pairs.length,
    completed: done.length,
    metrics: metricsOf(done),
    warnings: [...measured.notes, ...warningsOf(results, pairs.length - done.length)],
  };
}

interface Pair {
  readonly request: MeasuredRequest;
  readonly ended: EndedRequest | undefined;
}

const keys = { ttft: 'ttftSeconds', tpot: 'tpotSeconds', e2e: 'e2eSeconds' } as const;

function metricsOf(pairs: readonly Pair[]): readonly ComparedMetric[] {
  return (Object.keys(keys) as (keyof typeof keys)[]).flatMap((metric): ComparedMetric[] => {
    const both = pairs.flatMap(({ request, ended }) => {
      const measured = request[keys[metric]];
      const simulated = ended?.[keys[metric]];
      if (measured === null || measured <= 0) return [];
      return simulated === undefined || !(simulated > 0) ? [] : [{ measured, simulated }];
    });
    if (both.length === 0) return [];
    return [
      {
        metric,
        measured: quartet(both.map(({ measured }) => measured)),
        simulated: quartet(both.map(({ simulated }) => simulated)),
        error: errorFigures(both.map(({ measured, simulated }) => simulated / measured - 1)),
      },
    ];
  });
}

function warningsOf({ version }: Results, lost: number): readonly string[] {
  const current = packageVersion();
  return [
    ...(version === current
      ? []
      : [`the run was made by Tailwatt ${version}, and is replayed by ${current}`]),
    ...(lost === 0
      ? []
      : [`${lost} measured requests did not complete in the simulation: they have no error`]),
  ];
}

interface Measured {
  readonly format: string;
  readonly requests: readonly MeasuredRequest[];
  readonly notes: readonly string[];
}

/** The requests of an export, or of a run's own requests.arrow. */
function measuredRequests(file: string): Measured {
  if (file.endsWith('.arrow')) return requestsOfRun(file);
  const { rows, files, notes } = loadMeasured(file);
  const withRequests = rows.filter(({ row }) => row.requests !== null);
  const [only, another] = withRequests;
  if (only === undefined || another !== undefined) {
    const what = only === undefined ? 'no single requests' : `${withRequests.length} runs`;
    throw new UserError(
      `cannot replay ${file}: it holds ${what}`,
      'name an export of one run with its requests (vllm bench serve --save-detailed, profile_export.jsonl, our CSV)',
    );
  }
  return { format: files[0]?.format ?? '', requests: only.row.requests ?? [], notes };
}

function requestsOfRun(file: string): Measured {
  try {
    const { values, length, arrivalSeconds, promptTokens, intendedOutputTokens } = requestSeries(
      readArrowTable(readFileSync(file)),
    );
    const known = (value: number | undefined) =>
      value === undefined || Number.isNaN(value) ? null : value;
    const requests = Array.from({ length }, (_, row) => ({
      // To the bit, so that a run compared with itself differs nowhere.
      arrivalSeconds: arrivalSeconds[row] ?? 0,
      promptTokens: promptTokens[row] ?? 1,
      outputTokens: intendedOutputTokens[row] ?? 1,
      ttftSeconds: known(values.ttft?.[row]),
      tpotSeconds: known(values.tpot?.[row]),
      e2eSeconds: known(values.e2e?.[row]),
    }));
    return { format: 'requests-arrow', requests, notes: [] };
  } catch (error) {
    if (error instanceof TableUnreadable) {
      throw new UserError(
        `cannot read ${file}: ${error.message}`,
        'name the requests.arrow of a run',
      );
    }
    throw systemFailure(`cannot read ${file}`, error);
  }
}

/** Words of a manifest that stand for numbers, which JSON does not have. */
function withInfinities(key: string, value: unknown): unknown {
  const isName = ['name', 'description', 'seed', 'model', 'ref', 'file', 'path'].includes(key);
  return value === 'Infinity' && !isName ? Number.POSITIVE_INFINITY : value;
}

/** The run's scenario with the measured requests as its trace, compiled. */
function replayed({ folder, kind, manifest }: Results, trace: TraceRows): CompiledScenario {
  const cannot = `cannot replay through ${folder}`;
  const scenario: unknown = manifest['scenario'];
  if (kind !== 'run' || typeof scenario !== 'object' || scenario === null) {
    throw new UserError(
      `${cannot}: it is not the folder of a run`,
      'name a folder of tailwatt run',
    );
  }
  const resolved = JSON.parse(JSON.stringify(scenario), withInfinities) as Scenario;
  const workloads: unknown = resolved.workloads;
  if (!Array.isArray(workloads) || workloads.length !== 1) {
    throw new UserError(
      `${cannot}: measured requests are of one workload, and its scenario has ${Array.isArray(workloads) ? workloads.length : 'none'}`,
      'run a scenario with the measured workload alone',
    );
  }
  const [workload] = resolved.workloads;
  if (workload === undefined || resolved.pools?.some((pool) => pool.oneShot !== undefined)) {
    throw new UserError(
      `${cannot}: its model answers in one shot, without tokens`,
      'name a run of a model that generates tokens',
    );
  }
  try {
    return compileScenario(
      {
        ...resolved,
        horizon: {
          end: { kind: 'trace' },
          warmup: { kind: 'share', share: 0 },
          drainSeconds: Number.POSITIVE_INFINITY,
        },
        workloads: [
          {
            ...workload,
            arrivals: {
              process: 'trace',
              file: '',
              path: '',
              format: 'tailwatt',
              rateScale: 1,
              timeScale: 1,
              lengths: 'trace',
            },
            promptTokens: null,
            outputTokens: null,
            maxTokens: null,
          },
        ],
        outputs: { requests: 'all', percentiles: 'exact', timeseriesSeconds: null },
      },
      {
        traces: { [workload.name]: { rows: trace.length, maxOutputTokens: longestOutput(trace) } },
      },
    );
  } catch {
    throw unusable(cannot);
  }
}

function play(
  { folder }: Results,
  compiled: CompiledScenario,
  trace: TraceRows,
): readonly (EndedRequest | undefined)[] {
  try {
    return runToEnd(compiled, trace).requests;
  } catch (error) {
    const cannot = `cannot replay through ${folder}`;
    if (!(error instanceof Skip)) throw unusable(cannot);
    throw new UserError(`${cannot}: ${error.message}`, 'check that the export is of this scenario');
  }
}

/** A manifest that was changed by hand, or is of a version whose scenarios have other keys. */
function unusable(cannot: string): UserError {
  return new UserError(
    `${cannot}: the scenario of its manifest cannot be run: it was damaged, or is of another version`,
    'run it again',
  );
}
