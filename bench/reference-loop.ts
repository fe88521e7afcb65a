/**
 * The yardstick of the benchmarks: M/M/1 queues on a binary heap of two flat arrays, as bare as such a loop can be
 * (hole-moving sifts as in flatqueue, no objects, no records). A figure divided by this loop's figure of the same run
 * says more about the code and less about the machine.
 */
export interface ReferenceResult {
  readonly events: number;
  /** Average customers per station over time; ρ ÷ (1 − ρ) when the loop is right. */
  readonly meanCustomers: number;
}

/** Load of each station. */
export const referenceLoad = 0.6;

/** Runs `events` arrivals and departures of `stations` independent M/M/1 queues with service rate 1. */
export function referenceLoop(events: number, stations = 1): ReferenceResult {
  const heap = new FlatHeap(2 * stations);
  const customers = new Int32Array(stations);
  let randomState = 0x9e3779b9;
  // xorshift32 (Marsaglia 2003): a bare loop needs a bare generator.
  const exponential = () => {
    randomState ^= randomState << 13;
    randomState ^= randomState >>> 17;
    randomState ^= randomState << 5;
    return -Math.log(((randomState >>> 0) + 0.5) / 2 ** 32);
  };
  for (let station = 0; station < stations; station++) {
    heap.push(exponential() / referenceLoad, 2 * station);
  }
  let clock = 0;
  let present = 0;
  let area = 0;
  for (let i = 0; i < events; i++) {
    const time = heap.topTime;
    const id = heap.pop();
    area += present * (time - clock);
    clock = time;
    const station = id >> 1;
    if ((id & 1) === 0) {
      present++;
      if (customers[station]!++ === 0) heap.push(time + exponential(), id + 1);
      heap.push(time + exponential() / referenceLoad, id);
    } else {
      present--;
      if (--customers[station]! > 0) heap.push(time + exponential(), id);
    }
  }
  return { events, meanCustomers: area / clock / stations };
}

class FlatHeap {
  readonly #times: Float64Array;
  readonly #ids: Int32Array;
  #size = 0;

  constructor(capacity: number) {
    this.#times = new Float64Array(capacity);
    this.#ids = new Int32Array(capacity);
  }

  get topTime(): number {
    return this.#times[0]!;
  }

  push(time: number, id: number): void {
    const times = this.#times;
    const ids = this.#ids;
    let hole = this.#size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const parentTime = times[parent]!;
      if (time >= parentTime) break;
      times[hole] = parentTime;
      ids[hole] = ids[parent]!;
      hole = parent;
    }
    times[hole] = time;
    ids[hole] = id;
  }

  /** Takes the earliest entry out and returns its id. */
  pop(): number {
    const times = this.#times;
    const ids = this.#ids;
    const top = ids[0]!;
    const size = --this.#size;
    const time = times[size]!;
    const id = ids[size]!;
    let hole = 0;
    for (let child = 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size && times[child + 1]! < times[child]!) child++;
      if (times[child]! >= time) break;
      times[hole] = times[child]!;
      ids[hole] = ids[child]!;
      hole = child;
    }
    times[hole] = time;
    ids[hole] = id;
    return top;
  }
}
