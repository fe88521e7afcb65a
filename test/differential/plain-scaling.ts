import type { CompiledPool, CompiledScaling } from '../../src/compile/compiled.ts';
import type { Sequence } from './plain-sequence.ts';

type Life = 'down' | 'starting' | 'up' | 'draining';

/** A replica of a pool that scales. */
interface PlainPlace {
  readonly replica: number;
  life: Life;
  /** When its start is over. */
  readySeconds: number;
  /** Order in which it was started. */
  turn: number;
  downSince: number;
  downSeconds: number;
}

/**
 * Scaling of one pool by its definition alone: at every multiple of the interval, after all else at that instant, the
 * policy says how many replicas there are to be. The lowest-numbered ones that are down start; those that start stop,
 * the last begun first, then the last begun of the others drain. Who drained goes down, and makes place.
 */
export class PlainScaling {
  readonly #scaling: CompiledScaling;
  readonly #places: PlainPlace[];
  #wanted: number;
  #turns = 0;
  readonly #group: number;
  readonly #onDown: (replica: number) => void;
  #decision = 1;
  starts = 0;
  drains = 0;

  constructor(
    pool: CompiledPool,
    scaling: CompiledScaling,
    onDown: (replica: number) => void = () => {},
  ) {
    this.#scaling = scaling;
    this.#onDown = onDown;
    this.#group = pool.group;
    this.#wanted = scaling.initial;
    this.#places = Array.from({ length: pool.replicas }, (_, i) => ({
      replica: pool.firstReplica + i,
      life: i < scaling.initial ? 'up' : 'down',
      readySeconds: Infinity,
      turn: this.#turns++,
      downSince: 0,
      downSeconds: 0,
    }));
  }

  takes(replica: number): boolean {
    return this.#places.some((place) => place.replica === replica && place.life === 'up');
  }

  /** Seconds without power until `end`. */
  unpowered(replica: number, end: number): number {
    const place = this.#places.find((each) => each.replica === replica);
    if (place === undefined || this.#scaling.idlesWhenDown) return 0;
    return place.downSeconds + (place.life === 'down' ? end - place.downSince : 0);
  }

  get nextSeconds(): number {
    return Math.min(
      this.#decision * this.#scaling.intervalSeconds,
      ...this.#places.map(({ readySeconds }) => readySeconds),
    );
  }

  open(now: number): void {
    for (const place of this.#places) {
      if (place.readySeconds > now) continue;
      place.life = 'up';
      place.readySeconds = Infinity;
    }
  }

  /** Replicas that drain and hold none of `all` go down. */
  settle(now: number, all: readonly Sequence[]): void {
    let isSettled = false;
    for (const place of this.#places) {
      if (place.life !== 'draining') continue;
      if (all.some((s) => s.replica === place.replica && s.place !== 'ended')) continue;
      this.#down(place, now);
      isSettled = true;
    }
    if (isSettled) this.#reconcile(now, all);
  }

  wake(now: number, all: readonly Sequence[]): void {
    if (this.#scaling.spec.policy !== 'concurrency-target' || this.#wanted > 0) return;
    this.#wanted = 1;
    this.#reconcile(now, all);
  }

  decide(now: number, all: readonly Sequence[]): void {
    const { intervalSeconds, min, max } = this.#scaling;
    if (this.#decision * intervalSeconds > now) return;
    const at = this.#decision * intervalSeconds;
    this.#wanted = Math.min(Math.max(this.#desired(at, all), min), max);
    this.#decision += 1;
    this.#reconcile(at, all);
  }

  #desired(now: number, all: readonly Sequence[]): number {
    const { spec, intervalSeconds } = this.#scaling;
    const own = all.filter(({ group }) => group === this.#group);
    const inSystem = own.filter(({ place }) => place !== 'nowhere' && place !== 'ended').length;
    if (spec.policy === 'schedule') {
      const second = now % spec.periodSeconds;
      const due = spec.steps.filter(({ atSeconds }) => atSeconds <= second).at(-1);
      return (due ?? spec.steps.at(-1)!).replicas;
    }
    const mean =
      this.#decision === 1 ? inSystem : overlap(own, now, intervalSeconds) / intervalSeconds;
    if (spec.policy === 'ongoing-requests') {
      if (this.#wanted === 0) return mean > 1e-9 || inSystem > 0 ? 1 : 0;
      return Math.ceil(mean / spec.target - 1e-9);
    }
    if (spec.policy !== 'concurrency-target') throw new Error(`no plain ${spec.policy}`);
    if (mean / spec.concurrency > 1e-9) return 1;
    return inSystem > 0 ? this.#wanted : 0;
  }

  #reconcile(now: number, all: readonly Sequence[]): void {
    const running = () => this.#places.filter(({ life }) => life === 'up' || life === 'starting');
    for (const place of this.#places) {
      if (running().length >= this.#wanted) break;
      if (place.life !== 'down') continue;
      place.downSeconds += now - place.downSince;
      place.life = 'starting';
      place.readySeconds = now + this.#scaling.startSeconds;
      place.turn = this.#turns++;
      this.starts += 1;
    }
    while (running().length > this.#wanted) {
      const last = running()
        .sort(
          (a, b) =>
            Number(a.life === 'starting') - Number(b.life === 'starting') || a.turn - b.turn,
        )
        .at(-1)!;
      const isEmpty = !all.some((s) => s.replica === last.replica && s.place !== 'ended');
      if (last.life === 'starting' || isEmpty) this.#down(last, now);
      else {
        last.life = 'draining';
        this.drains += 1;
      }
    }
  }

  #down(place: PlainPlace, now: number): void {
    place.life = 'down';
    place.readySeconds = Infinity;
    place.downSince = now;
    this.#onDown(place.replica);
  }
}

/** Time that requests spent in the system in the `seconds` before `now`, added up. */
function overlap(all: readonly Sequence[], now: number, seconds: number): number {
  let sum = 0;
  for (const sequence of all) {
    if (sequence.place === 'nowhere') continue;
    const end = sequence.place === 'ended' ? Math.min(sequence.endSeconds, now) : now;
    sum += Math.max(0, end - Math.max(sequence.spec.arrivalSeconds, now - seconds));
  }
  return sum;
}
