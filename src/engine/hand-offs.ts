import type { CompiledScenario } from '../compile/compiled.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { EngineReplica } from './replica/port.ts';
import type { RequestFacts } from './request-facts.ts';
import { field, type RequestTable, STRIDE, state } from './request-table.ts';
import type { Tally } from './tally.ts';

/** Where a request stands that has left one replica and is not in the batch of the next. */
const between: ReadonlySet<number> = new Set([
  state.handedOff,
  state.transfer,
  state.landed,
  state.encoded,
]);

/** Hears of a request that has left a replica which drains. */
export type DrainListener = (replica: number, seconds: number) => void;

/**
 * The way of requests between replicas that compute prompts and replicas that decode. The router of the latter chooses
 * when the prompt is computed; the former counts a request among its own until keys and values have left it.
 */
export class HandOffs {
  readonly #groups: CompiledScenario['groups'];
  readonly #table: RequestTable;
  readonly #replicas: readonly EngineReplica[];
  readonly #dispatchers: readonly Dispatcher[];
  readonly #tally: Tally;
  /** By group, the one whose replicas encode its images; −1 where its own do. */
  readonly #encodersOf: Int32Array;
  /** By group, the one whose replicas compute the prompts that its own decode; −1 where there is none. */
  readonly #promptersOf: Int32Array;
  onLeftDraining: DrainListener | null = null;

  constructor(
    scenario: CompiledScenario,
    table: RequestTable,
    replicas: readonly EngineReplica[],
    dispatchers: readonly Dispatcher[],
    tally: Tally,
  ) {
    this.#groups = scenario.groups;
    this.#table = table;
    this.#replicas = replicas;
    this.#dispatchers = dispatchers;
    this.#tally = tally;
    this.#encodersOf = new Int32Array(scenario.groups.length).fill(-1);
    this.#promptersOf = new Int32Array(scenario.groups.length).fill(-1);
    for (const [group, { embeddings, handOff }] of scenario.groups.entries()) {
      if (embeddings !== undefined) this.#encodersOf[embeddings.group] = group;
      if (handOff !== undefined) this.#promptersOf[handOff.group] = group;
    }
  }

  /** The group that a request for `group` goes to first: images are encoded before their prompt is computed. */
  entryGroup(group: number, promptTokens: number, images = 0): number {
    const encoders = this.#encodersOf[group]!;
    return images > 0 && encoders >= 0 ? encoders : this.#promptGroup(group, promptTokens);
  }

  /** Where the prompt of a request is computed: short ones stay whole with the replicas that decode. */
  #promptGroup(group: number, promptTokens: number): number {
    const { handOff } = this.#groups[group]!;
    return handOff !== undefined && promptTokens < handOff.leastPromptTokens
      ? handOff.group
      : group;
  }

  /** Whether some replica that the request needs is too small for it. */
  isTooLong(handle: number): boolean {
    const base = handle * STRIDE;
    const { rows } = this.#table;
    const entry = rows[base + field.group]!;
    const encodes = this.#groups[entry]!.embeddings;
    const group = encodes && this.#promptGroup(encodes.group, rows[base + field.prompt]!);
    const first = this.#dispatchers[group ?? entry]!;
    const { handOff } = first;
    const next = handOff === undefined ? null : this.#dispatchers[handOff.group]!;
    return !first.canEverServe(handle) || next?.canEverServe(handle) === false;
  }

  /** A prompt is computed, or its images are encoded: the next replicas take over, while what these need stays there. */
  onPrompt(handle: number, facts: RequestFacts, seconds: number): void {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    rows[base + field.source] = rows[base + field.replica]!;
    rows[base + field.replica] = -1;
    const from = rows[base + field.group]!;
    const { handOff, embeddings } = this.#groups[from]!;
    const to =
      embeddings === undefined
        ? handOff!.group
        : this.#promptGroup(embeddings.group, rows[base + field.prompt]!);
    rows[base + field.group] = to;
    this.#tally.onHandOff(from, to, seconds);
    this.#dispatchers[to]!.accept(handle, facts, seconds);
  }

  /** The replica that computed the prompt forgets it, if one still has it: it was copied, or its client has left. */
  leaveSource(handle: number, seconds: number): void {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    const source = rows[base + field.source]!;
    if (source < 0) return;
    rows[base + field.source] = -1;
    const replica = this.#replicas[source]!;
    this.#dispatchers[replica.pool.spec.group]!.onLeft(source, handle, seconds);
    replica.handOff?.forget(handle, seconds);
    if (replica.life.state === 'draining') this.onLeftDraining?.(source, seconds);
  }

  /** Nothing is left at `seconds` of what replicas have computed for a request: it goes the whole way again. */
  startOver(base: number, seconds: number): void {
    const { rows } = this.#table;
    this.settle(base, seconds);
    if (between.has(rows[base + field.state]!)) rows[base + field.since] = seconds;
    const from = rows[base + field.group]!;
    const prompters = this.#promptersOf[from]!;
    const images = rows[base + field.images]!;
    const to = this.entryGroup(
      prompters < 0 ? from : prompters,
      rows[base + field.prompt]!,
      images,
    );
    if (to !== from) this.#tally.onHandOff(from, to, seconds);
    rows[base + field.group] = to;
  }

  /** Writes how long a request that ends at `seconds`, or begins anew, was between replicas. */
  settle(base: number, seconds: number): void {
    const { rows } = this.#table;
    const where = rows[base + field.state]!;
    if (!between.has(where)) return;
    rows[base + field.transferSeconds]! += seconds - rows[base + field.since]!;
  }
}
