import { TIE_SECONDS } from '../../kernel/lanes.ts';
import { type ChipDemand, chipSeconds } from '../../physics/chip-demand.ts';
import { StepTerms, setSeconds } from '../../physics/step-model.ts';
import type { Scheduler } from '../../policy/scheduling/port.ts';
import type { ChipWork } from '../sharing/port.ts';
import type { StepsOnChip } from '../sharing/steps-on-chip.ts';
import type { ReplicaHost } from './host.ts';
import { Leaving } from './leaving.ts';
import type { PoolContext } from './pool-context.ts';
import { savedJoules } from './saved-joules.ts';
import type { StepCosts } from './step-costs.ts';
import type { ReplicaSums } from './step-ledger.ts';
import { ROUNDING, Tenant } from './tenant.ts';

/** Progress that is nothing yet: a step may have waited for its slice until now. */
const BARELY = 1e-12;

/**
 * One of the processes that share a chip: the engine of one model, with memory of its own. Its step is planned and priced
 * as if it had the chip alone; how long it lasts shows when it is over, and it is priced anew then.
 */
export class Process {
  readonly tenant: Tenant;
  readonly leaving: Leaving;
  readonly #place: number;
  readonly #chip: StepsOnChip;
  readonly #part = new StepTerms();
  /** The step in progress as it costs by itself: joules, and what the chip draws meanwhile. */
  readonly #alone = new StepTerms();
  readonly #priced = new StepTerms();
  /** Power that it causes on the chip beside what an awake one draws. */
  #workWatts = 0;

  constructor(
    host: ReplicaHost,
    context: PoolContext,
    scheduler: Scheduler,
    replica: number,
    place: number,
    chip: StepsOnChip,
  ) {
    this.tenant = new Tenant(host, context, scheduler, replica);
    this.leaving = new Leaving(host.table);
    this.#place = place;
    this.#chip = chip;
  }

  get isStepping(): boolean {
    return this.#chip.has(this.#place);
  }

  /** Power of the chip while its step, alone, is in progress: without and with what the step does now. */
  get awakeWatts(): number {
    return this.#alone.staticWatts;
  }
  get drawnWatts(): number {
    return this.#chip.rateOf(this.#place) * this.#workWatts;
  }

  /** Plans a step at `now` and begins it, as good as at the end of its last one where that was then. */
  plan(now: number): void {
    const { boundarySeconds } = this.tenant.rank.batch;
    const start = now - boundarySeconds <= TIE_SECONDS ? boundarySeconds : now;
    this.tenant.rest();
    if (this.tenant.plan(start, 1)) this.#chip.begin(this.#place, this.#work(), start);
  }

  /** The step is over at `now`, and booked; returns the instant of its end. */
  end(now: number): number {
    const { batch } = this.tenant.rank;
    const seconds = now - batch.stretch.anchor;
    this.#price(seconds, this.#chip.awakeAt(this.#place, now));
    this.#chip.end(this.#place);
    batch.boundarySeconds = batch.stretch.boundary(1);
    batch.settle(1);
    return batch.boundarySeconds;
  }

  /** Prices the step in progress so that, as much as is done at `seconds`, its time and joules until then are right. */
  priceUntil(seconds: number): void {
    const { batch } = this.tenant.rank;
    const elapsed = seconds - batch.stretch.anchor;
    if (!this.isStepping || elapsed <= TIE_SECONDS) return;
    const done = Math.max(BARELY, this.#chip.doneAt(this.#place, seconds));
    this.#price(elapsed / done, this.#chip.awakeAt(this.#place, seconds) / done);
  }

  sumsAt(seconds: number, unit: number, sums: ReplicaSums): void {
    this.priceUntil(seconds);
    this.tenant.sumsAt(seconds, 0, unit, sums);
  }

  /** The step takes `seconds`, of which it has to bear what an awake chip draws for `awakeSeconds`. */
  #price(seconds: number, awakeSeconds: number): void {
    const { view, stretch } = this.tenant.rank.batch;
    Object.assign(this.#priced, this.#alone);
    setSeconds(this.#priced, seconds);
    this.#priced.staticWatts = (this.#alone.staticWatts * awakeSeconds) / seconds;
    view.terms = this.#priced;
    view.timeShare = awakeSeconds / seconds;
    stretch.load(this.#priced, view.decoding, view.context, stretch.anchor);
  }

  #work(): ChipWork {
    const { view, stretch, speed } = this.tenant.rank.batch;
    const { spec, parts } = this.tenant.context;
    const { terms, decoding, context } = view;
    const seconds = stretch.stepSeconds(0);
    Object.assign(this.#alone, terms);
    this.#alone.sharedJoules -= savedJoules(view, 0, 1);
    this.#alone.limitWatts = Number.POSITIVE_INFINITY;
    const joules =
      this.#alone.sharedJoules +
      decoding * terms.tokenJoules +
      terms.contextJoules * context +
      view.chunkJoules;
    // a stated step says nothing of its host, and of what it uses
    if (spec.step.kind === 'affine') {
      this.#workWatts = joules / seconds;
      const all = { compute: 1, memory: 1, power: 0 };
      return { hostSeconds: 0, chipSeconds: seconds, demand: all };
    }
    const room = spec.limitWatts - terms.staticWatts;
    // a low cap is what an awake chip draws already: work draws nothing beside it
    const hasRoom = room > ROUNDING * spec.limitWatts;
    const atLeast = hasRoom ? joules / room : 0;
    // a step that a cap lengthens has no lines any more: it is on the chip for as long as it lasts
    const lines = speed.pace * chipSeconds(terms, context);
    const onChip = lines === 0 ? seconds : Math.min(seconds, Math.max(lines, atLeast));
    this.#workWatts = joules / onChip;
    const power = hasRoom ? this.#workWatts / room : 0;
    return {
      hostSeconds: seconds - onChip,
      chipSeconds: onChip,
      demand: parts === null ? { compute: 1, memory: 1, power } : { ...this.#uses(onChip), power },
    };
  }

  /** Shares of `onChip`, the seconds of the step on the chip, in which its multipliers and its memory work. */
  #uses(onChip: number): Omit<ChipDemand, 'power'> {
    const { parts } = this.tenant.context;
    const { pace } = this.tenant.rank.batch.speed;
    const launches = this.#secondsOf(parts!.launches);
    const share = (costs: StepCosts) =>
      Math.min(1, (pace * Math.max(0, this.#secondsOf(costs) - launches)) / onChip);
    return { compute: share(parts!.compute), memory: share(parts!.memory) };
  }

  #secondsOf(costs: StepCosts): number {
    const { view, chunks, kv } = this.tenant.rank.batch;
    const { decoding, context, places } = view;
    if (chunks.count === 0) return chipSeconds(costs.decode(kv.decoding, places), context);
    costs.mixed(decoding, chunks.sums, this.#part, undefined, context);
    return chipSeconds(this.#part, context);
  }
}
