import { assert } from '../../base/assert.ts';
import type { CompiledAdapters } from '../../compile/adapters.ts';
import { adapterKey } from '../../policy/adapter-key.ts';
import { field, type RequestTable, STRIDE } from '../request-table.ts';

/** What was loaded so far. */
export interface AdapterSums {
  readonly loads: number;
  readonly loadingSeconds: number;
  /** Sequences that joined a batch, preempted ones again. */
  readonly joins: number;
  /** Those that queued, the same again after each preemption, and how many of them found every slot taken by other adapters. */
  readonly queued: number;
  readonly barred: number;
  /** Loads that were read from storage first, and how long reading took, which `loadingSeconds` counts, too. */
  readonly reads: number;
  readonly readingSeconds: number;
}

/**
 * Which adapters lie on a replica's chips, and which of them the running sequences need: at most so many, as vLLM's
 * `max_loras`. A sequence that joins with an adapter that is not there loads it from host memory, into a free slot or that
 * of the one which was needed last the longest ago; the step that it joins waits for the copy, as vLLM's worker does. Host
 * memory may hold some of them only (`max_cpu_loras`), those on the chips among them: others are read from storage first, in
 * place of the one there which was needed last the longest ago, and the step waits for that, too.
 */
export class AdapterSlots implements AdapterSums {
  readonly #table: RequestTable;
  readonly #slots: number;
  readonly #loadSeconds: number;
  readonly #host: CompiledAdapters['host'];
  /** Running sequences by adapter. */
  readonly #running = new Map<number, number>();
  /** Those on the chips; of those that nobody needs, the one that was needed last the longest ago first. */
  readonly #resident = new Set<number>();
  /** Those in host memory, in the same order, where it does not hold all. */
  readonly #inHost = new Set<number>();
  #pendingSeconds = 0;
  /** Who hears of adapters that come and go. */
  onChange: (adapter: number, resident: boolean) => void = () => {};
  loads = 0;
  loadingSeconds = 0;
  joins = 0;
  queued = 0;
  barred = 0;
  reads = 0;
  readingSeconds = 0;

  constructor(table: RequestTable, { slots, loadSeconds, host }: CompiledAdapters) {
    this.#table = table;
    this.#slots = slots;
    this.#loadSeconds = loadSeconds;
    this.#host = host;
  }

  /** Adapters that the running sequences need between them. */
  get together(): number {
    return this.#running.size;
  }

  adapterOf(handle: number): number {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    return adapterKey({
      workload: rows[base + field.workload]!,
      tenant: rows[base + field.tenant]!,
    });
  }

  /** Whether a sequence with this adapter may run beside those that do. */
  mayJoin(adapter: number): boolean {
    return this.#running.size < this.#slots || this.#running.has(adapter);
  }

  /** A sequence with this adapter queues. */
  queue(adapter: number): void {
    this.queued++;
    if (!this.mayJoin(adapter)) this.barred++;
  }

  join(handle: number): void {
    const adapter = this.adapterOf(handle);
    assert(this.mayJoin(adapter), 'adapters: more in a batch than there are slots');
    this.#running.set(adapter, (this.#running.get(adapter) ?? 0) + 1);
    this.joins++;
    if (!this.#resident.has(adapter)) this.#load(adapter);
  }

  leave(handle: number): void {
    const adapter = this.adapterOf(handle);
    const left = this.#running.get(adapter)! - 1;
    if (left > 0) {
      this.#running.set(adapter, left);
      return;
    }
    this.#running.delete(adapter);
    this.#resident.delete(adapter);
    this.#resident.add(adapter);
    if (this.#inHost.delete(adapter)) this.#inHost.add(adapter);
  }

  /** How long copies keep the next step waiting: asked once per step. */
  takeLoading(): number {
    const seconds = this.#pendingSeconds;
    this.#pendingSeconds = 0;
    return seconds;
  }

  /** The replica has failed, and nobody runs: all that lay on its chips and in its engine's host memory is lost. */
  clear(): void {
    for (const adapter of this.#resident) this.onChange(adapter, false);
    this.#resident.clear();
    this.#inHost.clear();
    this.#pendingSeconds = 0;
  }

  #load(adapter: number): void {
    if (this.#host !== undefined && !this.#inHost.has(adapter)) this.#read(adapter, this.#host);
    if (this.#resident.size === this.#slots) {
      for (const victim of this.#resident) {
        if (this.#running.has(victim)) continue;
        this.#resident.delete(victim);
        this.onChange(victim, false);
        break;
      }
    }
    this.#resident.add(adapter);
    this.onChange(adapter, true);
    this.loads++;
    this.loadingSeconds += this.#loadSeconds;
    this.#pendingSeconds += this.#loadSeconds;
  }

  #read(adapter: number, { slots, readSeconds }: NonNullable<CompiledAdapters['host']>): void {
    if (this.#inHost.size === slots) {
      for (const victim of this.#inHost) {
        if (this.#running.has(victim)) continue;
        this.#inHost.delete(victim);
        break;
      }
    }
    this.#inHost.add(adapter);
    this.reads++;
    this.readingSeconds += readSeconds;
    this.loadingSeconds += readSeconds;
    this.#pendingSeconds += readSeconds;
  }
}
