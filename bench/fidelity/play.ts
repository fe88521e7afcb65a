import { compileScenario } from '../../src/compile/compile.ts';
import type { CompiledScenario } from '../../src/compile/compiled.ts';
import { createRun } from '../../src/engine/run.ts';
import { isOneShot } from '../../src/physics/kinds/one-shot-shape.ts';
import { MetricsRecorder } from '../../src/record/metrics-recorder.ts';
import type { RequestRow } from '../../src/record/port.ts';
import type { RunTotals } from '../../src/record/totals.ts';
import { explain } from '../../src/report/explain.ts';
import { explanationText } from '../../src/report/explain-text.ts';
import { type ParseResult, parseScenario } from '../../src/scenario/parse.ts';
import type { Scenario, ServedModel } from '../../src/scenario/scenario.ts';
import type { RunSummary } from '../../src/summary/run-summary.ts';
import { summarize } from '../../src/summary/summarize.ts';
import type { TraceRows } from '../../src/trace/port.ts';
import { Skip } from './row.ts';
import { type Played, scenarioText } from './scenario-text.ts';

/** A run that has ended. */
export interface Result {
  readonly summary: RunSummary;
  readonly totals: RunTotals;
  /** From a request's arrival until its scheduler has it: no part of what was measured inside an engine. */
  readonly apiSeconds: number;
  /** Accelerators of all replicas. */
  readonly chips: number;
  /** Times of each request, by its position in order of arrival; only of a replay. */
  readonly requests: readonly Pick<RequestRow, 'ttftSeconds' | 'tpotSeconds' | 'e2eSeconds'>[];
  /** The scenario and what `explain` says of it. */
  readonly derive: () => string;
}

/** More events than any row needs that this version can run at all (assumed): a run that gets there never ends. */
const mostEvents = 50e6;

const dropped = () => {};

/** The recorder of a run, which keeps the requests of a replay. */
class ReplayRecorder extends MetricsRecorder {
  readonly requests: Result['requests'][number][] = [];

  override request(row: Readonly<RequestRow>): void {
    super.request(row);
    const { ttftSeconds, tpotSeconds, e2eSeconds } = row;
    this.requests[row.request] = { ttftSeconds, tpotSeconds, e2eSeconds };
  }
}

/** Runs a row's scenario to its end; {@link Skip} with the reason where this version refuses it. */
export function play(played: Played, trace?: TraceRows): Result {
  const text = scenarioText(played);
  const parsed = parseScenario(text, { file: 'row.yaml' });
  if (!parsed.ok) throw new Skip(refusal(parsed));
  const scenario = beyondContext(parsed.scenario, played.promptBeyondContext);
  const compiled = compileScenario(scenario, { traces: factsOf(trace) });
  const sinks = { requests: null, timeseries: dropped, replicas: dropped };
  const recorder =
    trace === undefined
      ? new MetricsRecorder(compiled, sinks)
      : new ReplayRecorder(compiled, sinks);
  const run = createRun(compiled, 0, recorder);
  if (trace !== undefined) {
    run.feed(0, trace);
    run.feed(0, null);
  }
  if (run.advance({ maxEvents: mostEvents }) !== 'done') {
    throw new Skip(`the run has not ended after ${mostEvents} events`);
  }
  recorder.flush();
  const totals = run.totals();
  const summary = summarize({
    compiled,
    totals,
    metrics: recorder,
    version: '',
    scenarioHash: '',
    wallSeconds: 0,
    interrupted: false,
    warnings: [],
  });
  const { completed, rejected } = summary.counts;
  if (completed === 0) throw new Skip(`no request completed; ${rejected} were rejected`);
  return {
    summary,
    totals,
    apiSeconds: compiled.pools[0]?.apiSeconds ?? 0,
    chips: totals.accelerators,
    requests: recorder instanceof ReplayRecorder ? recorder.requests : [],
    derive: () => derivation({ text, parsed, scenario, compiled, trace }),
  };
}

/** KV blocks of one replica, or null where the scenario is refused: for layouts that must be chosen. */
export function kvTokensOf(played: Played): number | null {
  const parsed = parseScenario(scenarioText(played), { file: 'row.yaml' });
  if (!parsed.ok) return null;
  const [pool] = compileScenario(parsed.scenario, { traces: {} }).pools;
  return pool === undefined ? null : pool.kvBlocks * pool.engine.blockTokens;
}

function factsOf(trace: TraceRows | undefined) {
  if (trace === undefined) return {};
  const maxOutputTokens = trace.outputTokens.reduce((most, each) => Math.max(most, each), 1);
  return { row: { rows: trace.length, maxOutputTokens } };
}

function refusal(parsed: Extract<ParseResult, { ok: false }>): string {
  const errors = parsed.issues.filter(({ severity }) => severity === 'error');
  const texts = errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return `the scenario is refused: ${texts.join('; ')}`;
}

/** The scenario with fixed prompts of `tokens` and a context that holds them. */
function beyondContext(scenario: Scenario, tokens: number | undefined): Scenario {
  if (tokens === undefined) return scenario;
  const longer = ({ ref, shape }: ServedModel): ServedModel => ({
    ref,
    shape: isOneShot(shape) ? shape : { ...shape, contextTokens: shape.contextTokens + tokens },
  });
  return {
    ...scenario,
    workloads: scenario.workloads.map((workload) => ({
      ...workload,
      promptTokens: { distribution: 'fixed', value: tokens },
    })),
    pools: scenario.pools.map((pool) => ({ ...pool, serves: pool.serves.map(longer) })),
  };
}

interface Derived {
  readonly text: string;
  readonly parsed: Extract<ParseResult, { ok: true }>;
  readonly scenario: Scenario;
  readonly compiled: CompiledScenario;
  readonly trace: TraceRows | undefined;
}

function derivation({ text, parsed, scenario, compiled, trace }: Derived): string {
  const explanation = explain({
    scenario,
    compiled,
    defaults: parsed.defaults,
    warnings: parsed.warnings.map(({ message }) => message),
    traces: new Map(trace === undefined ? [] : [['row', trace]]),
  });
  const note =
    scenario === parsed.scenario
      ? ''
      : '\n  (beyond the context of the model: run with the measured prompts, and a context that holds them)';
  return `Scenario\n${indent(text)}${note}\n\n${explanationText(explanation)}`;
}

function indent(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
