import { accelerators } from '../catalog/index.ts';
import { parseScenario } from '../scenario/parse.ts';
import type { Pool, Scenario } from '../scenario/scenario.ts';
import type { TraceRows } from '../trace/port.ts';
import { acceleratorId, modelId, profileId } from './catalog-names.ts';
import { evenly } from './measured/guidellm.ts';
import type { Lengths, Load, MeasuredRequest, MeasuredRow, Setting } from './measured/port.ts';
import { type Precision, precisionOf } from './precision.ts';
import { Skip } from './skip.ts';

/** Requests of a client of a closed loop, where the row does not say how many were sent (assumed: benchmarks send so many). */
const requestsPerClient = 10;
const fewestRequests = 64;
/** More requests tell nothing new of a mean, and take time. */
const mostPerClient = 20;

/** What rows that do not say it are taken to be: of the command's options first, then of a scenario's pool. */
export interface AssumedSetting {
  readonly options: Setting;
  readonly pool: Pool | null;
  /** Folder of the scenario: what a path of a model is relative to. */
  readonly folder: string;
  /** Reads files of models that are named by path. */
  readonly readText?: (path: string) => string;
  readonly readHeader?: (path: string) => Uint8Array;
}

/** A measured row as a scenario that can be run, and the trace that it replays. */
export interface PlayedRow {
  readonly scenario: Scenario;
  readonly trace: TraceRows | undefined;
}

/**
 * The scenario that a measured row amounts to: one replica group under the row's load, all of its requests measured.
 * {@link Skip} says why a row has none. `profile` is a catalog id; the caller puts a fitted one in its place.
 */
export function playedRow(row: MeasuredRow, assumed: AssumedSetting, profile: string): PlayedRow {
  if (row.unusable !== null) throw new Skip(row.unusable);
  if (row.suspect !== '') throw new Skip(`marked suspect: ${row.suspect}`);
  if (Object.keys(row.figures).length === 0) throw new Skip('it has no latency and no throughput');
  const setting: Setting = { ...assumed.options, ...row.setting };
  const trace = traceOf(row.requests);
  const text = scenarioText(row, setting, assumed, profile, trace);
  const parsed = parseScenario(text, {
    file: 'row.yaml',
    folder: assumed.folder,
    ...readersOf(assumed),
  });
  if (!parsed.ok) {
    const errors = parsed.issues.filter(({ severity }) => severity === 'error');
    const texts = errors.map(({ path, message }) =>
      path === '' ? message : `${path}: ${message}`,
    );
    throw new Skip(`the scenario is refused: ${texts.join('; ')}`);
  }
  return { scenario: withChipOf(assumed.pool, setting, parsed.scenario), trace };
}

function readersOf({ readText, readHeader }: AssumedSetting) {
  return {
    ...(readText === undefined ? {} : { readText }),
    ...(readHeader === undefined ? {} : { readHeader }),
  };
}

/** Requests in order of arrival as a trace; undefined where they have no arrivals. */
export function traceOf(requests: readonly MeasuredRequest[] | null): TraceRows | undefined {
  if (requests === null || requests.some(({ arrivalSeconds }) => arrivalSeconds === null)) {
    return undefined;
  }
  const tokens = (of: (request: MeasuredRequest) => number) =>
    Int32Array.from(requests, (request) => Math.max(1, Math.round(of(request))));
  return {
    length: requests.length,
    arrivalSeconds: Float64Array.from(requests, ({ arrivalSeconds }) => arrivalSeconds ?? 0),
    promptTokens: tokens(({ promptTokens }) => promptTokens),
    outputTokens: tokens(({ outputTokens }) => outputTokens),
  };
}

function scenarioText(
  row: MeasuredRow,
  setting: Setting,
  { pool }: AssumedSetting,
  profile: string,
  trace: TraceRows | undefined,
): string {
  const model = modelOf(setting, pool);
  const accelerator = chipOf(setting, pool);
  const replays = trace !== undefined;
  const { load } = row;
  if (!replays && load === null) {
    throw new Skip('it says neither how many requests ran at once, nor at what rate they came');
  }
  const concurrency = load?.kind === 'closed-loop' ? load.concurrency : 0;
  const workload = {
    name: 'row',
    model,
    ...(replays || load === null
      ? { arrivals: { process: 'trace', file: 'requests.csv', format: 'tailwatt' } }
      : {
          arrivals: arrivalsOf(load),
          promptTokens: lengthsOf(row.promptTokens, 'prompts'),
          outputTokens: lengthsOf(row.outputTokens, 'answers'),
        }),
  };
  return JSON.stringify({
    name: 'row',
    seed: 1,
    horizon: replays ? 'trace' : { requests: requestsOf(row, concurrency), warmup: '0%' },
    workloads: [workload],
    pools: [poolText(setting, pool, { model, accelerator, profile, concurrency })],
    routing: { policy: 'least-outstanding', signalInterval: '0s' },
    outputs: { requests: 'all', percentiles: 'exact', timeseries: 'none' },
  });
}

function poolText(
  setting: Setting,
  pool: Pool | null,
  row: { model: string; accelerator: string; profile: string; concurrency: number },
) {
  const layout = pool?.parallelism;
  const { engine } = pool ?? {};
  const blockTokens = engine?.blockTokens ?? 16;
  const { kvTokens } = setting;
  const kvBlocks =
    kvTokens === undefined ? engine?.kvBlocks : Math.max(1, Math.floor(kvTokens / blockTokens));
  const maxSequences =
    setting.maxSequences ?? engine?.maxSequences ?? Math.max(256, row.concurrency);
  return {
    name: 'chips',
    accelerator: row.accelerator,
    replicas: setting.replicas ?? pool?.replicas ?? 1,
    serves: [row.model],
    parallelism: {
      tensor: setting.tensor ?? layout?.tensor ?? 1,
      pipeline: setting.pipeline ?? layout?.pipeline ?? 1,
      data: setting.data ?? layout?.data ?? 1,
      expert: setting.expert ?? layout?.expert ?? 1,
    },
    precision: precisionFor(setting, pool, row),
    engine: {
      profile: row.profile,
      maxSequences,
      maxBatchedTokens: Math.max(
        setting.maxBatchedTokens ?? engine?.maxBatchedTokens ?? 8192,
        maxSequences,
      ),
      blockTokens,
      ...(kvBlocks == null ? {} : { kvBlocks }),
      ...(engine === undefined ? {} : { memoryUtilization: engine.memoryUtilization }),
    },
    ...(pool === null ? {} : { node: { acceleratorsPerNode: pool.acceleratorsPerNode } }),
  };
}

/** Number formats: the row's, else the pool's; of a name that says one width only, the others follow from it. */
function precisionFor(
  { model, weights, kvCache }: Setting,
  pool: Pool | null,
  { accelerator, profile }: { accelerator: string; profile: string },
): Precision {
  const own = precisionOf(weights ?? '', accelerator, profile, catalogName(model));
  const whole = weights === undefined && pool !== null ? pool.precision : own;
  if (kvCache === undefined) return whole;
  return { ...whole, kvCache: precisionOf(kvCache, accelerator, profile).activations };
}

/** A row's name for its model, where the catalog knows it. */
function catalogName(model: string | undefined): string | undefined {
  if (model === undefined) return undefined;
  try {
    modelId(model);
    return model;
  } catch (error) {
    if (error instanceof Skip) return undefined;
    throw error;
  }
}

function modelOf({ model }: Setting, pool: Pool | null): string {
  const [served] = pool?.serves ?? [];
  // One pool serves one model: the name that a server gives it need not be known.
  if (model !== undefined && /\.(json|gguf)$/.test(model)) return model;
  try {
    return modelId(model ?? '');
  } catch (error) {
    if (served !== undefined) return served.variant?.base ?? served.ref;
    if (model !== undefined || !(error instanceof Skip)) throw error;
    throw new Skip('it does not say which model it served: give --model or --scenario');
  }
}

function chipOf({ accelerator }: Setting, pool: Pool | null): string {
  if (accelerator !== undefined) return acceleratorId(accelerator);
  if (pool === null) {
    throw new Skip('it does not say which accelerator it ran on: give --accelerator or --scenario');
  }
  const { id } = pool.accelerator;
  const base = id.replace(/-custom$/, '');
  return base in accelerators ? base : 'h100-sxm';
}

/** With what rows never say and the scenario's pool does: its own data sheets, and how its engine works otherwise. */
function withChipOf(pool: Pool | null, setting: Setting, scenario: Scenario): Scenario {
  if (pool === null) return scenario;
  const { customProfile: _fitted, ...engine } = pool.engine;
  const own = {
    ...(setting.accelerator === undefined ? { accelerator: pool.accelerator } : {}),
    ...(setting.model === undefined || isBaseOf(pool, scenario) ? { serves: pool.serves } : {}),
    ...(setting.accelerator === undefined && pool.power !== undefined ? { power: pool.power } : {}),
  };
  return {
    ...scenario,
    pools: scenario.pools.map((each) => ({
      ...each,
      ...own,
      engine: { ...engine, ...statedEngine(each.engine), ...stepBudget(engine, each.engine) },
    })),
  };
}

/** Whether a row names the base of the variant that the pool serves. */
function isBaseOf(pool: Pool, { pools }: Scenario): boolean {
  const base = pool.serves[0]?.variant?.base;
  return base !== undefined && base === pools[0]?.serves[0]?.ref;
}

/** Without a cache, blocks are the places of a step's tokens: the row's budget says how many. */
function stepBudget({ kvCache }: Pick<Pool['engine'], 'kvCache'>, row: Pool['engine']) {
  return kvCache === false ? { kvBlocks: row.maxBatchedTokens, blockTokens: 1 } : {};
}

/** What the row's text has decided of an engine, and that steps are priced by physics: there is nothing to fit else. */
function statedEngine(engine: Pool['engine']) {
  const { profile, maxSequences, maxBatchedTokens, blockTokens, kvBlocks } = engine;
  const { memoryUtilization, stepping, stepTime, stepEnergy } = engine;
  const limits = { maxSequences, maxBatchedTokens, blockTokens, kvBlocks, memoryUtilization };
  return { profile, ...limits, stepping, stepTime, stepEnergy };
}

function arrivalsOf(load: Load) {
  if (load.kind === 'closed-loop') return { process: 'closed-loop', concurrency: load.concurrency };
  const { ratePerSecond: rate, burstiness } = load;
  if (burstiness === 1) return { process: 'poisson', rate };
  if (burstiness >= evenly) return { process: 'deterministic', rate };
  // Gaps of a gamma law of shape k have the coefficient of variation k^−½.
  return { process: 'gamma', rate, cv: 1 / Math.sqrt(burstiness) };
}

function requestsOf({ requestCount }: MeasuredRow, concurrency: number): number {
  const most = Math.max(fewestRequests, mostPerClient * Math.max(1, concurrency));
  if (requestCount !== null) return Math.max(1, Math.min(requestCount, Math.max(most, 500)));
  return concurrency > 0 ? Math.max(fewestRequests, requestsPerClient * concurrency) : 500;
}

function lengthsOf(lengths: Lengths | null, what: string) {
  if (lengths === null) throw new Skip(`it does not say how long its ${what} were`);
  switch (lengths.kind) {
    case 'values': {
      const values = lengths.values.map((value) => Math.max(1, Math.round(value)));
      const [only] = values;
      return values.length === 1
        ? { distribution: 'fixed', value: only }
        : { distribution: 'empirical', values };
    }
    case 'uniform':
      return { distribution: 'uniform', min: lengths.min, max: lengths.max };
    case 'exponential':
      return { distribution: 'exponential', mean: lengths.mean };
  }
}

/** The catalog's profile of the engine that most rows name; of the pool's where none does, else vLLM's. */
export function profileOfRows(rows: readonly MeasuredRow[], pool: Pool | null): string {
  const counts = new Map<string, number>();
  for (const { setting } of rows) {
    if (setting.engine === undefined) continue;
    try {
      const id = profileId(setting.engine, setting.engineVersion);
      counts.set(id, (counts.get(id) ?? 0) + 1);
    } catch (error) {
      // An engine without a profile: its rows are left out later, with that reason.
      if (!(error instanceof Skip)) throw error;
    }
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  return most?.[0] ?? pool?.engine.customProfile?.base ?? pool?.engine.profile ?? 'vllm-v1';
}
