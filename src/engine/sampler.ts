import type { CompiledPool, CompiledScenario } from '../compile/compiled.ts';
import { enginesOf } from '../compile/engines.ts';
import { JOULES_PER_KWH } from '../physics/facility/ownership.ts';
import { between, type FacilityTotals } from '../record/facility-totals.ts';
import type { Recorder, TimeseriesRow } from '../record/port.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { Places } from './fleet/places.ts';
import { rentalUsd } from './fleet/rental.ts';
import { firstDispatchers } from './pool-waiting.ts';
import type { FacilityMeter } from './power/facility-meter.ts';
import type { PowerControl } from './power/power-control.ts';
import type { EngineReplica } from './replica/port.ts';
import { ReplicaSums } from './replica/step-ledger.ts';

/** What a pool had done by the end of the last interval. */
interface PoolTotals {
  received: number;
  completed: number;
  busySeconds: number;
  servingSeconds: number;
  queued: number;
  joules: number;
  rentalUsd: number;
  throttledSeconds: number;
  clockSeconds: number;
}

/** Whom else it asks, where they are. */
interface Asked {
  readonly meter: FacilityMeter | null;
  readonly places: Places | null;
  readonly power: PowerControl | null;
}

/** Null where no time series is wanted. */
export function createSampler(
  scenario: CompiledScenario,
  replicas: readonly EngineReplica[],
  dispatchers: readonly Dispatcher[],
  asked: Asked,
): Sampler | null {
  const interval = scenario.outputs.timeseriesSeconds;
  return interval === null ? null : new Sampler(scenario, replicas, dispatchers, interval, asked);
}

/** Looks at every pool at equal intervals. Looking changes nothing: stretches are evaluated, not cut. */
export class Sampler {
  readonly #scenario: CompiledScenario;
  readonly #replicas: readonly EngineReplica[];
  readonly #dispatchers: readonly Dispatcher[];
  readonly #intervalSeconds: number;
  readonly #places: Places | null;
  readonly #last: PoolTotals[];
  readonly #row: TimeseriesRow;
  readonly #meter: FacilityMeter | null;
  readonly #power: PowerControl | null;
  #lastFacility: FacilityTotals | null;
  #interval = 0;
  #startSeconds = 0;

  constructor(
    scenario: CompiledScenario,
    replicas: readonly EngineReplica[],
    dispatchers: readonly Dispatcher[],
    intervalSeconds: number,
    { meter, places, power }: Asked,
  ) {
    this.#meter = meter;
    this.#lastFacility = meter?.totalsAt(0) ?? null;
    this.#places = places;
    this.#power = power;
    this.#scenario = scenario;
    this.#replicas = replicas;
    this.#dispatchers = dispatchers;
    this.#intervalSeconds = intervalSeconds;
    this.#last = scenario.pools.map(() => ({
      received: 0,
      completed: 0,
      busySeconds: 0,
      servingSeconds: 0,
      queued: 0,
      joules: 0,
      rentalUsd: 0,
      throttledSeconds: 0,
      clockSeconds: 0,
    }));
    this.#row = {
      startSeconds: 0,
      endSeconds: 0,
      pool: 0,
      arrivals: 0,
      completions: 0,
      queue: 0,
      batch: 0,
      kvCache: 0,
      busy: 0,
      watts: 0,
      replicasUp: 0,
      rentalUsd: 0,
      replicasPending: 0,
    };
  }

  get nextSeconds(): number {
    return (this.#interval + 1) * this.#intervalSeconds;
  }

  /** Records the interval that ends at `seconds`, one row per pool; an empty interval records nothing. */
  sample(seconds: number, recorder: Recorder): void {
    this.#interval++;
    if (seconds <= this.#startSeconds) return;
    const facility = this.#meter?.totalsAt(seconds) ?? null;
    for (let pool = 0; pool < this.#last.length; pool++) {
      this.#fill(pool, seconds);
      if (facility !== null) this.#fillFacility(pool, facility, seconds);
      recorder.timeseries(this.#row);
    }
    this.#lastFacility = facility;
    this.#startSeconds = seconds;
  }

  #fillFacility(pool: number, now: FacilityTotals, seconds: number): void {
    const all = between(this.#lastFacility!, now);
    const of = all.sites?.[this.#scenario.facility!.pools[pool]!.building] ?? all;
    const length = seconds - this.#startSeconds;
    const kilowattHours = of.facilityJoules / JOULES_PER_KWH;
    this.#row.facility = {
      itWatts: of.poolItJoules[pool]! / length,
      facilityWatts: of.facilityJoules / length,
      pue: of.facilityJoules / of.itJoules,
      tue: of.facilityJoules / of.computeJoules,
      litresPerKwh: of.waterLitres / (of.itJoules / JOULES_PER_KWH),
      gramsPerKwh: of.operationalGrams / kilowattHours,
      usdPerKwh: of.energyUsd / kilowattHours,
    };
  }

  #fill(pool: number, seconds: number): void {
    const spec = this.#scenario.pools[pool]!;
    const row = this.#row;
    const now: PoolTotals = {
      received: 0,
      completed: 0,
      busySeconds: 0,
      servingSeconds: 0,
      queued: 0,
      joules: 0,
      rentalUsd: 0,
      throttledSeconds: 0,
      clockSeconds: 0,
    };
    // requests that no replica has, or ever gets, are shown with the first pool of their model
    const dispatchers = enginesOf(spec).map(({ group }) => this.#dispatchers[group]!);
    const firsts = firstDispatchers(this.#scenario, spec, this.#dispatchers);
    row.queue = 0;
    for (const dispatcher of firsts) {
      row.queue += dispatcher.queued;
      now.received += dispatcher.untaken;
      now.queued += dispatcher.queued;
    }
    row.batch = 0;
    let blocks = 0;
    let up = 0;
    for (let i = 0; i < spec.replicas; i++) {
      const replica = this.#replicas[spec.firstReplica + i]!;
      const sums = new ReplicaSums();
      replica.sumsAt(seconds, sums);
      now.busySeconds += sums.busySeconds;
      now.servingSeconds += replica.life.servingSeconds(seconds);
      now.joules += sums.prefillJoules + sums.decodeJoules;
      now.joules += replica.life.idleJoules(spec.idleWatts, seconds, sums.busySeconds);
      now.joules += replica.life.leakedJoules(seconds);
      now.rentalUsd += rentalUsd(replica, seconds, sums.busySeconds);
      this.#readBoards(replica.index, now, seconds);
      if (replica.life.serves) up++;
      now.received += replica.received;
      now.completed += replica.completed;
      row.queue += replica.waiting;
      for (const dispatcher of dispatchers) row.queue += dispatcher.inApi(replica.index);
      row.batch += replica.running;
      blocks += replica.kvBlocksAt(seconds);
    }
    const last = this.#last[pool]!;
    const length = seconds - this.#startSeconds;
    row.startSeconds = this.#startSeconds;
    row.endSeconds = seconds;
    row.pool = pool;
    row.arrivals = now.received - last.received;
    row.completions = now.completed - last.completed;
    // of a pool that scales, the replicas that served; with a central queue, what waits there has come
    const scales = spec.scaling !== undefined;
    if (scales) row.arrivals += now.queued - last.queued;
    const served = scales ? now.servingSeconds - last.servingSeconds : length * spec.replicas;
    const replicas = scales ? up : spec.replicas;
    row.kvCache = replicas > 0 ? blocks / (spec.kvBlocks * spec.dataRanks * replicas) : 0;
    row.busy = served > 0 ? (now.busySeconds - last.busySeconds) / served : 0;
    row.watts = (now.joules - last.joules) / length;
    row.replicasUp = up;
    row.replicasPending = this.#places?.ledger.waitingOf(pool) ?? 0;
    row.rentalUsd = now.rentalUsd - last.rentalUsd;
    if (this.#power !== null) {
      row.boards = {
        hottestCelsius: this.#hottest(spec, seconds),
        clock: (now.clockSeconds - last.clockSeconds) / (length * spec.replicas),
        throttledSeconds: now.throttledSeconds - last.throttledSeconds,
      };
    }
    this.#last[pool] = now;
  }

  #readBoards(replica: number, now: PoolTotals, seconds: number): void {
    if (this.#power === null) return;
    now.throttledSeconds += this.#power.slowedSeconds(replica, seconds);
    now.clockSeconds += this.#power.clockSeconds(replica, seconds);
  }

  #hottest({ firstReplica, replicas }: CompiledPool, seconds: number): number {
    let hottest = -Infinity;
    for (let i = firstReplica; i < firstReplica + replicas; i++) {
      hottest = Math.max(hottest, this.#power!.takeHottest(i, seconds));
    }
    return hottest;
  }
}
