import { compileScenario } from '../../src/compile/compile.ts';
import type { CompiledScenario } from '../../src/compile/compiled.ts';
import { type EndedRequest, runToEnd } from '../../src/fit/run-to-end.ts';
import { Skip } from '../../src/fit/skip.ts';
import { isOneShot } from '../../src/physics/kinds/one-shot-shape.ts';
import type { RunTotals } from '../../src/record/totals.ts';
import { explain } from '../../src/report/explain.ts';
import { explanationText } from '../../src/report/explain-text.ts';
import { type ParseResult, parseScenario } from '../../src/scenario/parse.ts';
import type { Scenario, ServedModel } from '../../src/scenario/scenario.ts';
import type { RunSummary } from '../../src/summary/run-summary.ts';
import type { TraceRows } from '../../src/trace/port.ts';
import { type Played, scenarioText } from './scenario-text.ts';

/** A run that has ended. */
export interface Result {
  readonly summary: RunSummary;
  readonly totals: RunTotals;
  /** From a request's arrival until its scheduler has it: no part of what was measured inside an engine. */
  readonly apiSeconds: number;
  /** Accelerators of all replicas. */
  readonly chips: number;
  /** Times of each request, by its position in order of arrival; only of a replay, or where asked for. */
  readonly requests: readonly EndedRequest[];
  /** The scenario and what `explain` says of it. */
  readonly derive: () => string;
}

/** Runs a row's scenario to its end; {@link Skip} with the reason where this version refuses it. */
export function play(played: Played, trace?: TraceRows, keepsRequests?: boolean): Result {
  const text = scenarioText(played);
  const parsed = parseScenario(text, { file: 'row.yaml' });
  if (!parsed.ok) throw new Skip(refusal(parsed));
  const scenario = beyondContext(parsed.scenario, played.promptBeyondContext);
  const compiled = compileScenario(scenario, { traces: factsOf(trace) });
  const { summary, totals, requests } = runToEnd(compiled, trace, keepsRequests);
  return {
    summary,
    totals,
    apiSeconds: compiled.pools[0]?.apiSeconds ?? 0,
    chips: totals.accelerators,
    requests,
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
