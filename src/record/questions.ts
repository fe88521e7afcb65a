import type { QuestionRow } from './port.ts';
import { type PercentileMode, Samples } from './samples.ts';

/** What became of the questions of clients who do more than wait for one answer; of the measured ones. */
export class QuestionCounts {
  answered = 0;
  /** The client lost patience and did not come back. */
  abandoned = 0;
  /** The last request was refused, expired or lost, and no other one followed. */
  unanswered = 0;
  /** The run ended before. */
  undecided = 0;
  /** Requests that were sent for all of them. */
  requests = 0;
  /** Of the answered: from the first request to the last token. */
  readonly seconds: Samples;

  constructor(mode: PercentileMode) {
    this.seconds = new Samples(mode);
  }

  accept({ outcome, tries, seconds }: QuestionRow): void {
    this.requests += tries;
    if (outcome === 'completed') {
      this.answered += 1;
      this.seconds.accept(seconds);
    } else if (outcome === 'cancelled') this.abandoned += 1;
    else if (outcome === 'in-flight') this.undecided += 1;
    else this.unanswered += 1;
  }

  get total(): number {
    return this.answered + this.abandoned + this.unanswered + this.undecided;
  }
}
