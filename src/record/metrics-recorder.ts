import { CallTableWriter } from './call-writer.ts';
import { ClassCollector, type ClassSamples } from './class-samples.ts';
import { ChunkedTable, type TableChunk } from './columns.ts';
import { LatencyPartsByE2e } from './latency-parts.ts';
import type { LinkRow } from './link-row.ts';
import type { Targets } from './misses.ts';
import { outcomeCode } from './outcome.ts';
import type {
  CallRow,
  OpinionRow,
  QuestionRow,
  Recorder,
  ReplicaRow,
  RequestRow,
  TaskRow,
  TimeseriesRow,
} from './port.ts';
import type { NodeRow, PremisesSums, RackRow } from './premises-rows.ts';
import type { RecordedScenario } from './recorded-scenario.ts';
import { RequestTableWriter } from './request-writer.ts';
import { accountsOf, adapterLoadsOf, boardsOf, sumsOf, valuesOfLink } from './shared-values.ts';
import { type TableSpec, withReplication } from './table.ts';
import { followsLeakage, runTablesOf } from './tables/accounts.ts';
import { linksTable } from './tables/links.ts';

/** Gaps this much alike are counted as one at their mean: a small part of the sketch's own error. */
const ALIKE = 4e-4;

/** Where full chunks go, in order per table. A chunk belongs to whoever receives it. */
export interface TableSinks {
  /** Null: no rows of requests are kept, whatever the scenario's outputs say. */
  readonly requests: ((chunk: TableChunk) => void) | null;
  readonly timeseries: (chunk: TableChunk) => void;
  readonly replicas: (chunk: TableChunk) => void;
  /** With a facility; where absent, these rows are dropped. */
  readonly nodes?: ((chunk: TableChunk) => void) | undefined;
  readonly racks?: ((chunk: TableChunk) => void) | undefined;
  /** Absent where nobody wants rows of calls, or of links. */
  readonly calls?: ((chunk: TableChunk) => void) | undefined;
  readonly links?: (chunk: TableChunk) => void;
}

/** Rows per chunk of the tables that stay small. */
const SMALL_CHUNK_ROWS = 1024;

/** The recorder of a run: request, time series and replica tables to sinks, distributions to {@link ClassSamples}. */
export class MetricsRecorder implements Recorder {
  readonly #requests: RequestTableWriter | null;
  readonly #calls: CallTableWriter | null;
  readonly #timeseries: ChunkedTable;
  readonly #replicas: ChunkedTable;
  readonly #nodes: ChunkedTable | null;
  readonly #networkOf: (row: PremisesSums) => number[];
  readonly #leakedOf: (row: { readonly leakedJoules?: number }) => number[];
  readonly #racks: ChunkedTable | null;
  readonly #links: ChunkedTable;
  readonly #workloads: readonly ClassCollector[];
  readonly #targets: readonly Targets[];
  /** The same object as the workload's where there is only one. */
  readonly #all: ClassCollector;
  readonly #parts = new LatencyPartsByE2e();
  /** Of each site; none where they are not told apart. */
  readonly sites: readonly ClassCollector[];
  readonly #siteOfReplica: Int32Array | undefined;
  /** What rows of a pool say of its site. */
  readonly #siteOf: (pool: number) => readonly number[];
  readonly #replication: readonly number[];

  constructor(scenario: RecordedScenario, sinks: TableSinks, replication: number | null = null) {
    const { requests, percentiles } = scenario.outputs;
    const specs = runTablesOf(scenario);
    const mode = requests === 'none' ? 'sketch' : percentiles;
    const pools = poolOfReplica(scenario);
    const { sites } = scenario;
    this.sites = (sites?.names ?? []).map(() => new ClassCollector(mode));
    this.#siteOf = (pool) => (sites === undefined ? [] : [sites.ofPool[pool]!]);
    this.#siteOfReplica = sites && pools.map((pool) => sites.ofPool[pool]!);
    this.#requests =
      requests === 'none' || sinks.requests === null
        ? null
        : new RequestTableWriter({
            spec: specs.requests,
            poolOfReplica: pools,
            siteOfReplica: this.#siteOfReplica,
            replication,
            onChunk: sinks.requests,
          });
    this.#calls =
      specs.calls && sinks.calls
        ? new CallTableWriter({
            spec: specs.calls,
            poolOfReplica: pools,
            replication,
            onChunk: sinks.calls,
          })
        : null;
    this.#replication = replication === null ? [] : [replication];
    const small = (table: TableSpec, sink: Sink) =>
      new ChunkedTable(
        replication === null ? table : withReplication(table),
        sink,
        SMALL_CHUNK_ROWS,
      );
    this.#timeseries = small(specs.timeseries, sinks.timeseries);
    this.#replicas = small(specs.replicas, sinks.replicas);
    const { nodes, racks } = sinks;
    const leaks = followsLeakage(scenario);
    this.#leakedOf = ({ leakedJoules = 0 }) => (leaks ? [leakedJoules] : []);
    this.#networkOf = ({ networkJoules }) => (scenario.fabric === undefined ? [] : [networkJoules]);
    this.#nodes = specs.nodes && nodes ? small(specs.nodes, nodes) : null;
    this.#racks = specs.racks && racks ? small(specs.racks, racks) : null;
    this.#links = small(linksTable, sinks.links ?? (() => {}));
    this.#workloads = scenario.workloads.map(() => new ClassCollector(mode));
    this.#targets = scenario.workloads.map(({ slo }) => slo);
    const [only, ...more] = this.#workloads;
    this.#all = only !== undefined && more.length === 0 ? only : new ClassCollector(mode);
  }

  request(row: Readonly<RequestRow>): void {
    this.#requests?.append(row);
    if (!row.measured) return;
    const workload = this.#workloads[row.workload]!;
    const targets = this.#targets[row.workload]!;
    workload.accept(row, targets);
    if (workload !== this.#all) this.#all.accept(row, targets);
    const site = row.replica < 0 ? undefined : this.#siteOfReplica?.[row.replica];
    if (site !== undefined) this.sites[site]!.accept(row, targets);
    if (row.outcome === outcomeCode.completed) this.#parts.accept(row);
  }

  call(row: Readonly<CallRow>): void {
    this.#calls?.append(row);
  }

  gaps(
    workload: number,
    firstSeconds: number,
    lastSeconds: number,
    steps: number,
    sequences: number,
  ): void {
    let left = steps;
    let first = firstSeconds;
    const growth = steps > 1 ? (lastSeconds - firstSeconds) / (steps - 1) : 0;
    while (left > 0) {
      const alike = first + growth * (left - 1) <= first * (1 + ALIKE);
      const count = alike ? left : Math.min(left, Math.floor((first * ALIKE) / growth) + 1);
      this.gap(workload, first + (growth * (count - 1)) / 2, count * sequences);
      first += growth * count;
      left -= count;
    }
  }

  gap(workload: number, gapSeconds: number, count: number): void {
    const collector = this.#workloads[workload]!;
    collector.gaps.accept(gapSeconds, count);
    if (collector !== this.#all) this.#all.gaps.accept(gapSeconds, count);
  }

  timeseries(row: Readonly<TimeseriesRow>): void {
    this.#timeseries.append([
      ...this.#replication,
      row.startSeconds,
      row.endSeconds,
      row.pool,
      row.arrivals,
      row.completions,
      row.queue,
      row.batch,
      row.kvCache,
      row.busy,
      row.watts,
      row.replicasUp,
      row.rentalUsd,
      row.replicasPending,
      ...boardsOf(row),
      ...accountsOf(row),
      ...this.#siteOf(row.pool),
    ]);
  }

  replica(row: Readonly<ReplicaRow>): void {
    this.#replicas.append([
      ...this.#replication,
      row.replica,
      row.pool,
      row.indexInPool,
      row.accelerators,
      row.kvBlocks,
      row.busySeconds,
      row.steps,
      row.requests,
      row.preemptions,
      row.prefillJoules,
      row.decodeJoules,
      row.idleJoules,
      row.peakWatts,
      row.outputTokens,
      row.queriedTokens,
      row.cachedTokens,
      row.rentalUsd,
      row.swappedTokens,
      row.hostTokens,
      row.nvmeTokens,
      row.remoteTokens,
      ...(row.boards === undefined ? [] : [row.boards.throttledSeconds, row.boards.hottestCelsius]),
      ...adapterLoadsOf(row),
      ...this.#leakedOf(row),
      ...this.#siteOf(row.pool),
    ]);
  }

  node(row: NodeRow): void {
    const { node, pool, indexInPool, rack } = row;
    const place = [...this.#replication, node, pool, indexInPool, rack];
    const more = [...this.#networkOf(row), ...this.#leakedOf(row)];
    this.#nodes?.append([...place, ...sumsOf(row), ...more, ...this.#siteOf(pool)]);
  }

  rack(row: RackRow): void {
    const { rack, pool, indexInPool, nodes, limitWatts, overshootSeconds, overshootJoules } = row;
    this.#racks?.append([
      ...[...this.#replication, rack, pool, indexInPool, nodes],
      ...sumsOf(row),
      ...[limitWatts, overshootSeconds, overshootJoules],
      ...this.#networkOf(row),
      ...this.#leakedOf(row),
      ...this.#siteOf(pool),
    ]);
  }

  link(row: LinkRow): void {
    this.#links.append([...this.#replication, ...valuesOfLink(row)]);
  }

  task(workload: number, row: TaskRow): void {
    if (row.measured) for (const each of this.#collectors(workload)) each.acceptTask(row);
  }

  question(workload: number, row: QuestionRow): void {
    if (row.measured) for (const each of this.#collectors(workload)) each.acceptQuestion(row);
  }

  opinion(workload: number, row: OpinionRow): void {
    if (row.measured) for (const each of this.#collectors(workload)) each.acceptOpinion(row);
  }

  /** Where what a workload did counts: its own figures, and those of all. */
  #collectors(workload: number): ReadonlySet<ClassCollector> {
    return new Set([this.#workloads[workload]!, this.#all]);
  }

  /** Sends the last, partly filled chunks off. Call once, after the run has finished. */
  flush(): void {
    this.#requests?.flush();
    this.#calls?.flush();
    this.#timeseries.flush();
    this.#replicas.flush();
    this.#nodes?.flush();
    this.#racks?.flush();
    this.#links.flush();
  }

  /** Per workload, in the order of the scenario's. */
  get workloads(): readonly ClassSamples[] {
    return this.#workloads;
  }

  get all(): ClassSamples {
    return this.#all;
  }

  /** Parts of latency of the measured completed requests of all workloads. */
  get parts(): LatencyPartsByE2e {
    return this.#parts;
  }
}

type Sink = (chunk: TableChunk) => void;

function poolOfReplica(scenario: RecordedScenario): Int32Array {
  const count = scenario.pools.reduce((sum, pool) => sum + pool.replicas, 0);
  const pools = new Int32Array(count);
  scenario.pools.forEach((pool, index) => {
    pools.fill(index, pool.firstReplica, pool.firstReplica + pool.replicas);
  });
  return pools;
}
