import { assert } from '../base/assert.ts';
import type { Lane } from './lanes.ts';

/** A rank is lane × 2²⁴ + slot: the tie-break in one comparison of small integers. */
const LANE_BITS = 24;
const SLOT_MASK = 2 ** LANE_BITS - 1;

/**
 * The pending events of a run: each entity owns one slot, and a slot has at most one event. An indexed binary heap on
 * typed arrays; no event objects exist. Keys lie in heap order, so that a comparison touches neighbouring memory.
 *
 * Events come in the total order (time, lane, slot). `set`, `clear`: O(log slots); `nextTime`, `nextSlot`: O(1).
 */
export class Calendar {
  readonly #times: Float64Array;
  readonly #ranks: Int32Array;
  /** Heap position of each slot, −1 where it has no event. */
  readonly #positions: Int32Array;
  #size = 0;

  constructor(slots: number) {
    assert(slots <= SLOT_MASK, 'too many slots for one calendar');
    this.#times = new Float64Array(slots + 1).fill(Number.POSITIVE_INFINITY);
    this.#ranks = new Int32Array(slots + 1);
    this.#positions = new Int32Array(slots).fill(-1);
  }

  get size(): number {
    return this.#size;
  }

  /** Time of the next event; Infinity when there is none. */
  get nextTime(): number {
    return this.#size > 0 ? this.#times[0]! : Number.POSITIVE_INFINITY;
  }

  /** Time of the next event of any other slot: what follows while `slot` has its turn. */
  nextTimeBeside(slot: number): number {
    if (this.#positions[slot]! !== 0) return this.nextTime;
    const size = this.#size;
    if (size > 2) return Math.min(this.#times[1]!, this.#times[2]!);
    return size > 1 ? this.#times[1]! : Number.POSITIVE_INFINITY;
  }

  /** Slot of the next event; −1 when there is none. */
  get nextSlot(): number {
    return this.#size > 0 ? this.#ranks[0]! & SLOT_MASK : -1;
  }

  /** Lane of the next event. */
  get nextLane(): number {
    return this.#ranks[0]! >> LANE_BITS;
  }

  has(slot: number): boolean {
    return this.#positions[slot]! >= 0;
  }

  /** Time of a slot's event; Infinity when it has none. */
  timeOf(slot: number): number {
    const position = this.#positions[slot]!;
    return position < 0 ? Number.POSITIVE_INFINITY : this.#times[position]!;
  }

  /** Gives the slot its one event, in place of the one that it had. */
  set(slot: number, time: number, eventLane: Lane): void {
    const rank = (eventLane << LANE_BITS) | slot;
    let position = this.#positions[slot]!;
    if (position < 0) {
      position = this.#size++;
      this.#rise(position, time, rank, slot);
      return;
    }
    const oldTime = this.#times[position]!;
    if (time < oldTime || (time === oldTime && rank < this.#ranks[position]!)) {
      this.#rise(position, time, rank, slot);
    } else {
      this.#sink(position, time, rank, slot);
    }
  }

  /** Takes the slot's event out, if it has one. */
  clear(slot: number): void {
    const position = this.#positions[slot]!;
    if (position < 0) return;
    this.#positions[slot] = -1;
    const last = --this.#size;
    if (position === last) return;
    const time = this.#times[last]!;
    const rank = this.#ranks[last]!;
    const moved = rank & SLOT_MASK;
    const parent = (position - 1) >> 1;
    if (position > 0 && this.#before(time, rank, parent)) this.#rise(position, time, rank, moved);
    else this.#sink(position, time, rank, moved);
  }

  #before(time: number, rank: number, position: number): boolean {
    const other = this.#times[position]!;
    return time < other || (time === other && rank < this.#ranks[position]!);
  }

  #rise(from: number, time: number, rank: number, slot: number): void {
    const times = this.#times;
    const ranks = this.#ranks;
    const positions = this.#positions;
    let hole = from;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const parentTime = times[parent]!;
      const parentRank = ranks[parent]!;
      if (time > parentTime || (time === parentTime && rank > parentRank)) break;
      times[hole] = parentTime;
      ranks[hole] = parentRank;
      positions[parentRank & SLOT_MASK] = hole;
      hole = parent;
    }
    times[hole] = time;
    ranks[hole] = rank;
    positions[slot] = hole;
  }

  #sink(from: number, time: number, rank: number, slot: number): void {
    const times = this.#times;
    const ranks = this.#ranks;
    const positions = this.#positions;
    const size = this.#size;
    let hole = from;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= size) break;
      const right = child + 1;
      if (right < size) {
        const leftTime = times[child]!;
        const rightTime = times[right]!;
        if (rightTime < leftTime || (rightTime === leftTime && ranks[right]! < ranks[child]!)) {
          child = right;
        }
      }
      const childTime = times[child]!;
      const childRank = ranks[child]!;
      if (time < childTime || (time === childTime && rank < childRank)) break;
      times[hole] = childTime;
      ranks[hole] = childRank;
      positions[childRank & SLOT_MASK] = hole;
      hole = child;
    }
    times[hole] = time;
    ranks[hole] = rank;
    positions[slot] = hole;
  }
}
