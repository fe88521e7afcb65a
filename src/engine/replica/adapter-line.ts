import { fcfs } from '../../policy/scheduling/fcfs.ts';
import { HandleSpace } from '../../policy/scheduling/handle-space.ts';
import { EMPTY, type Scheduler } from '../../policy/scheduling/port.ts';
import type { AdapterSlots } from './adapter-slots.ts';

/**
 * First come, first served, but for those whose adapter has no slot: they are passed over and keep their places, as in
 * vLLM's scheduler, which may let them wait as long as others with the adapters in use come. A decision costs O(adapters
 * that somebody waits for).
 */
export class AdapterLine implements Scheduler {
  readonly #adapters: AdapterSlots;
  readonly #space = new HandleSpace();
  /** By adapter: those that wait for it. */
  readonly #lists = new Map<number, Scheduler>();
  #pushed = 0;
  size = 0;

  constructor(adapters: AdapterSlots) {
    this.#adapters = adapters;
  }

  push(handle: number, request: Parameters<Scheduler['push']>[1]): void {
    const adapter = this.#adapters.adapterOf(handle);
    this.#adapters.queue(adapter);
    let list = this.#lists.get(adapter);
    if (list === undefined) {
      list = fcfs.create(this.#space);
      this.#lists.set(adapter, list);
    }
    list.push(handle, request);
    this.#space.pushedAt[handle] = this.#pushed++;
    this.size++;
  }

  /** The first of those who may join; EMPTY where nobody may. */
  peek(): number {
    return this.#first((adapter) => this.#adapters.mayJoin(adapter));
  }

  /** Takes out who may join first, or else who waits longest. */
  pop(): number {
    const next = this.peek();
    const handle = next === EMPTY ? this.#first(() => true) : next;
    if (handle !== EMPTY) this.remove(handle);
    return handle;
  }

  remove(handle: number): void {
    const adapter = this.#adapters.adapterOf(handle);
    const list = this.#lists.get(adapter)!;
    list.remove(handle);
    if (list.size === 0) this.#lists.delete(adapter);
    this.size--;
  }

  #first(counts: (adapter: number) => boolean): number {
    const { pushedAt } = this.#space;
    let first = EMPTY;
    for (const [adapter, list] of this.#lists) {
      if (!counts(adapter)) continue;
      const handle = list.peek();
      if (first === EMPTY || pushedAt[handle]! < pushedAt[first]!) first = handle;
    }
    return first;
  }
}
