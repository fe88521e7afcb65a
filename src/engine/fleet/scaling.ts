import { assert } from '../../base/assert.ts';
import { createStream } from '../../base/random/stream.ts';
import type { CompiledScenario } from '../../compile/compiled.ts';
import type { Calendar } from '../../kernel/calendar.ts';
import type { PoolMetrics } from '../../policy/autoscaling/port.ts';
import type { Dispatcher } from '../dispatcher.ts';
import { ReplicaSums } from '../replica/step-ledger.ts';
import { SLOTS_PER_SCALER, type Slots } from '../slots.ts';
import type { Fleet } from './fleet.ts';
import type { LoadMeter } from './load-meter.ts';
import { Market } from './market.ts';
import type { Places } from './places.ts';
import { PoolPlaces } from './pool-places.ts';
import { ReplicaSet } from './replica-set.ts';
import { Scaler } from './scaler.ts';
import type { ScalingBooks } from './scaling-books.ts';
import type { Shortage } from './shortage.ts';

/** Makes the scalers of all pools whose replicas come and go; null where all stand. */
export function createScaling(
  scenario: CompiledScenario,
  replication: number,
  run: {
    readonly calendar: Calendar;
    readonly fleet: Fleet;
    readonly dispatchers: readonly Dispatcher[];
    readonly books: ScalingBooks;
    readonly slots: Slots;
  },
): Scaling | null {
  const { fleet, calendar, books } = run;
  const scalers: Scaler[] = [];
  const byPool: (ReplicaSet | null)[] = scenario.pools.map(() => null);
  for (const [pool, spec] of scenario.pools.entries()) {
    const ledger = books.ledgers[pool];
    if (ledger === null || ledger === undefined) continue;
    const control = run.slots.scaling + SLOTS_PER_SCALER * scalers.length;
    const metricsAt = (seconds: number) => metricsOf(scenario, pool, run, seconds);
    const source = createStream(scenario.seed, replication, 'cold-start', spec.name);
    const places = books.places === null ? null : new PoolPlaces(books.places, pool, spec);
    const set = new ReplicaSet(spec, { calendar, fleet, places }, control + 1, ledger, source);
    scalers.push(new Scaler(spec.scaling!, { calendar, metricsAt }, control, set));
    byPool[pool] = set;
  }
  if (scalers.length === 0) return null;
  const market = books.places === null ? null : new Market(books.places, byPool);
  market?.settle(0);
  const meters = scenario.pools
    .filter((_, pool) => byPool[pool] !== null)
    .map(({ group }) => books.meters[group]!);
  const byReplica = scenario.pools.flatMap(({ replicas }, pool) =>
    Array<ReplicaSet | null>(replicas).fill(byPool[pool]!),
  );
  return new Scaling(scalers, meters, market, byReplica);
}

/** The scalers of a run: one per pool whose replicas come and go. */
export class Scaling {
  readonly #scalers: readonly Scaler[];
  /** What each scaler's pool was asked for, and how much of that it has heard of. */
  readonly #meters: readonly LoadMeter[];
  readonly #heard: number[];
  /** Null where there is a place for every replica. */
  readonly #market: Market | null;

  readonly #byReplica: readonly (ReplicaSet | null)[];

  constructor(
    scalers: readonly Scaler[],
    meters: readonly LoadMeter[],
    market: Market | null,
    byReplica: readonly (ReplicaSet | null)[],
  ) {
    this.#byReplica = byReplica;
    this.#market = market;
    this.#scalers = scalers;
    this.#meters = meters;
    this.#heard = meters.map(() => 0);
  }

  /** Where replicas stand; null where there is a place for each. */
  get places(): Places | null {
    return this.#market?.places ?? null;
  }

  /** Who brings a replica up and down; null where it stands. */
  of(replica: number): ReplicaSet | null {
    return this.#byReplica[replica]!;
  }

  /** Replicas that failed, until `seconds`: how long they lacked, and those that others replaced. */
  shortages(seconds: number): {
    readonly replicaSeconds: number;
    readonly recoveries: number;
    readonly recoverySeconds: number;
  } {
    const all = this.#scalers.map(({ set }) => set.shortage);
    const sum = (of: (each: Shortage) => number) =>
      all.reduce((total, each) => total + of(each), 0);
    return {
      replicaSeconds: sum((each) => each.replicaSeconds(seconds)),
      recoveries: sum((each) => each.recoveries),
      recoverySeconds: sum((each) => each.recoverySeconds),
    };
  }

  /** The calendar's event of the slot with this number among those of scaling. Returns its instant. */
  onEvent(slot: number): number {
    const scaler = this.#scalers[Math.floor(slot / SLOTS_PER_SCALER)]!;
    return slot % SLOTS_PER_SCALER === 0 ? scaler.onControl() : scaler.set.onStarted();
  }

  /** A request has come to some pool, and was let in or refused: pools that sleep may wake. */
  wake(seconds: number): void {
    for (let i = 0; i < this.#meters.length; i++) {
      const { arrivals, outstanding } = this.#meters[i]!;
      if (arrivals === this.#heard[i]) continue;
      this.#heard[i] = arrivals;
      if (outstanding > 0) this.#scalers[i]!.wake(seconds);
    }
  }

  /** Something has happened at `seconds`: replicas that drain may be empty now. */
  settle(seconds: number): void {
    for (const { set } of this.#scalers) if (set.drains) set.settle(seconds);
    this.#market?.settle(seconds);
  }
}

function metricsOf(
  scenario: CompiledScenario,
  pool: number,
  { fleet, dispatchers, books }: Parameters<typeof createScaling>[2],
  seconds: number,
): PoolMetrics {
  const { group, firstReplica, replicas, kvBlocks, dataRanks } = scenario.pools[pool]!;
  const meter = books.meters[group];
  const ledger = books.ledgers[pool];
  assert(meter !== null && meter !== undefined, 'a pool scales whose load nobody counts');
  assert(ledger !== null && ledger !== undefined, 'a pool scales without a ledger');
  const dispatcher = dispatchers[group]!;
  let ready = 0;
  let blocks = 0;
  let { queued } = dispatcher;
  const sums = new ReplicaSums();
  for (let i = firstReplica; i < firstReplica + replicas; i++) {
    const replica = fleet.replicas[i]!;
    replica.sumsAt(seconds, sums);
    queued += replica.waiting + dispatcher.inApi(i);
    if (replica.life.state !== 'up') continue;
    ready++;
    blocks += replica.kvBlocksAt(seconds);
  }
  return {
    seconds,
    ready,
    queued,
    outstanding: meter.outstanding,
    kvCache: ready > 0 ? blocks / (ready * dataRanks * kvBlocks) : 0,
    requestSeconds: meter.requestSecondsAt(seconds),
    busySeconds: sums.busySeconds,
    readySeconds: ledger.at(seconds).servingSeconds,
    arrivals: meter.arrivals,
    ended: meter.judged,
    sloMet: meter.sloMet,
  };
}
