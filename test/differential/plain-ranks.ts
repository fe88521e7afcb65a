import type { CompiledPool } from '../../src/compile/compiled.ts';
import { type StepModel, StepTerms, stepSeconds } from '../../src/physics/step-model.ts';
import { loadOf } from './plain-load.ts';
import { PlainReplica } from './plain-replica.ts';
import { type Sequence, TIE_SECONDS } from './plain-sequence.ts';
import type { Exercised, ReplicaTotals } from './records.ts';

/** What the plain loop asks of a replica. */
export type PlainEngine = Pick<
  PlainReplica,
  'goDown' | 'running' | 'enqueue' | 'remove' | 'plan' | 'endStep' | 'cut' | 'totals'
> & { readonly step: { readonly endSeconds: number } | null };

/** One replica of several data ranks: a plain replica each, whose steps begin together and last as long as the longest. */
export class PlainRanks implements PlainEngine {
  readonly #ranks: readonly PlainReplica[];
  readonly #pool: CompiledPool;
  readonly #model: StepModel;
  readonly #number: number;
  step: { readonly startSeconds: number; readonly endSeconds: number } | null = null;
  #busySeconds = 0;
  #steps = 0;
  #peakWatts = 0;
  /** Watts of the step that runs. */
  #watts = 0;

  constructor(
    number: number,
    pool: CompiledPool,
    model: StepModel,
    exercised: Exercised,
    seed: string,
  ) {
    this.#number = number;
    this.#pool = pool;
    this.#model = model;
    this.#ranks = Array.from(
      { length: pool.dataRanks },
      () => new PlainReplica(number, pool, model, exercised, seed),
    );
  }

  goDown(): void {
    for (const rank of this.#ranks) rank.goDown();
  }

  get running(): Sequence[] {
    return this.#ranks.flatMap((rank) => rank.running);
  }

  enqueue(sequence: Sequence): void {
    const least = Math.min(...this.#ranks.map(({ count }) => count));
    this.#ranks.find(({ count }) => count === least)!.enqueue(sequence);
  }

  remove(sequence: Sequence): void {
    for (const rank of this.#ranks) rank.remove(sequence);
  }

  plan(now: number): void {
    const plans = this.#ranks.map((rank) => {
      const planned = rank.decide(now);
      return { rank, planned, load: loadOf(planned), terms: new StepTerms() };
    });
    const scheduled = plans.reduce((sum, { planned }) => sum + planned.size, 0);
    if (scheduled === 0) return;
    const tokens = plans.map(({ load }) => load.decoding + load.prefill.tokens);
    const all = { tokens: tokens.reduce((sum, own) => sum + own, 0), most: Math.max(...tokens) };
    let seconds = 0;
    let shared = 0;
    let watts = 0;
    for (const { rank, planned, load, terms } of plans) {
      this.#model.mixed(load.decoding, load.prefill, terms, all, load.context);
      shared += terms.sharedJoules;
      watts += terms.staticWatts;
      if (planned.size === 0) continue;
      seconds = Math.max(seconds, stepSeconds(terms, load.context) + rank.copySeconds());
    }
    for (const { rank, planned, terms } of plans) {
      const own = terms.sharedJoules + rank.ownJoules(planned, terms);
      shared -= Math.max(0, own + (terms.staticWatts - terms.limitWatts) * seconds);
    }
    const each = (shared + watts * seconds) / scheduled;
    this.#watts = 0;
    for (const { rank, planned, terms } of plans) {
      if (planned.size === 0) continue;
      rank.begin(now, planned, seconds, terms, each);
      for (const { joules } of rank.step!.work) this.#watts += joules / seconds;
    }
    this.step = { startSeconds: now, endSeconds: now + seconds };
  }

  endStep(): Sequence[] {
    this.#spend(this.step!.endSeconds);
    this.step = null;
    return this.#ranks.flatMap((rank) => (rank.step === null ? [] : rank.endStep()));
  }

  cut(now: number): void {
    for (const rank of this.#ranks) rank.cut(now);
    if (this.step !== null && now > this.step.startSeconds + TIE_SECONDS) this.#spend(now);
    this.step = null;
  }

  #spend(until: number): void {
    this.#busySeconds += until - this.step!.startSeconds;
    this.#steps += 1;
    this.#peakWatts = Math.max(this.#peakWatts, this.#watts);
  }

  totals(endSeconds: number): ReplicaTotals {
    const own = this.#ranks.map((rank) => rank.totals(endSeconds));
    const sum = (key: 'preemptions' | 'outputTokens' | 'prefillJoules' | 'decodeJoules') =>
      own.reduce((total, each) => total + each[key], 0);
    return {
      replica: this.#number,
      busySeconds: this.#busySeconds,
      steps: this.#steps,
      preemptions: sum('preemptions'),
      outputTokens: sum('outputTokens'),
      prefillJoules: sum('prefillJoules'),
      decodeJoules: sum('decodeJoules'),
      idleJoules: this.#pool.idleWatts * (endSeconds - this.#busySeconds),
      peakWatts: this.#peakWatts,
    };
  }
}
