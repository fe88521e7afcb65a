import { TIE_SECONDS } from '../../kernel/lanes.ts';
import type { FabricLink } from '../../physics/fabric/graph.ts';
import { maxMinRates } from '../../physics/fabric/max-min.ts';

/** Bytes on their way over the links of a path, at a rate that is constant between two solutions. */
export interface Flow {
  path: readonly number[];
  readonly mostBytesPerSecond: number;
  /** What waits for it. */
  readonly request: number;
  leftBytes: number;
  bytesPerSecond: number;
  /** When the rate began. */
  sinceSeconds: number;
  endSeconds: number;
  /** Beyond idle power, of all links of its path. */
  joulesPerByte: number;
}

/** Flows over the same links that take the same at most: they share alike, and have one rate. */
interface FlowClass {
  readonly path: readonly number[];
  readonly mostBytesPerSecond: number;
  readonly joulesPerByte: number;
  readonly flows: Set<Flow>;
  bytesPerSecond: number;
}

const keyOf = ({ path, mostBytesPerSecond }: Flow) => `${path.join()} ${mostBytesPerSecond}`;

const NEVER = Number.POSITIVE_INFINITY;

/** A load this close to a link's bandwidth fills it. */
const FULL = 1 - 1e-9;

/**
 * Flows that share links max–min fairly, solved anew when one starts, ends or is led another way, or a link fails or
 * comes back: only among the flows that reach a touched link over links that they share, for the others' rates do not
 * depend on it. The rates are those of classes of flows that share alike: a cable that a thousand flows fill is shared out
 * between as many classes as they have ways.
 */
export class Flows {
  readonly #links: readonly FabricLink[];
  readonly #active = new Set<Flow>();
  readonly #classes = new Map<string, FlowClass>();
  readonly #users: (Set<FlowClass> | undefined)[];
  /** Failures that keep a link down. */
  readonly #downs: Int32Array;
  /** Instant of the next end; Infinity where nothing moves. */
  nextSeconds = NEVER;
  /** By link: bytes that crossed it, time in which any did, and in which it was full; since when, NaN where not. */
  readonly bytes: Float64Array;
  readonly #busySeconds: Float64Array;
  readonly #fullSeconds: Float64Array;
  readonly #busySince: Float64Array;
  readonly #fullSince: Float64Array;
  /** Beyond idle power, of the bytes that have been counted. */
  #joules = 0;

  constructor(links: readonly FabricLink[]) {
    this.#links = links;
    const { length } = links;
    this.#users = Array.from({ length }, () => undefined);
    this.#downs = new Int32Array(length);
    this.bytes = new Float64Array(length);
    this.#busySeconds = new Float64Array(length);
    this.#fullSeconds = new Float64Array(length);
    this.#busySince = new Float64Array(length).fill(Number.NaN);
    this.#fullSince = new Float64Array(length).fill(Number.NaN);
  }

  isDown(link: number): boolean {
    return this.#downs[link]! > 0;
  }

  busySeconds(link: number, seconds: number): number {
    const since = this.#busySince[link]!;
    return this.#busySeconds[link]! + (Number.isNaN(since) ? 0 : seconds - since);
  }

  fullSeconds(link: number, seconds: number): number {
    const since = this.#fullSince[link]!;
    return this.#fullSeconds[link]! + (Number.isNaN(since) ? 0 : seconds - since);
  }

  start(flows: readonly Flow[], seconds: number): void {
    for (const flow of flows) {
      this.#active.add(flow);
      this.#enter(flow);
    }
    this.#solve(
      flows.flatMap(({ path }) => path),
      seconds,
    );
  }

  /** Takes out and returns the flows that end at `seconds`. */
  end(seconds: number): readonly Flow[] {
    const ended: Flow[] = [];
    for (const flow of this.#active) {
      if (flow.endSeconds <= seconds + TIE_SECONDS) ended.push(flow);
    }
    for (const flow of ended) {
      this.#count(flow, flow.leftBytes);
      this.#active.delete(flow);
      this.#leave(flow);
    }
    this.#solve(
      ended.flatMap(({ path }) => path),
      seconds,
    );
    return ended;
  }

  /** Takes flows out that nobody waits for any more; what they have carried is counted. */
  drop(flows: readonly Flow[], seconds: number): void {
    for (const flow of flows) {
      this.#settle(flow, seconds);
      this.#active.delete(flow);
      this.#leave(flow);
    }
    this.#solve(
      flows.flatMap(({ path }) => path),
      seconds,
    );
  }

  /** Links fail or come back; `reroute` says where a flow that crosses one goes now. */
  setDown(
    links: readonly number[],
    isDown: boolean,
    seconds: number,
    reroute: (flow: Flow) => readonly number[],
  ): void {
    for (const link of links) this.#downs[link]! += isDown ? 1 : -1;
    const touched = new Set(links);
    const moved = isDown
      ? [...this.#active].filter(({ path }) => path.some((link) => touched.has(link)))
      : [...this.#active].filter(({ path }) => path.some((link) => this.isDown(link)));
    for (const flow of moved) {
      for (const link of flow.path) touched.add(link);
      this.#settle(flow, seconds);
      this.#leave(flow);
      flow.path = reroute(flow);
      this.#enter(flow);
      for (const link of flow.path) touched.add(link);
    }
    this.#solve([...touched], seconds);
  }

  /** Joules of all bytes that have moved by `seconds`, which is not before the last change; changes nothing. */
  joulesAt(seconds: number): number {
    let joules = this.#joules;
    for (const flow of this.#active) {
      joules += this.#moved(flow, seconds) * flow.joulesPerByte;
    }
    return joules;
  }

  /** Counts what has moved by `seconds`: the run ends here. */
  halt(seconds: number): void {
    for (const flow of this.#active) this.#settle(flow, seconds);
  }

  #solve(links: readonly number[], seconds: number): void {
    const { classes, touched } = this.#component(links);
    const rates = maxMinRates(
      classes.map(({ path, mostBytesPerSecond, flows }) => {
        return { path, mostBytesPerSecond, count: flows.size };
      }),
      (link) => (this.isDown(link) ? 0 : this.#links[link]!.bytesPerSecond),
    );
    for (const [i, each] of classes.entries()) {
      const rate = rates[i]!;
      each.bytesPerSecond = rate;
      for (const flow of each.flows) {
        this.#settle(flow, seconds);
        flow.bytesPerSecond = rate;
        flow.endSeconds = rate > 0 ? seconds + flow.leftBytes / rate : NEVER;
      }
    }
    for (const link of touched) this.#mark(link, seconds);
    this.nextSeconds = NEVER;
    for (const { endSeconds } of this.#active) {
      if (endSeconds < this.nextSeconds) this.nextSeconds = endSeconds;
    }
  }

  /** Classes of flows that share links with these, and those that share links with them, and so on. */
  #component(links: readonly number[]): {
    classes: readonly FlowClass[];
    touched: ReadonlySet<number>;
  } {
    const touched = new Set(links);
    const classes = new Set<FlowClass>();
    // a set that grows is walked to its end
    for (const link of touched) {
      for (const each of this.#users[link] ?? []) {
        if (classes.has(each)) continue;
        classes.add(each);
        for (const other of each.path) touched.add(other);
      }
    }
    return { classes: [...classes], touched };
  }

  #moved(flow: Flow, seconds: number): number {
    return Math.min(flow.leftBytes, flow.bytesPerSecond * (seconds - flow.sinceSeconds));
  }

  #settle(flow: Flow, seconds: number): void {
    const moved = this.#moved(flow, seconds);
    this.#count(flow, moved);
    flow.leftBytes -= moved;
    flow.sinceSeconds = seconds;
  }

  #count(flow: Flow, bytes: number): void {
    if (bytes === 0) return;
    for (const link of flow.path) this.bytes[link]! += bytes;
    this.#joules += bytes * flow.joulesPerByte;
  }

  #enter(flow: Flow): void {
    const key = keyOf(flow);
    const known = this.#classes.get(key);
    const own = known ?? this.#classOf(flow);
    own.flows.add(flow);
    flow.joulesPerByte = own.joulesPerByte;
    if (known !== undefined) return;
    this.#classes.set(key, own);
    for (const link of own.path) {
      const users = this.#users[link];
      if (users === undefined) this.#users[link] = new Set([own]);
      else users.add(own);
    }
  }

  /** A class with nobody in it yet. */
  #classOf({ path, mostBytesPerSecond }: Flow): FlowClass {
    const joulesPerByte = path.reduce((sum, link) => sum + 8 * this.#links[link]!.joulesPerBit, 0);
    return { path, mostBytesPerSecond, joulesPerByte, flows: new Set(), bytesPerSecond: 0 };
  }

  #leave(flow: Flow): void {
    const key = keyOf(flow);
    const own = this.#classes.get(key)!;
    own.flows.delete(flow);
    if (own.flows.size > 0) return;
    this.#classes.delete(key);
    for (const link of own.path) this.#users[link]!.delete(own);
  }

  /** Notes whether a link is in use and full from now on. */
  #mark(link: number, seconds: number): void {
    let load = 0;
    for (const { bytesPerSecond, flows } of this.#users[link] ?? []) {
      load += bytesPerSecond * flows.size;
    }
    const isFull = load >= this.#links[link]!.bytesPerSecond * FULL;
    note(load > 0, link, seconds, this.#busySince, this.#busySeconds);
    note(isFull, link, seconds, this.#fullSince, this.#fullSeconds);
  }
}

function note(
  isSo: boolean,
  link: number,
  seconds: number,
  since: Float64Array,
  total: Float64Array,
): void {
  const began = since[link]!;
  if (isSo === !Number.isNaN(began)) return;
  if (!isSo) total[link]! += seconds - began;
  since[link] = isSo ? seconds : Number.NaN;
}
