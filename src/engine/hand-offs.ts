import type { CompiledScenario } from '../compile/compiled.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { EngineReplica } from './replica/port.ts';
import type { RequestFacts } from './request-facts.ts';
import { field, type RequestTable, STRIDE, state } from './request-table.ts';
import type { Tally } from './tally.ts';

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
  }

  /** The group that a request for `group` goes to first: short prompts stay whole with the replicas that decode. */
  entryGroup(group: number, promptTokens: number): number {
    const { handOff } = this.#groups[group]!;
    return handOff !== undefined && promptTokens < handOff.leastPromptTokens
      ? handOff.group
      : group;
  }

  /** Whether some replica that the request needs is too small for it. */
  isTooLong(handle: number, dispatcher: Dispatcher): boolean {
    const { handOff } = dispatcher;
    const next = handOff === undefined ? null : this.#dispatchers[handOff.group]!;
    return !dispatcher.canEverServe(handle) || next?.canEverServe(handle) === false;
  }

  /** A prompt is computed: the replicas that decode take over, while its blocks stay where they are. */
  onPrompt(handle: number, facts: RequestFacts, seconds: number): void {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    rows[base + field.source] = rows[base + field.replica]!;
    rows[base + field.replica] = -1;
    const from = rows[base + field.group]!;
    const { handOff } = this.#dispatchers[from]!;
    rows[base + field.group] = handOff!.group;
    this.#tally.onHandOff(from, handOff!.group, seconds);
    this.#dispatchers[handOff!.group]!.accept(handle, facts, seconds);
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
  }

  /** Writes how long a request that ends at `seconds` was between replicas. */
  settle(base: number, seconds: number): void {
    const { rows } = this.#table;
    const where = rows[base + field.state]!;
    if (where !== state.handedOff && where !== state.transfer && where !== state.landed) return;
    rows[base + field.transferSeconds]! += seconds - rows[base + field.since]!;
  }
}
