import type { CopyTotals } from '../record/totals.ts';
import { copy, field } from './request-table.ts';

/** What copies of requests took, whose answers nobody saw; added up over a run as each of them ends. */
export class CopyCounts {
  readonly #sums = {
    ...{ requests: 0, sent: 0, calls: 0, joules: 0, usd: 0, outputTokens: 0, preemptions: 0 },
    ...{ hedgeJoules: 0, hedgeUsd: 0, hedgeOutputTokens: 0 },
  };

  /** A copy ended, or the run did, and its program made so many calls for it. */
  add(rows: Float64Array, base: number, calls: number): void {
    const sums = this.#sums;
    const joules = rows[base + field.joules]!;
    const usd = rows[base + field.usd]!;
    const isSent = rows[base + field.replica]! >= 0;
    sums.requests++;
    sums.calls += calls;
    sums.sent += rows[base + field.attempts]! - (isSent ? 0 : 1);
    sums.joules += joules;
    sums.usd += usd;
    sums.outputTokens += rows[base + field.made]!;
    sums.preemptions += rows[base + field.preemptions]!;
    if (rows[base + field.copy]! < copy.hedge) return;
    sums.hedgeJoules += joules;
    sums.hedgeUsd += usd;
    sums.hedgeOutputTokens += rows[base + field.made]!;
  }

  /** Nothing where no copy ended. */
  totals(): { readonly copies?: CopyTotals } {
    return this.#sums.requests > 0 ? { copies: { ...this.#sums } } : {};
  }
}
