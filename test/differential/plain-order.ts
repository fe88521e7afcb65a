import type { EngineSpec } from '../../src/scenario/scenario.ts';
import type { Sequence } from './plain-sequence.ts';

/**
 * Who of those that wait is admitted next, by each scheduler's own words: what can be compared is compared afresh, what
 * was served is counted token by token.
 */
export class PlainOrder {
  readonly #engine: EngineSpec;
  /** Service that each tenant had, over its share (vtc). */
  readonly #served = new Map<number, number>();
  #lastAdmitted: number | null = null;
  /** Start tags of requests, and end of the last one of each tenant (weighted-fair). */
  readonly #starts = new Map<Sequence, number>();
  readonly #ends = new Map<number, number>();
  #virtualTime = 0;

  readonly #foundBlocks: (sequence: Sequence) => number;

  constructor(engine: EngineSpec, foundBlocks: (sequence: Sequence) => number) {
    this.#engine = engine;
    this.#foundBlocks = foundBlocks;
  }

  /** A request comes to those that wait. */
  onArrival(sequence: Sequence, waiting: readonly Sequence[]): void {
    const { tenant, promptTokens, predictedTokens } = sequence.spec;
    if (this.#engine.scheduler === 'weighted-fair') {
      const start = Math.max(this.#virtualTime, this.#ends.get(tenant) ?? 0);
      this.#starts.set(sequence, start);
      this.#ends.set(tenant, start + this.#cost(tenant, promptTokens, predictedTokens));
    }
    if (this.#engine.scheduler !== 'vtc') return;
    const tenants = waiting.map((other) => other.spec.tenant);
    if (tenants.includes(tenant)) return;
    let least = Math.min(...tenants.map((other) => this.#counter(other)));
    if (tenants.length === 0) {
      least = this.#lastAdmitted === null ? 0 : this.#counter(this.#lastAdmitted);
    }
    this.#served.set(tenant, Math.max(this.#counter(tenant), least));
  }

  /** A request is admitted for the first time. */
  onAdmitted(sequence: Sequence): void {
    this.#lastAdmitted = sequence.spec.tenant;
    this.#virtualTime = Math.max(this.#virtualTime, this.#starts.get(sequence) ?? 0);
    this.#charge(sequence, sequence.spec.promptTokens, 0);
  }

  onToken(sequence: Sequence): void {
    this.#charge(sequence, 0, 1);
  }

  /** The first of `waiting`, which stand in order of arrival; that also settles between equals. */
  first(waiting: readonly Sequence[]): Sequence | undefined {
    // too many to look for what each would find
    if (this.#engine.scheduler === 'longest-prefix-match' && waiting.length > 128)
      return waiting[0];
    let best: Sequence | undefined;
    for (const sequence of waiting) {
      if (best === undefined || this.#isBefore(sequence, best)) best = sequence;
    }
    return best;
  }

  #isBefore(a: Sequence, b: Sequence): boolean {
    switch (this.#engine.scheduler) {
      case 'fcfs':
        return false;
      case 'priority':
        return a.spec.priority > b.spec.priority;
      case 'sjf':
        return a.spec.predictedTokens < b.spec.predictedTokens;
      case 'srpt':
        return (
          a.spec.promptTokens + a.spec.predictedTokens <
          b.spec.promptTokens + b.spec.predictedTokens
        );
      case 'edf':
        return a.tightestDeadline < b.tightestDeadline;
      case 'mlfq':
        return this.#level(a) < this.#level(b);
      case 'longest-prefix-match':
        return this.#foundBlocks(a) > this.#foundBlocks(b);
      case 'weighted-fair':
        return this.#starts.get(a)! < this.#starts.get(b)!;
      case 'vtc': {
        const [one, other] = [this.#counter(a.spec.tenant), this.#counter(b.spec.tenant)];
        return one < other || (one === other && a.spec.tenant < b.spec.tenant);
      }
    }
  }

  #level(sequence: Sequence): number {
    return (this.#engine.levels ?? []).filter((most) => sequence.spec.promptTokens > most).length;
  }

  #counter(tenant: number): number {
    return this.#served.get(tenant) ?? 0;
  }

  #charge({ spec: { tenant } }: Sequence, prompt: number, output: number): void {
    this.#served.set(tenant, this.#counter(tenant) + this.#cost(tenant, prompt, output));
  }

  #cost(tenant: number, prompt: number, output: number): number {
    const fairness = this.#engine.fairness;
    if (fairness === undefined) return 0;
    const sum = fairness.promptWeight * prompt + fairness.outputWeight * output;
    return sum / (fairness.tenantShares[tenant] ?? 1);
  }
}
