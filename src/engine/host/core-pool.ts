/** What the cores of a pool did until an instant. */
export interface CoreSums {
  /** ∫ cores that work or that only the head of the queue keeps idle, dt. */
  takenCoreSeconds: number;
  /** ∫ jobs that wait for cores, dt. */
  waitingSeconds: number;
}

/**
 * CPU cores of one node, or of several that share a queue, and the jobs that wait for them: first come, first served, with
 * no overtaking. A job runs on the first node with enough free cores. Who waits is a handle of a request.
 */
export class CorePool {
  readonly cores: number;
  readonly #free: Int32Array;
  readonly #perNode: number;
  #busy = 0;
  #queue: number[] = [];
  #head = 0;
  #takenCoreSeconds = 0;
  #waitingSeconds = 0;
  #sinceSeconds = 0;

  constructor(nodes: number, coresPerNode: number) {
    this.cores = nodes * coresPerNode;
    this.#perNode = coresPerNode;
    this.#free = new Int32Array(nodes).fill(coresPerNode);
  }

  /** Jobs that wait. */
  get waiting(): number {
    return this.#queue.length - this.#head;
  }

  /** First in the queue; −1 when nobody waits. */
  get first(): number {
    return this.waiting > 0 ? this.#queue[this.#head]! : -1;
  }

  /** Takes `cores` of one node at `seconds`; −1 where no node has as many. */
  take(cores: number, seconds: number): number {
    const node = this.#free.findIndex((free) => free >= cores);
    if (node < 0) return -1;
    this.#account(seconds);
    this.#free[node]! -= cores;
    this.#busy += cores;
    return node;
  }

  release(node: number, cores: number, seconds: number): void {
    this.#account(seconds);
    this.#free[node]! += cores;
    this.#busy -= cores;
  }

  enqueue(handle: number, seconds: number): void {
    this.#account(seconds);
    this.#queue.push(handle);
  }

  /** The first in the queue has its cores. */
  dequeue(seconds: number): void {
    this.#account(seconds);
    this.#head++;
    if (this.#head > 1024 && this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
  }

  /** One that waits leaves the queue. */
  withdraw(handle: number, seconds: number): void {
    this.#account(seconds);
    this.#queue.splice(this.#queue.indexOf(handle, this.#head), 1);
  }

  /** Adds what was done until `seconds`. */
  sumsAt(seconds: number, sums: CoreSums): void {
    const length = seconds - this.#sinceSeconds;
    sums.takenCoreSeconds += this.#takenCoreSeconds + length * this.#taken;
    sums.waitingSeconds += this.#waitingSeconds + length * this.waiting;
  }

  /** Throws nothing, tells: whether nobody runs or waits. */
  get isEmpty(): boolean {
    return this.#busy === 0 && this.waiting === 0 && this.#free.every((n) => n === this.#perNode);
  }

  /** Cores that nobody else can have: all of them while somebody waits. */
  get #taken(): number {
    return this.waiting > 0 ? this.cores : this.#busy;
  }

  #account(seconds: number): void {
    const length = seconds - this.#sinceSeconds;
    this.#takenCoreSeconds += length * this.#taken;
    this.#waitingSeconds += length * this.waiting;
    this.#sinceSeconds = seconds;
  }
}
