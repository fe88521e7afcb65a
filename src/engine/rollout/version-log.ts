import type { EndedRequests, GradedAnswers, LatencyOf } from '../../policy/rollout/port.ts';
import type { VersionTotals } from '../../record/totals.ts';

/** A request of one version that has ended. */
export interface Ended {
  readonly arrivalSeconds: number;
  readonly seconds: number;
  readonly completed: boolean;
  readonly error: boolean;
  readonly missed: boolean;
  /** Share of misses that its workload's objective allows. */
  readonly allowed: number;
  /** NaN where there is none. */
  readonly latency: Readonly<Record<LatencyOf, number>>;
  readonly worth: Worth;
  /** In [0, 1): it is graded where less than this share is. */
  readonly grade: number;
}

/** What a request took, and whether its answer was wrong. */
export interface Worth {
  readonly joules: number;
  /** What it used (marginal-cost.ts); NaN where nobody says what its pool costs. */
  readonly usd: number;
  /** Null where nothing was answered, or no task says. */
  readonly isWrong: boolean | null;
}

/** The requests of one version of a roll-out: what its monitors may look at, and what it came to. */
export class VersionLog {
  readonly #keptSeconds: number;
  #ended: Ended[] = [];
  #pruned = 0;
  readonly #totals = {
    ...{ requests: 0, completed: 0, errors: 0, missed: 0 },
    ...{ joules: 0, usd: 0, answers: 0, wrong: 0 },
  };
  /** Scrapes of how many requests wait per replica, oldest first. */
  readonly #waiting: { readonly seconds: number; readonly perReplica: number }[] = [];

  /** `keptSeconds`: the longest that anybody looks back. */
  constructor(keptSeconds: number) {
    this.#keptSeconds = keptSeconds;
  }

  /** A request has ended; it `counts` where the roll-out had sent it. */
  add(ended: Ended, counts: boolean): void {
    this.#ended.push(ended);
    if (!counts) return;
    const totals = this.#totals;
    totals.requests++;
    if (ended.completed) totals.completed++;
    if (ended.error) totals.errors++;
    if (ended.missed) totals.missed++;
    const { joules, usd, isWrong } = ended.worth;
    totals.joules += joules;
    totals.usd += usd;
    if (isWrong === null) return;
    totals.answers++;
    if (isWrong) totals.wrong++;
  }

  scrape(seconds: number, perReplica: number): void {
    this.#waiting.push({ seconds, perReplica });
    this.#prune(seconds - this.#keptSeconds);
  }

  /** The newest scrape that had come by `seconds`; null before the first. */
  waitingPerReplica(seconds: number): number | null {
    return this.#waiting.findLast((each) => each.seconds <= seconds)?.perReplica ?? null;
  }

  /** Of the answers that were given after `from`, and by `to`, a share: what its grades say. */
  gradedBetween(from: number, to: number, share: number): GradedAnswers {
    const graded = this.#between(from, to).filter(
      ({ worth, grade }) => worth.isWrong !== null && grade < share,
    );
    return { graded: graded.length, wrong: graded.filter(({ worth }) => worth.isWrong).length };
  }

  #between(from: number, to: number): Ended[] {
    return this.#ended.filter(({ seconds }) => seconds > from && seconds <= to);
  }

  /** Requests that ended after `from`, and by `to`. */
  between(from: number, to: number): EndedRequests {
    const seen = this.#between(from, to);
    const done = seen.filter(({ completed }) => completed);
    const sum = (of: (each: Ended) => number) => seen.reduce((total, each) => total + of(each), 0);
    return {
      count: seen.length,
      completed: done.length,
      errors: sum(({ error }) => (error ? 1 : 0)),
      missed: sum(({ missed }) => (missed ? 1 : 0)),
      allowedMisses: sum(({ allowed }) => allowed),
      joules: done.reduce((total, { worth }) => total + worth.joules, 0),
      usd: done.reduce((total, { worth }) => total + worth.usd, 0),
      latencies: (of) =>
        done.map(({ latency }) => latency[of]).filter((seconds) => !Number.isNaN(seconds)),
    };
  }

  get totals(): VersionTotals {
    return { ...this.#totals };
  }

  /** Forgets what nobody looks at any more, now and then. */
  #prune(before: number): void {
    while ((this.#waiting[1]?.seconds ?? Infinity) <= before) this.#waiting.shift();
    if (this.#ended.length < 2 * this.#pruned + 64) return;
    this.#ended = this.#ended.filter(({ seconds }) => seconds > before);
    this.#pruned = this.#ended.length;
  }
}
