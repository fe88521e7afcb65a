import { compileScenario } from '../compile/compile.ts';
import type { CompiledScenario } from '../compile/compiled.ts';
import { enginesOf } from '../compile/engines.ts';
import { encodingCaveat } from '../physics/encoding.ts';
import { oneShotCaveats } from '../physics/kinds/batch-model.ts';
import { powerCaveat } from '../physics/power.ts';
import { stepModelCaveats } from '../physics/step-caveats.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { TraceFeed } from './drive.ts';
import { formatWarning } from './error-text.ts';
import type { LoadedScenario } from './load-scenario.ts';
import { scenarioHash } from './scenario-hash.ts';
import { feedsOf, type LoadedTraces, loadTraces, longestOutput } from './trace-feeds.ts';
import type { readTraceFile } from './trace-file.ts';
import { packageVersion } from './version.ts';
import { settleWarmup } from './warm-up.ts';

/** A scenario with its traces read, ready to run. */
export interface PreparedRun {
  readonly loaded: LoadedScenario;
  /** With the seed that this run uses. */
  readonly scenario: Scenario;
  readonly compiled: CompiledScenario;
  readonly feeds: readonly TraceFeed[];
  /** Rows of the workloads that come from traces, by name. */
  readonly traces: LoadedTraces['byWorkload'];
  readonly traceFiles: LoadedTraces['files'];
  readonly defaults: LoadedScenario['defaults'];
  readonly version: string;
  readonly scenarioHash: string;
  /** What the scenario and its traces had to say. */
  readonly warnings: readonly string[];
}

/** Prepares a scenario to run here: {@link compileRun}, and the pilot runs that its warm-up may ask for. */
export async function prepareRun(
  loaded: LoadedScenario,
  seed?: string,
  signal?: AbortSignal,
): Promise<PreparedRun> {
  const prepared = await compileRun(loaded, seed);
  const { scenario, feeds } = prepared;
  const { warmup } = scenario.horizon;
  const unsettled = { warmup, compiled: prepared.compiled, feeds, signal };
  const { compiled, notes } = await settleWarmup(unsettled);
  return { ...prepared, compiled, warnings: [...prepared.warnings, ...notes] };
}

/**
 * Reads the traces of a scenario, with `readTrace`, and compiles it. A warm-up that pilot runs are to find is left open
 * (warm-up.ts): they may be made elsewhere.
 */
export async function compileRun(
  loaded: LoadedScenario,
  seed?: string,
  readTrace?: typeof readTraceFile,
): Promise<PreparedRun> {
  const scenario = seed === undefined ? loaded.scenario : { ...loaded.scenario, seed };
  const traces = await loadTraces(scenario, readTrace);
  const facts = [...traces.byWorkload].map(
    ([name, rows]) => [name, { rows: rows.length, maxOutputTokens: longestOutput(rows) }] as const,
  );
  const compiled = compileScenario(scenario, { traces: Object.fromEntries(facts) });
  const version = packageVersion();
  return {
    loaded,
    scenario,
    compiled,
    feeds: feedsOf(compiled, traces.byWorkload),
    traces: traces.byWorkload,
    traceFiles: traces.files,
    defaults: loaded.defaults,
    version,
    scenarioHash: scenarioHash(scenario, [...loaded.namedFiles, ...traces.files], version),
    warnings: [
      ...loaded.warnings.map(formatWarning),
      ...traces.warnings,
      ...idealCaveats(scenario),
      ...caveats(compiled),
    ],
  };
}

/** What figures are worth where terms were made free. */
function idealCaveats({ pools }: Scenario): readonly string[] {
  const [pool] = pools;
  if (pool?.ideal === undefined) return [];
  const cost = pool.ideal.length === 1 ? 'costs' : 'cost';
  return [
    `ideal: ${pool.ideal.join(', ')} ${cost} nothing here: figures show what that bounds, and not what a cluster does`,
  ];
}

/** What the cost models of the pools leave out or assume. */
function caveats(compiled: CompiledScenario): readonly string[] {
  return compiled.pools.flatMap(enginesOf).flatMap(({ name, step, firstReplica }) => {
    if (step.kind === 'affine') return [];
    const own =
      step.kind === 'one-shot' ? oneShotCaveats(step.input) : stepModelCaveats(step.input);
    const encodes = step.kind === 'encoder' || (step.kind === 'roofline' && step.encoding);
    if (encodes) own.push(encodingCaveat);
    const isGoverned = compiled.budgets?.some(({ replicas }) => replicas.includes(firstReplica));
    if (isGoverned === true && step.input.power === undefined) own.push(powerCaveat);
    return own.map((caveat) => `pool ${name}: ${caveat}`);
  });
}
