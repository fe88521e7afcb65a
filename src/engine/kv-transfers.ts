import type { CompiledScenario, HandOffSpec } from '../compile/compiled.ts';
import type { Calendar } from '../kernel/calendar.ts';
import { dueSeconds, lane } from '../kernel/lanes.ts';
import type { Network } from './fabric/network.ts';
import type { EngineReplica } from './replica/port.ts';
import { RequestHeap } from './request-heap.ts';
import { field, type RequestTable, STRIDE, state } from './request-table.ts';
import type { Slots } from './slots.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** When adapters carry a sequence. */
interface Carriage {
  readonly startedSeconds: number;
  readonly endSeconds: number;
}

/**
 * Keys and values on their way from the replica that computed a prompt to the one that decodes its answer. A replica's
 * adapters carry one sequence at a time, in or out, in the order in which blocks were taken for them; the narrower end
 * sets the pace. One slot of the calendar for all of them.
 *
 * With streamed layers, the adapters have carried what they could while the prompt was computed, and only the rest is
 * left: its last layer at least. That the room was promised by then, and that nothing else was carried meanwhile, is
 * taken for granted.
 *
 * Where the scenario has a graph of links, transfers flow over it instead and share it (fabric/network.ts).
 */
export class KvTransfers {
  readonly #table: RequestTable;
  readonly #calendar: Calendar;
  readonly #slot: number;
  readonly #replicas: readonly EngineReplica[];
  readonly #underway: RequestHeap;
  /** Of those on their way between adapters, in the order in which blocks were taken for them. */
  readonly #carriages = new Map<number, Carriage>();
  /** When the adapters of each replica are free again. */
  readonly #freeSeconds: Float64Array;
  readonly #handOffTo: readonly (HandOffSpec | undefined)[];
  readonly #network: Network | null;

  constructor(
    scenario: CompiledScenario,
    host: { readonly table: RequestTable; readonly calendar: Calendar },
    slots: Pick<Slots, 'transfers'>,
    replicas: readonly EngineReplica[],
    network: Network | null,
  ) {
    this.#network = network;
    this.#table = host.table;
    this.#calendar = host.calendar;
    this.#slot = slots.transfers;
    this.#replicas = replicas;
    this.#underway = new RequestHeap(host.table, field.landing, field.landingPosition);
    this.#freeSeconds = new Float64Array(replicas.length);
    this.#handOffTo = scenario.groups.map((_, group) =>
      scenario.groups.map(({ handOff }) => handOff).find((handOff) => handOff?.group === group),
    );
    // cables may fail before anything is carried
    this.#reschedule();
  }

  /** A request has its blocks at the replica that decodes it: its keys and values set out as soon as both ends are free. */
  begin(handle: number, seconds: number): void {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    if (this.#network === null) {
      this.#carry(handle, seconds);
    } else {
      const [from, to] = [rows[base + field.source]!, rows[base + field.replica]!];
      this.#network.send(handle, from, to, this.#bytesOf(base), seconds);
    }
    this.#reschedule();
  }

  /** The adapters of both ends carry a sequence as soon as these are free, at `seconds` or later. */
  #carry(handle: number, seconds: number): void {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    const [from, to] = [rows[base + field.source]!, rows[base + field.replica]!];
    const [near, far] = [this.#networkOf(from), this.#networkOf(to)];
    const bandwidth = Math.min(near.bytesPerSecond, far.bytesPerSecond);
    const free = this.#freeSeconds;
    const startedSeconds = Math.max(seconds, free[from]!, free[to]!);
    const endSeconds = startedSeconds + this.#bytesLeft(base, bandwidth) / bandwidth;
    free[from] = endSeconds;
    free[to] = endSeconds;
    this.#carriages.set(handle, { startedSeconds, endSeconds });
    rows[base + field.landing] = endSeconds + Math.max(near.latencySeconds, far.latencySeconds);
    this.#underway.push(handle);
  }

  /** An end of a request's transfer fails at `seconds`, before it has landed: nothing comes of it. */
  drop(handle: number, seconds: number): void {
    if (this.#network?.carries(handle) === true) {
      this.#network.drop(handle, seconds);
    } else {
      this.#underway.remove(handle);
      if (this.#carriages.delete(handle)) this.#carryAnew(seconds);
    }
    this.#reschedule();
  }

  /** Adapters have come free: who is being carried at `seconds` goes on, and the others follow in the order that they had. */
  #carryAnew(seconds: number): void {
    const { rows } = this.#table;
    const free = this.#freeSeconds.fill(0);
    const waiting: number[] = [];
    for (const [handle, { startedSeconds, endSeconds }] of this.#carriages) {
      if (startedSeconds > seconds) {
        waiting.push(handle);
        continue;
      }
      for (const end of [field.source, field.replica])
        free[rows[handle * STRIDE + end]!] = endSeconds;
    }
    for (const handle of waiting) {
      this.#underway.remove(handle);
      this.#carry(handle, seconds);
    }
  }

  /** The calendar's event: a sequence arrives, or the links have one of theirs. Returns its instant. */
  onEvent(): number {
    const network = this.#network;
    if (network === null || this.#underway.topKey <= network.nextSeconds) return this.#land();
    const seconds = network.onEvent((handle, landing) => {
      this.#table.rows[handle * STRIDE + field.landing] = landing;
      this.#underway.push(handle);
    });
    this.#reschedule();
    return seconds;
  }

  /** A sequence arrives. It is free where it came from first. */
  #land(): number {
    const seconds = this.#underway.topKey;
    const handle = this.#underway.pop();
    this.#carriages.delete(handle);
    this.#reschedule();
    const { rows } = this.#table;
    const replica = this.#replicas[rows[handle * STRIDE + field.replica]!]!;
    rows[handle * STRIDE + field.state] = state.landed;
    replica.handOff!.land(handle, seconds);
    return seconds;
  }

  #specOf(base: number): HandOffSpec {
    const { group } = this.#replicas[this.#table.rows[base + field.replica]!]!.pool.spec;
    return this.#handOffTo[group]!;
  }

  #bytesOf(base: number): number {
    const { bytesPerToken, bytesPerSequence } = this.#specOf(base);
    return bytesPerSequence + bytesPerToken * this.#table.rows[base + field.prompt]!;
  }

  #bytesLeft(base: number, bandwidth: number): number {
    const { streamedLayers } = this.#specOf(base);
    const bytes = this.#bytesOf(base);
    if (streamedLayers === 1) return bytes;
    const { rows } = this.#table;
    const streamed =
      bandwidth * (rows[base + field.prefillSeconds]! - rows[base + field.lostPrefillSeconds]!);
    return Math.max(bytes / streamedLayers, bytes - streamed);
  }

  #networkOf(replica: number) {
    const { network } = this.#replicas[replica]!.pool.spec;
    return network ?? { bytesPerSecond: Number.POSITIVE_INFINITY, latencySeconds: 0 };
  }

  #reschedule(): void {
    const next = Math.min(this.#underway.topKey, this.#network?.nextSeconds ?? NEVER);
    if (next === NEVER) this.#calendar.clear(this.#slot);
    else this.#calendar.set(this.#slot, dueSeconds(lane.landing, next), lane.landing);
  }
}
