import { assert } from '../../base/assert.ts';
import type { CompiledScenario } from '../../compile/compiled.ts';
import type { Calendar } from '../../kernel/calendar.ts';
import { dueSeconds, lane } from '../../kernel/lanes.ts';
import type { HostTotals } from '../../record/totals.ts';
import { RequestHeap } from '../request-heap.ts';
import { copy, field, type RequestTable, STRIDE } from '../request-table.ts';
import { PoolStages } from './pool-stages.ts';

/** Where a request stands in its stages; by handle. */
const place = { stage: 0, node: 1, since: 2, entered: 3 } as const;
const WIDTH = 4;
/** As `node` of one that waits for cores. */
const WAITS = -1;
/** As `stage` of one that is in no stage. */
const ELSEWHERE = -1;

/**
 * The work of CPUs on a request: stages before its replica's scheduler has it, and others after its last token. Each
 * waits for its cores, first come, first served. One slot of the calendar for all that run.
 */
export class HostStages {
  readonly #table: RequestTable;
  readonly #calendar: Calendar;
  readonly #slot: number;
  /** By replica; null where its pool has no stages. */
  readonly #poolOf: readonly (PoolStages | null)[];
  readonly #pools: readonly (PoolStages | null)[];
  readonly #scenario: CompiledScenario;
  readonly #due: RequestHeap;
  #places = new Float64Array(1024 * WIDTH).fill(ELSEWHERE);
  /** Requests in stages before the scheduler: on cores by group, and all by replica and group. */
  readonly #working: Int32Array;
  readonly #before: Int32Array;
  /** Requests in stages after their last token. */
  answers = 0;

  constructor(
    scenario: CompiledScenario,
    replication: number,
    host: { readonly calendar: Calendar; readonly table: RequestTable },
    slot: number,
  ) {
    this.#scenario = scenario;
    this.#table = host.table;
    this.#calendar = host.calendar;
    this.#slot = slot;
    this.#pools = scenario.pools.map((pool) =>
      pool.host === undefined ? null : new PoolStages(pool, pool.host, scenario.seed, replication),
    );
    this.#poolOf = scenario.pools.flatMap(({ replicas }, pool) =>
      Array.from({ length: replicas }, () => this.#pools[pool]!),
    );
    this.#due = new RequestHeap(host.table, field.hostDue, field.hostPosition);
    this.#working = new Int32Array(scenario.groups.length);
    this.#before = new Int32Array(this.#poolOf.length * scenario.groups.length);
  }

  /** Requests of a group that cores work on before a scheduler has them. */
  working(group: number): number {
    return this.#working[group]!;
  }

  /** Requests of a group on their way through the stages before a replica's scheduler. */
  countOf(replica: number, group: number): number {
    return this.#before[replica * this.#working.length + group]!;
  }

  /** A request was sent to its replica: false where no stage comes before its scheduler. */
  enter(handle: number, seconds: number): boolean {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    const replica = rows[base + field.replica]!;
    const pool = this.#poolOf[replica]!;
    if (pool === null || pool.before === 0) return false;
    rows[base + field.sent] = seconds;
    rows[base + field.ready] = Number.POSITIVE_INFINITY;
    this.#before[this.#placeOf(handle)]!++;
    this.#begin(handle, pool, 0, seconds);
    return true;
  }

  /** Whether stages come after the last token of a request. */
  comesAfter(handle: number): boolean {
    const replica = this.#table.rows[handle * STRIDE + field.replica]!;
    const pool = this.#poolOf[replica]!;
    return pool !== null && pool.before < pool.stages.length;
  }

  /** The last token of a request with stages after it came. */
  enterAfter(handle: number, seconds: number): void {
    const pool = this.#poolOf[this.#table.rows[handle * STRIDE + field.replica]!]!;
    this.answers++;
    this.#begin(handle, pool, pool.before, seconds);
  }

  /** Instant at which the next stage ends; Infinity when none runs. */
  get nextSeconds(): number {
    return this.#due.topKey;
  }

  /**
   * The calendar's event: a stage ends, whose cores go to who waits. Returns the request if all its stages of this side
   * of the engine are over; −1 when it goes on to another.
   */
  finish(): number {
    const seconds = this.#due.topKey;
    const handle = this.#due.top;
    const pool = this.#poolOf[this.#table.rows[handle * STRIDE + field.replica]!]!;
    const stage = this.#places[handle * WIDTH + place.stage]!;
    this.#stop(handle, pool, seconds);
    const next = stage + 1;
    if (next !== pool.before && next < pool.stages.length) {
      this.#begin(handle, pool, next, seconds);
      return -1;
    }
    this.#leave(handle, pool, stage, seconds);
    return handle;
  }

  /** Takes out a request whose client gave up; false where it is not here. */
  giveUp(handle: number, seconds: number): boolean {
    if (handle * WIDTH >= this.#places.length) return false;
    const at = handle * WIDTH;
    const stage = this.#places[at + place.stage]!;
    if (stage === ELSEWHERE) return false;
    const replica = this.#table.rows[handle * STRIDE + field.replica]!;
    const pool = this.#poolOf[replica]!;
    if (this.#places[at + place.node] === WAITS) {
      const cores = pool.corePoolOf(stage, replica);
      cores.withdraw(handle, seconds);
      this.#serve(cores, pool, seconds);
    } else {
      this.#stop(handle, pool, seconds);
    }
    this.#leave(handle, pool, stage, seconds);
    return true;
  }

  /** A replica fails at `seconds`: what was on its way to its scheduler is handed back, while answers go on. */
  fail(replica: number, seconds: number, each: (handle: number) => void): void {
    const pool = this.#poolOf[replica]!;
    const groups = this.#working.length;
    const before = this.#before.subarray(replica * groups, (replica + 1) * groups);
    if (pool === null || before.every((count) => count === 0)) return;
    for (let handle = 0; handle * WIDTH < this.#places.length; handle++) {
      const stage = this.#places[handle * WIDTH + place.stage]!;
      const isBefore = stage !== ELSEWHERE && stage < pool.before;
      if (!isBefore || this.#table.rows[handle * STRIDE + field.replica] !== replica) continue;
      this.giveUp(handle, seconds);
      each(handle);
    }
  }

  /** Takes out and reports every request: the run ends here. */
  halt(seconds: number, each: (handle: number) => void): void {
    for (let handle = 0; handle * WIDTH < this.#places.length; handle++) {
      const stage = this.#places[handle * WIDTH + place.stage]!;
      if (stage === ELSEWHERE) continue;
      const pool = this.#poolOf[this.#table.rows[handle * STRIDE + field.replica]!]!;
      this.#leave(handle, pool, stage, seconds);
      each(handle);
    }
    this.#calendar.clear(this.#slot);
  }

  /** Throws unless all cores are as free as they began. */
  assertEmpty(): void {
    const isEmpty = this.#pools.every(
      (pool) => pool === null || pool.corePools.every((cores) => cores.isEmpty),
    );
    assert(isEmpty, 'cores are taken, and no request is there');
  }

  /** What the cores of every pool with stages did until `seconds`. */
  totalsAt(seconds: number): HostTotals[] {
    return this.#pools.flatMap((stages, pool) => {
      const host = this.#scenario.pools[pool]!.host;
      if (stages === null || host === undefined) return [];
      const { own, offloaded } = stages.sumsAt(seconds);
      const used = (offload: boolean) => stages.stages.some(({ spec }) => spec.offload === offload);
      const { nodes, coresPerNode, offload } = host;
      return [
        ...(used(false) ? [{ pool, offloaded: false, cores: nodes * coresPerNode, ...own }] : []),
        ...(offload !== null && used(true)
          ? [{ pool, offloaded: true, cores: offload.nodes * offload.cores, ...offloaded }]
          : []),
      ];
    });
  }

  #begin(handle: number, pool: PoolStages, stage: number, seconds: number): void {
    while (handle * WIDTH >= this.#places.length) this.#grow();
    const at = handle * WIDTH;
    const replica = this.#table.rows[handle * STRIDE + field.replica]!;
    if (stage === 0 || stage === pool.before) this.#places[at + place.entered] = seconds;
    this.#places[at + place.stage] = stage;
    this.#places[at + place.since] = seconds;
    this.#places[at + place.node] = WAITS;
    const cores = pool.corePoolOf(stage, replica);
    cores.enqueue(handle, seconds);
    this.#serve(cores, pool, seconds);
  }

  /** Gives cores to who waits, in order, until the first finds too few. */
  #serve(cores: ReturnType<PoolStages['corePoolOf']>, pool: PoolStages, seconds: number): void {
    const { rows } = this.#table;
    for (let handle = cores.first; handle >= 0; handle = cores.first) {
      const at = handle * WIDTH;
      const base = handle * STRIDE;
      const stage = this.#places[at + place.stage]!;
      // who came up to a tie's width after the instant starts when it came
      const start = Math.max(seconds, this.#places[at + place.since]!);
      const node = cores.take(pool.stages[stage]!.spec.cores, start);
      if (node < 0) break;
      cores.dequeue(start);
      this.#places[at + place.node] = node;
      const isBefore = stage < pool.before;
      if (isBefore) this.#working[this.#groupOf(handle)]!++;
      const tokens = rows[base + (isBefore ? field.prompt : field.made)]!;
      const luck = Math.max(0, rows[base + field.copy]! - copy.hedge + 1);
      const taken = pool.seconds(stage, rows[base + field.id]!, tokens, luck);
      rows[base + field.hostDue] = start + taken;
      this.#due.push(handle);
    }
    this.#reschedule();
  }

  /** The stage of a request no longer runs; its cores go to who waits. */
  #stop(handle: number, pool: PoolStages, seconds: number): void {
    const at = handle * WIDTH;
    const stage = this.#places[at + place.stage]!;
    const replica = this.#table.rows[handle * STRIDE + field.replica]!;
    this.#due.remove(handle);
    if (stage < pool.before) this.#working[this.#groupOf(handle)]!--;
    const cores = pool.corePoolOf(stage, replica);
    cores.release(this.#places[at + place.node]!, pool.stages[stage]!.spec.cores, seconds);
    this.#serve(cores, pool, seconds);
  }

  #leave(handle: number, pool: PoolStages, stage: number, seconds: number): void {
    const { rows } = this.#table;
    const at = handle * WIDTH;
    this.#places[at + place.stage] = ELSEWHERE;
    if (stage < pool.before) this.#before[this.#placeOf(handle)]!--;
    else {
      this.answers--;
      rows[handle * STRIDE + field.hostAfter] = seconds - this.#places[at + place.entered]!;
    }
  }

  /** Where a request before its scheduler is counted. */
  #placeOf(handle: number): number {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    return rows[base + field.replica]! * this.#working.length + rows[base + field.group]!;
  }

  #groupOf(handle: number): number {
    const workload = this.#table.rows[handle * STRIDE + field.workload]!;
    return this.#scenario.workloads[workload]!.group;
  }

  #reschedule(): void {
    const next = this.#due.topKey;
    if (this.#due.size === 0) this.#calendar.clear(this.#slot);
    else this.#calendar.set(this.#slot, dueSeconds(lane.arrival, next), lane.arrival);
  }

  #grow(): void {
    const wider = new Float64Array(this.#places.length * 2).fill(ELSEWHERE);
    wider.set(this.#places);
    this.#places = wider;
  }
}
