import type { CompiledScenario } from '../../src/compile/compiled.ts';
import { createRun } from '../../src/engine/run.ts';
import type { LinkRow } from '../../src/record/link-row.ts';
import { type Outcome, outcomes } from '../../src/record/outcome.ts';
import type {
  CallRow,
  OpinionRow,
  QuestionRow,
  Recorder,
  ReplicaRow,
  RequestRow,
  TimeseriesRow,
} from '../../src/record/port.ts';
import type { NodeRow, RackRow } from '../../src/record/premises-rows.ts';
import type { RunTotals } from '../../src/record/totals.ts';
import type { TraceRows } from '../../src/trace/port.ts';

export type RecordedRow = Omit<RequestRow, 'outcome'> & { readonly outcome: Outcome };

/** All that a run records, copied. */
export interface RecordedRun {
  readonly rows: readonly RecordedRow[];
  readonly timeseries: readonly TimeseriesRow[];
  readonly replicas: readonly ReplicaRow[];
  readonly nodes: readonly NodeRow[];
  readonly racks: readonly RackRow[];
  readonly links: readonly LinkRow[];
  /** Of strategies, where their rows are wanted. */
  readonly calls: readonly CallRow[];
  /** Questions of clients who do more than wait, in order of their ends. */
  readonly questions: readonly (QuestionRow & { readonly workload: number })[];
  /** What users of sessions made of turns, in order of their ends; absent where none was asked. */
  readonly opinions?: readonly (OpinionRow & { readonly workload: number })[];
  readonly totals: RunTotals;
}

/** No scenario under test needs as many; one that runs in circles is stopped here. */
const MOST_EVENTS = 1_000_000;

/** Runs a scenario to its end; `traces` feed the workloads, in order, whose arrivals are traces. */
export function record(
  scenario: CompiledScenario,
  traces: readonly TraceRows[] = [],
  replication = 0,
): RecordedRun {
  const rows: RecordedRow[] = [];
  const timeseries: TimeseriesRow[] = [];
  const replicas: ReplicaRow[] = [];
  const nodes: NodeRow[] = [];
  const racks: RackRow[] = [];
  const links: LinkRow[] = [];
  const calls: CallRow[] = [];
  const questions: RecordedRun['questions'][number][] = [];
  const opinions: NonNullable<RecordedRun['opinions']>[number][] = [];
  const recorder: Recorder = {
    request: (row) => rows.push({ ...row, outcome: outcomes[row.outcome]! }),
    timeseries: (row) => timeseries.push({ ...row }),
    replica: (row) => replicas.push({ ...row }),
    node: (row) => nodes.push(row),
    rack: (row) => racks.push(row),
    link: (row) => links.push(row),
    call: (row) => calls.push(row),
    gap: () => {},
    gaps: () => {},
    question: (workload, row) => questions.push({ workload, ...row }),
    opinion: (workload, row) => opinions.push({ workload, ...row }),
  };
  const run = createRun(scenario, replication, recorder);
  for (const [workload, trace] of traces.entries()) {
    if (trace.length > 0) run.feed(workload, trace);
    run.feed(workload, null);
  }
  const state = run.advance({ maxEvents: MOST_EVENTS });
  if (state !== 'done') throw new Error(`the run stopped with ${state}`);
  const tables = { rows, timeseries, replicas, nodes, racks, links, calls };
  const asked = opinions.length > 0 ? { opinions } : {};
  return { ...tables, questions, ...asked, totals: run.totals() };
}

/** Rows in order of arrival. */
export function byRequest(run: RecordedRun): readonly RecordedRow[] {
  return [...run.rows].sort((a, b) => a.request - b.request);
}

/** The same scenario with other engines in all pools. */
export function withEngines(
  scenario: CompiledScenario,
  engine: Partial<CompiledScenario['pools'][number]['engine']>,
): CompiledScenario {
  return {
    ...scenario,
    pools: scenario.pools.map((pool) => ({ ...pool, engine: { ...pool.engine, ...engine } })),
  };
}

/** What a run was asked to do, as one trace per workload. */
export function tracesOf(scenario: CompiledScenario, run: RecordedRun): readonly TraceRows[] {
  return scenario.workloads.map((_, workload) => {
    const own = byRequest(run).filter((row) => row.workload === workload);
    const column = (of: (row: RecordedRow) => number) => Int32Array.from(own, of);
    return {
      length: own.length,
      arrivalSeconds: Float64Array.from(own, (row) => row.arrivalSeconds),
      promptTokens: column((row) => row.promptTokens),
      outputTokens: column((row) => row.intendedOutputTokens),
      maxTokens: column((row) => row.maxTokens),
      priority: column((row) => row.priority),
      tenant: column((row) => row.tenant),
    };
  });
}

/** The same scenario with traces for arrivals and lengths. */
export function replayed(scenario: CompiledScenario): CompiledScenario {
  return {
    ...scenario,
    workloads: scenario.workloads.map((workload) => ({
      ...workload,
      arrivals: { process: 'trace', lengths: 'trace' },
      promptTokens: null,
      outputTokens: null,
    })),
  };
}
