import { assert } from '../../base/assert.ts';
import type { CompiledScaling } from '../../compile/compiled.ts';
import type { Calendar } from '../../kernel/calendar.ts';
import { dueSeconds, lane } from '../../kernel/lanes.ts';
import { createAutoscaler, wakes } from '../../policy/autoscaling/index.ts';
import type { Autoscaler, PoolMetrics } from '../../policy/autoscaling/port.ts';
import type { ReplicaSet } from './replica-set.ts';

/** What the scaler of a pool needs of the run around it. */
export interface ScalerHost {
  readonly calendar: Calendar;
  /** What monitoring reads of the pool's load at `seconds`. */
  metricsAt(seconds: number): PoolMetrics;
}

/**
 * Says how many replicas of one pool are wanted: at every multiple of the interval the policy decides, by metrics as old as
 * the scrape delay. Who comes and goes for that is the replica set's to say.
 */
export class Scaler {
  readonly #scaling: CompiledScaling;
  readonly #host: ScalerHost;
  /** The calendar's slot of scrapes and decisions. */
  readonly #slot: number;
  readonly #policy: Autoscaler;
  readonly #wakes: boolean;
  readonly #scrapes: PoolMetrics[] = [];
  readonly set: ReplicaSet;
  #scrape = 1;
  #decision = 1;

  constructor(scaling: CompiledScaling, host: ScalerHost, slot: number, set: ReplicaSet) {
    this.#scaling = scaling;
    this.#host = host;
    this.#slot = slot;
    this.set = set;
    this.#policy = createAutoscaler(scaling.spec, scaling.startSeconds);
    this.#wakes = wakes(scaling.spec.policy);
    this.#scheduleControl();
  }

  /** The calendar's event: a scrape, or a decision. Returns its instant. */
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
    const view = { nowSeconds: decision, replicas: this.set.wanted, metrics };
    const desired = this.#policy.desired(view);
    assert(Number.isInteger(desired) && desired >= 0, 'an autoscaler wants no whole replicas');
    this.set.want(Math.min(Math.max(desired, min), max), decision);
    this.#scheduleControl();
    return decision;
  }

  /** A request has come, and is in the system: where nobody is up or starts, the policy may have one start at once. */
  wake(seconds: number): void {
    if (this.#wakes && this.set.wanted === 0) this.set.want(1, seconds);
  }

  /** The next scrape, made for the decision of the same number; never before the run. */
  get #scrapeSeconds(): number {
    const { intervalSeconds, scrapeDelaySeconds } = this.#scaling;
    return Math.max(0, this.#scrape * intervalSeconds - scrapeDelaySeconds);
  }

  #scheduleControl(): void {
    const decision = this.#decision * this.#scaling.intervalSeconds;
    const seconds = Math.min(decision, this.#scrapeSeconds);
    this.#host.calendar.set(this.#slot, dueSeconds(lane.control, seconds), lane.control);
  }
}
