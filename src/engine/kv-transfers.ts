import type { CompiledScenario, HandOffSpec } from '../compile/compiled.ts';
import type { Calendar } from '../kernel/calendar.ts';
import { dueSeconds, lane } from '../kernel/lanes.ts';
import type { EngineReplica } from './replica/port.ts';
import { RequestHeap } from './request-heap.ts';
import { field, type RequestTable, STRIDE, state } from './request-table.ts';

/**
 * Keys and values on their way from the replica that computed a prompt to the one that decodes its answer. A replica's
 * adapters carry one sequence at a time, in or out, in the order in which blocks were taken for them; the narrower end
 * sets the pace. One slot of the calendar for all of them.
 *
 * With streamed layers, the adapters have carried what they could while the prompt was computed, and only the rest is
 * left: its last layer at least. That the room was promised by then, and that nothing else was carried meanwhile, is
 * taken for granted.
 */
export class KvTransfers {
  readonly #table: RequestTable;
  readonly #calendar: Calendar;
  readonly #slot: number;
  readonly #replicas: readonly EngineReplica[];
  readonly #underway: RequestHeap;
  /** When the adapters of each replica are free again. */
  readonly #freeSeconds: Float64Array;
  readonly #handOffTo: readonly (HandOffSpec | undefined)[];

  constructor(
    scenario: CompiledScenario,
    host: { readonly table: RequestTable; readonly calendar: Calendar },
    slot: number,
    replicas: readonly EngineReplica[],
  ) {
    this.#table = host.table;
    this.#calendar = host.calendar;
    this.#slot = slot;
    this.#replicas = replicas;
    this.#underway = new RequestHeap(host.table, field.landing, field.landingPosition);
    this.#freeSeconds = new Float64Array(replicas.length);
    this.#handOffTo = scenario.groups.map((_, group) =>
      scenario.groups.map(({ handOff }) => handOff).find((handOff) => handOff?.group === group),
    );
  }

  /** A request has its blocks at the replica that decodes it: its keys and values set out as soon as both ends are free. */
  begin(handle: number, seconds: number): void {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    const [from, to] = [rows[base + field.source]!, rows[base + field.replica]!];
    const [near, far] = [this.#networkOf(from), this.#networkOf(to)];
    const bandwidth = Math.min(near.bytesPerSecond, far.bytesPerSecond);
    const free = this.#freeSeconds;
    const started = Math.max(seconds, free[from]!, free[to]!);
    const carried = started + this.#bytesLeft(base, bandwidth) / bandwidth;
    free[from] = carried;
    free[to] = carried;
    rows[base + field.landing] = carried + Math.max(near.latencySeconds, far.latencySeconds);
    this.#underway.push(handle);
    this.#reschedule();
  }

  /** The calendar's event: a sequence arrives. It is free where it came from first. Returns its instant. */
  land(): number {
    const seconds = this.#underway.topKey;
    const handle = this.#underway.pop();
    this.#reschedule();
    const { rows } = this.#table;
    const replica = this.#replicas[rows[handle * STRIDE + field.replica]!]!;
    rows[handle * STRIDE + field.state] = state.landed;
    replica.handOff!.land(handle, seconds);
    return seconds;
  }

  #bytesLeft(base: number, bandwidth: number): number {
    const { rows } = this.#table;
    const { group } = this.#replicas[rows[base + field.replica]!]!.pool.spec;
    const { bytesPerToken, bytesPerSequence, streamedLayers } = this.#handOffTo[group]!;
    const bytes = bytesPerSequence + bytesPerToken * rows[base + field.prompt]!;
    if (streamedLayers === 1) return bytes;
    const streamed = bandwidth * rows[base + field.prefillSeconds]!;
    return Math.max(bytes / streamedLayers, bytes - streamed);
  }

  #networkOf(replica: number) {
    const { network } = this.#replicas[replica]!.pool.spec;
    return network ?? { bytesPerSecond: Number.POSITIVE_INFINITY, latencySeconds: 0 };
  }

  #reschedule(): void {
    const next = this.#underway.topKey;
    if (next === Number.POSITIVE_INFINITY) this.#calendar.clear(this.#slot);
    else this.#calendar.set(this.#slot, dueSeconds(lane.landing, next), lane.landing);
  }
}
