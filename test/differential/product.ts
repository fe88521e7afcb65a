import type { CompiledScenario } from '../../src/compile/compiled.ts';
import { createRun } from '../../src/engine/run.ts';
import { outcomes } from '../../src/record/outcome.ts';
import type { Recorder, ReplicaRow, RequestRow } from '../../src/record/port.ts';
import type { RunTotals } from '../../src/record/totals.ts';
import type { EngineSpec } from '../../src/scenario/scenario.ts';
import type { TraceRows } from '../../src/trace/port.ts';
import type { Case } from './cases.ts';
import type { ReplicaTotals, RequestSpec, ResultRow, RunResult } from './records.ts';

export interface ProductOptions {
  readonly stepping: EngineSpec['stepping'];
  /** The run is advanced by this many events at a time. */
  readonly maxEvents?: number;
  /** Traces are fed by this many rows at a time, when the run asks for more. */
  readonly rowsAtATime?: number;
  /** Another engine than the product's own: a copy of it in which a rule is switched off. */
  readonly engine?: typeof createRun;
}

export interface ProductResult extends RunResult {
  readonly events: number;
  readonly totals: RunTotals;
}

/** Runs a case on the product's engine and collects what it records. */
export function runProduct(
  { scenario, requests }: Pick<Case, 'scenario' | 'requests'>,
  options: ProductOptions,
): ProductResult {
  const collector = new Collector(scenario.workloads.length);
  const run = (options.engine ?? createRun)(withStepping(scenario, options.stepping), 0, collector);
  const rowsAtATime = options.rowsAtATime ?? Infinity;
  const fed = requests.map(() => 0);
  const feed = () => {
    for (const [workload, rows] of requests.entries()) {
      const from = fed[workload]!;
      if (from > rows.length) continue;
      const part = rows.slice(from, from + rowsAtATime);
      fed[workload] = from + part.length;
      if (part.length > 0) run.feed(workload, columns(part));
      if (fed[workload] === rows.length) {
        run.feed(workload, null);
        fed[workload] = Infinity;
      }
    }
  };
  feed();
  for (;;) {
    const before = run.events;
    const state = run.advance(
      options.maxEvents === undefined ? {} : { maxEvents: options.maxEvents },
    );
    if (state === 'done') break;
    if (state === 'needs-arrivals') {
      if (fed.every((rows) => rows === Infinity)) {
        throw new Error('the run asks for rows although every trace has ended');
      }
      feed();
    } else if (run.events === before) {
      throw new Error(`the run stands still at ${run.clockSeconds} s after ${before} events`);
    }
  }
  run.finish();
  const totals = run.totals();
  return { ...collector.result(), endSeconds: totals.simulatedSeconds, events: run.events, totals };
}

function withStepping(
  scenario: CompiledScenario,
  stepping: EngineSpec['stepping'],
): CompiledScenario {
  return {
    ...scenario,
    pools: scenario.pools.map((pool) => ({ ...pool, engine: { ...pool.engine, stepping } })),
  };
}

function columns(rows: readonly RequestSpec[]): TraceRows {
  const nodes = nodesOf(rows);
  return {
    length: rows.length,
    arrivalSeconds: Float64Array.from(rows, (row) => row.arrivalSeconds),
    promptTokens: Int32Array.from(rows, (row) => row.promptTokens),
    outputTokens: Int32Array.from(rows, (row) => row.outputTokens),
    maxTokens: Int32Array.from(rows, (row) => row.maxTokens),
    priority: Int32Array.from(rows, (row) => row.priority),
    tenant: Int32Array.from(rows, (row) => row.tenant),
    ...(nodes.parents.length > 0 && {
      content: Int32Array.from(nodes.last),
      contents: {
        parents: Int32Array.from(nodes.parents),
        texts: Int32Array.from(nodes.texts),
        tokens: Int32Array.from(nodes.tokens),
      },
    }),
  };
}

/** A branch of the tree for each row: what begins alike need not share nodes. */
function nodesOf(rows: readonly RequestSpec[]) {
  const nodes = { parents: [] as number[], texts: [] as number[], tokens: [] as number[] };
  const last = rows.map(({ content = [] }) => {
    let node = -1;
    for (const [text, tokens] of content) {
      nodes.parents.push(node);
      nodes.texts.push(text);
      node = nodes.tokens.push(tokens) - 1;
    }
    return node;
  });
  return { ...nodes, last };
}

/** Keeps copies of all rows: the engine hands over the same object each time. */
class Collector implements Recorder {
  readonly #rows: ResultRow[] = [];
  readonly #replicas: ReplicaTotals[] = [];
  readonly #gaps: number[][];

  constructor(workloads: number) {
    this.#gaps = Array.from({ length: workloads }, () => []);
  }

  request(row: Readonly<RequestRow>): void {
    const { question = -1, tries = -1 } = row;
    this.#rows.push({ ...row, question, tries, outcome: outcomes[row.outcome]! });
  }

  gaps(workload: number, first: number, last: number, steps: number, sequences: number): void {
    const growth = steps > 1 ? (last - first) / (steps - 1) : 0;
    for (let i = 0; i < steps; i += 1) this.gap(workload, first + i * growth, sequences);
  }

  gap(workload: number, gapSeconds: number, count: number): void {
    for (let i = 0; i < count; i += 1) this.#gaps[workload]!.push(gapSeconds);
  }

  timeseries(): void {
    throw new Error('no time series was asked for');
  }

  replica(row: Readonly<ReplicaRow>): void {
    this.#replicas.push({ ...row });
  }

  result(): Pick<RunResult, 'rows' | 'replicas' | 'gaps'> {
    return {
      rows: this.#rows,
      replicas: this.#replicas,
      gaps: this.#gaps.map((gaps) => gaps.sort((a, b) => a - b)),
    };
  }
}
