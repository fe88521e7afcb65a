import { assert } from '../../base/assert.ts';
import { createGammaSampler } from '../../base/random/gamma.ts';
import type { RandomSource } from '../../base/random/source.ts';
import type { CompiledPool, CompiledScaling } from '../../compile/compiled.ts';
import type { Calendar } from '../../kernel/calendar.ts';
import type { EngineReplica } from '../replica/port.ts';
import type { Fleet } from './fleet.ts';
import type { PoolPlaces } from './pool-places.ts';
import { Restarts } from './restarts.ts';
import type { ScalingLedger } from './scaling-ledger.ts';
import { Shortage } from './shortage.ts';
import { Starts } from './starts.ts';

/** What the replicas of a pool that come and go need of the run around them. */
export interface ReplicaSetHost {
  readonly calendar: Calendar;
  readonly fleet: Fleet;
  /** Null where there is a place for every replica. */
  readonly places: PoolPlaces | null;
}

/**
 * Keeps as many replicas of one pool as are wanted. Out: the lowest-numbered replicas that are down start, and take requests
 * when their start is over. In: those that start stop first, the last begun before the others; then the last opened drain,
 * and go down when they are empty. A replica that drains never comes back before it was down. Where too few are down, the
 * rest start as soon as others have drained. Of those that fail, as many others start at once.
 */
export class ReplicaSet {
  readonly #scaling: CompiledScaling;
  readonly #replicas: readonly EngineReplica[];
  readonly #host: ReplicaSetHost;
  readonly #startSeconds: RandomSource;
  readonly #ledger: ScalingLedger;
  /** Replicas that start or are up, in the order in which they were started. */
  readonly #running: number[] = [];
  readonly #draining: number[] = [];
  readonly #starts: Starts;
  /** By position: failures and notices under which a replica may not start. */
  readonly #bars: Uint32Array;
  readonly shortage = new Shortage();
  /** Of one that runs: whether it takes requests. */
  readonly #isUp = (position: number): boolean =>
    !this.#starts.has(position) && !this.#restarts.has(position);
  readonly #restarts: Restarts;
  #wanted: number;
  /** Replicas that are wanted, and find no place. */
  #waiting = 0;

  /** `startSlot` is the calendar's slot of replicas that start. */
  constructor(
    { scaling, firstReplica, replicas }: CompiledPool,
    host: ReplicaSetHost,
    startSlot: number,
    ledger: ScalingLedger,
    source: RandomSource,
  ) {
    assert(scaling !== undefined, 'the replicas of a pool that stands come and go');
    this.#scaling = scaling;
    this.#host = host;
    this.#replicas = host.fleet.replicas.slice(firstReplica, firstReplica + replicas);
    this.#startSeconds = createGammaSampler(scaling.startSeconds, scaling.startCv, source);
    this.#starts = new Starts(replicas, host.calendar, startSlot);
    this.#bars = new Uint32Array(replicas);
    this.#wanted = scaling.initial;
    this.#ledger = ledger;
    this.#restarts = new Restarts({
      ...{ replicas: this.#replicas, fleet: host.fleet, ledger, shortage: this.shortage },
      ...{ starts: this.#starts, startSeconds: this.#startSeconds },
    });
    const isUp = (position: number) =>
      position < scaling.initial && (host.places?.has(firstReplica + position) ?? true);
    for (let position = 0; position < replicas; position++) {
      if (isUp(position)) this.#running.push(position);
      else this.#stop(position, 0);
    }
    this.#waiting = scaling.initial - this.#running.length;
  }

  /** Replicas that are asked for. */
  get wanted(): number {
    return this.#wanted;
  }

  /** From `seconds` on so many replicas are wanted. */
  want(replicas: number, seconds: number): void {
    this.#wanted = replicas;
    this.#reconcile(seconds);
  }

  /** Whether somebody drains: then {@link settle} must be called after everything that may end a request. */
  get drains(): boolean {
    return this.#draining.length > 0 || this.#restarts.drains;
  }

  /** Replicas that are wanted, and find no place. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Replicas that others may have drained for themselves: those above the least, the last started first. */
  get spare(): readonly number[] {
    const running = this.#running.map((position) => this.#replicas[position]!.index);
    return running.slice(this.#scaling.min).reverse();
  }

  /** Replicas that drain: their places come free. */
  get draining(): readonly number[] {
    return this.#draining.map((position) => this.#replicas[position]!.index);
  }

  /** The calendar's event of the start slot: the start of a replica is over, and it takes requests. Returns its instant. */
  onStarted(): number {
    const [position, seconds] = this.#starts.next();
    this.#host.fleet.open(this.#replicas[position]!.index, seconds);
    this.#ledger.change(seconds, 1, -1);
    this.shortage.open(position, seconds);
    this.#restarts.opened(position, seconds);
    return seconds;
  }

  /** An upgrade begins: those that serve now are to be restarted, one after the other. Returns who that is. */
  beginUpgrade(): readonly number[] {
    return this.#restarts.begin(this.#running.filter(this.#isUp));
  }

  /**
   * It is a replica's turn: it drains, goes down when it is empty, and starts; no other starts in its place. `over` is called
   * when it serves again, or is gone. False, and nothing happens, where it was gone before.
   */
  upgrade(index: number, seconds: number, over: (seconds: number) => void): boolean {
    return this.#restarts.next(this.#positionOf(index), seconds, over);
  }

  /** Places have come free, which this pool may have. */
  offer(seconds: number): void {
    if (this.#waiting > 0) this.#reconcile(seconds);
  }

  /** A replica is drained for another pool, or stops if it only starts; as many are wanted as before. */
  evict(index: number, seconds: number): void {
    this.#waiting++;
    this.#take(this.#running.indexOf(this.#positionOf(index)), seconds);
  }

  /** A replica has failed, or would have if it were up: it may not start before it is repaired, and another one does. */
  lose(index: number, seconds: number): void {
    const position = this.#positionOf(index);
    this.#bars[position]!++;
    this.#drop(position, seconds);
    this.#reconcile(seconds);
  }

  /** A replica has failed with the nodes that it stood on: it leaves its place, and one is wanted elsewhere. */
  displace(index: number, seconds: number): void {
    const isWanted = this.#drop(this.#positionOf(index), seconds);
    if (isWanted) this.#waiting++;
    this.#host.places?.give(index);
    // one that only drained leaves room for one that could not start
    if (!isWanted) this.#reconcile(seconds);
  }

  /** A replica will fail: it takes no more requests, and another one starts in its place. Returns whether it took some. */
  bar(index: number, seconds: number): boolean {
    const position = this.#positionOf(index);
    this.#bars[position]!++;
    const served = this.#expect(position, seconds);
    this.#reconcile(seconds);
    return served;
  }

  /** The nodes that a replica stands on will fail: as {@link bar}, but that one is wanted elsewhere, itself maybe. */
  vacate(index: number, seconds: number): boolean {
    const position = this.#positionOf(index);
    if (this.#running.includes(position)) this.#waiting++;
    return this.#expect(position, seconds);
  }

  /** A failure is repaired, or a notice over: the replica may start again where nothing else is in its way. */
  unbar(index: number, seconds: number): void {
    this.#bars[this.#positionOf(index)]!--;
    this.#reconcile(seconds);
  }

  /** Whether replicas that are down have power. */
  get idlesWhenDown(): boolean {
    return this.#scaling.idlesWhenDown;
  }

  /** Takes replicas down that have drained by `seconds`, and starts what waited for their places. */
  settle(seconds: number): void {
    let isSettled = false;
    for (let i = this.#draining.length - 1; i >= 0; i--) {
      const position = this.#draining[i]!;
      if (!this.#host.fleet.isEmpty(this.#replicas[position]!.index)) continue;
      this.#draining.splice(i, 1);
      this.#stop(position, seconds);
      this.#ledger.change(seconds, -1, 0);
      isSettled = true;
    }
    if (this.#restarts.drains) this.#restarts.settle(seconds);
    if (isSettled) this.#reconcile(seconds);
  }

  /** A replica has failed: it is none of those any more that run or drain. Returns whether it was wanted. */
  #drop(position: number, seconds: number): boolean {
    this.#restarts.forget(position, seconds);
    const wasStarting = this.#starts.cancel(position);
    const wasWanted = remove(this.#running, position);
    if (wasWanted && wasStarting) this.#ledger.change(seconds, 0, -1);
    else if (wasWanted || remove(this.#draining, position)) this.#ledger.change(seconds, -1, 0);
    if (wasStarting) this.shortage.cancel(position);
    else if (wasWanted) this.shortage.lose(position, seconds);
    else this.shortage.stop(position, seconds);
    return wasWanted;
  }

  /** A replica that will fail is taken away, if it runs. Returns whether it took requests. */
  #expect(position: number, seconds: number): boolean {
    const at = this.#running.indexOf(position);
    if (at < 0) return false;
    const isUp = this.#isUp(position);
    this.#take(at, seconds, !this.#starts.has(position));
    return isUp;
  }

  #positionOf(index: number): number {
    return index - this.#replicas[0]!.index;
  }

  /** How long the start of a replica takes that begins now. */
  #startOf(index: number, seconds: number): number {
    const drawn = this.#startSeconds();
    return this.#host.places?.startSeconds(index, seconds, drawn) ?? drawn;
  }

  /** Starts or takes away replicas until as many run as are wanted, as far as there are places. */
  #reconcile(seconds: number): void {
    this.#waiting = 0;
    while (this.#running.length < this.#wanted) {
      const position = this.#replicas.findIndex(
        ({ life }, i) => life.state === 'down' && this.#bars[i] === 0,
      );
      if (position < 0) break;
      const { index } = this.#replicas[position]!;
      if (this.#host.places?.take(index) === false) {
        this.#waiting = this.#wanted - this.#running.length;
        break;
      }
      this.#host.fleet.start(index, seconds);
      this.#running.push(position);
      this.#starts.begin(position, seconds + this.#startOf(index, seconds));
      this.shortage.begin(position);
      this.#ledger.change(seconds, 0, 1);
    }
    while (this.#running.length > this.#wanted) this.#takeAway(seconds);
    this.shortage.limit(this.#wanted - this.#running.filter(this.#isUp).length, seconds);
  }

  #takeAway(seconds: number): void {
    const starting = this.#running.findLastIndex((position) => this.#starts.has(position));
    this.#take(starting < 0 ? this.#running.length - 1 : starting, seconds);
  }

  /** Takes away the one at this place among those that run; another one is wanted for it where a failure `isExpected`. */
  #take(at: number, seconds: number, isExpected = false): void {
    const [position] = this.#running.splice(at, 1);
    assert(position !== undefined, 'nobody is left to be taken away');
    this.#restarts.forget(position, seconds);
    if (isExpected) this.shortage.expect(position);
    if (this.#starts.cancel(position)) {
      this.shortage.cancel(position);
      this.#stop(position, seconds);
      this.#ledger.change(seconds, 0, -1);
      return;
    }
    this.#host.fleet.drain(this.#replicas[position]!.index, seconds);
    this.#draining.push(position);
    if (!this.#host.fleet.isEmpty(this.#replicas[position]!.index)) return;
    this.#draining.pop();
    this.#stop(position, seconds);
    this.#ledger.change(seconds, -1, 0);
  }

  /** An empty replica goes down. */
  #stop(position: number, seconds: number): void {
    const { index } = this.#replicas[position]!;
    this.#host.fleet.fail([index], seconds, 'failed', this.#scaling.idlesWhenDown);
    this.#host.places?.give(index);
    this.shortage.stop(position, seconds);
  }
}

/** Takes a number out of a list; says whether it was in it. */
function remove(list: number[], item: number): boolean {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
  return at >= 0;
}
