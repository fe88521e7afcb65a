import { assert } from '../../base/assert.ts';
import { createGammaSampler } from '../../base/random/gamma.ts';
import type { RandomSource } from '../../base/random/source.ts';
import type { CompiledPool, CompiledScaling } from '../../compile/compiled.ts';
import type { Calendar } from '../../kernel/calendar.ts';
import { dueSeconds, lane } from '../../kernel/lanes.ts';
import { createAutoscaler, wakes } from '../../policy/autoscaling/index.ts';
import type { Autoscaler, PoolMetrics } from '../../policy/autoscaling/port.ts';
import type { EngineReplica } from '../replica/port.ts';
import type { Fleet } from './fleet.ts';
import type { PoolPlaces } from './pool-places.ts';
import type { ScalingLedger } from './scaling-ledger.ts';
import { Shortage } from './shortage.ts';
import { Starts } from './starts.ts';

/** What the scaler of a pool needs of the run around it. */
export interface ScalerHost {
  readonly calendar: Calendar;
  readonly fleet: Fleet;
  /** What monitoring reads of the pool's load at `seconds`. */
  metricsAt(seconds: number): PoolMetrics;
  /** Null where there is a place for every replica. */
  readonly places: PoolPlaces | null;
}

/** The calendar's slots of a scaler: its scrapes and decisions, and its replicas that start. */
export interface ScalerSlots {
  readonly control: number;
  readonly start: number;
}

/**
 * Brings the replicas of one pool up and down. At every multiple of the interval the policy decides, by metrics as old
 * as the scrape delay. Out: the lowest-numbered replicas that are down start, and take requests when their start is
 * over. In: those that start stop first, the last begun before the others; then the last opened drain, and go down when
 * they are empty. A replica that drains never comes back before it was down. Where too few are down, the rest start as
 * soon as others have drained. Of those that fail, as many others start at once.
 */
export class Scaler {
  readonly #scaling: CompiledScaling;
  readonly #replicas: readonly EngineReplica[];
  readonly #host: ScalerHost;
  readonly #slots: ScalerSlots;
  readonly #policy: Autoscaler;
  readonly #wakes: boolean;
  readonly #startSeconds: RandomSource;
  readonly #ledger: ScalingLedger;
  /** Replicas that start or are up, in the order in which they were started. */
  readonly #running: number[] = [];
  readonly #draining: number[] = [];
  readonly #starts: Starts;
  /** By position: failures and notices under which a replica may not start. */
  readonly #bars: Uint32Array;
  readonly shortage = new Shortage();
  readonly #scrapes: PoolMetrics[] = [];
  #wanted: number;
  /** Replicas that are wanted, and find no place. */
  #waiting = 0;
  #scrape = 1;
  #decision = 1;

  constructor(
    { scaling, firstReplica, replicas }: CompiledPool,
    host: ScalerHost,
    slots: ScalerSlots,
    ledger: ScalingLedger,
    source: RandomSource,
  ) {
    assert(scaling !== undefined, 'a pool that does not scale has a scaler');
    this.#scaling = scaling;
    this.#host = host;
    this.#slots = slots;
    this.#replicas = host.fleet.replicas.slice(firstReplica, firstReplica + replicas);
    this.#policy = createAutoscaler(scaling.spec, scaling.startSeconds);
    this.#wakes = wakes(scaling.spec.policy);
    this.#startSeconds = createGammaSampler(scaling.startSeconds, scaling.startCv, source);
    this.#starts = new Starts(replicas, host.calendar, slots.start);
    this.#bars = new Uint32Array(replicas);
    this.#wanted = scaling.initial;
    this.#ledger = ledger;
    const isUp = (position: number) =>
      position < scaling.initial && (host.places?.has(firstReplica + position) ?? true);
    for (let position = 0; position < replicas; position++) {
      if (isUp(position)) this.#running.push(position);
      else this.#stop(position, 0);
    }
    this.#waiting = scaling.initial - this.#running.length;
    this.#scheduleControl();
  }

  /** Whether somebody drains: then {@link settle} must be called after everything that may end a request. */
  get drains(): boolean {
    return this.#draining.length > 0;
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

  /** The calendar's event of the control slot: a scrape, or a decision. Returns its instant. */
  onControl(): number {
    const { intervalSeconds, min, max } = this.#scaling;
    const scrape = this.#scrapeSeconds;
    const decision = this.#decision * intervalSeconds;
    if (scrape <= decision) {
      this.#scrapes.push(this.#host.metricsAt(scrape));
      this.#scrape++;
      this.#scheduleControl();
      return scrape;
    }
    const metrics = this.#scrapes.shift();
    assert(metrics !== undefined, 'a decision comes before its scrape');
    this.#decision++;
    const view = { nowSeconds: decision, replicas: this.#wanted, metrics };
    const desired = this.#policy.desired(view);
    assert(Number.isInteger(desired) && desired >= 0, 'an autoscaler wants no whole replicas');
    this.#wanted = Math.min(Math.max(desired, min), max);
    this.#reconcile(decision);
    this.#scheduleControl();
    return decision;
  }

  /** The calendar's event of the start slot: the start of a replica is over, and it takes requests. Returns its instant. */
  onStarted(): number {
    const [position, seconds] = this.#starts.next();
    this.#host.fleet.open(this.#replicas[position]!.index, seconds);
    this.#ledger.change(seconds, 1, -1);
    this.shortage.open(position, seconds);
    return seconds;
  }

  /** A request has come, and is in the system: where nobody is up or starts, the policy may have one start at once. */
  wake(seconds: number): void {
    if (!this.#wakes || this.#wanted > 0) return;
    this.#wanted = 1;
    this.#reconcile(seconds);
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
    const wasStarting = this.#starts.cancel(position);
    const wasWanted = remove(this.#running, position);
    if (wasWanted && wasStarting) this.#ledger.change(seconds, 0, -1);
    else if (wasWanted || remove(this.#draining, position)) this.#ledger.change(seconds, -1, 0);
    if (wasStarting) this.shortage.cancel(position);
    else if (wasWanted) this.shortage.lose(position, seconds);
    else this.shortage.stop(position, seconds);
    this.#reconcile(seconds);
  }

  /** A replica will fail: it takes no more requests, and another one starts in its place. Returns whether it took some. */
  bar(index: number, seconds: number): boolean {
    const position = this.#positionOf(index);
    this.#bars[position]!++;
    const at = this.#running.indexOf(position);
    const served = at >= 0 && !this.#starts.has(position);
    if (served) this.shortage.expect(position);
    if (at >= 0) this.#take(at, seconds);
    this.#reconcile(seconds);
    return served;
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
    if (isSettled) this.#reconcile(seconds);
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
    const up = this.#running.filter((position) => !this.#starts.has(position)).length;
    this.shortage.limit(this.#wanted - up, seconds);
  }

  #takeAway(seconds: number): void {
    const starting = this.#running.findLastIndex((position) => this.#starts.has(position));
    this.#take(starting < 0 ? this.#running.length - 1 : starting, seconds);
  }

  /** Takes away the one at this place among those that run. */
  #take(at: number, seconds: number): void {
    const [position] = this.#running.splice(at, 1);
    assert(position !== undefined, 'nobody is left to be taken away');
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

  /** The next scrape, made for the decision of the same number; never before the run. */
  get #scrapeSeconds(): number {
    const { intervalSeconds, scrapeDelaySeconds } = this.#scaling;
    return Math.max(0, this.#scrape * intervalSeconds - scrapeDelaySeconds);
  }

  #scheduleControl(): void {
    const decision = this.#decision * this.#scaling.intervalSeconds;
    const seconds = Math.min(decision, this.#scrapeSeconds);
    this.#host.calendar.set(this.#slots.control, dueSeconds(lane.control, seconds), lane.control);
  }
}

/** Takes a number out of a list; says whether it was in it. */
function remove(list: number[], item: number): boolean {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
  return at >= 0;
}
