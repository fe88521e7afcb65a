import type { OpinionRow } from './port.ts';

/** What users made of how turns went; of the measured ones. */
export class OpinionCounts {
  total = 0;
  returns = 0;
  answered = 0;
  /** Of the answered: later than the users' target, and wrong; `judged` are those that a task says something of. */
  late = 0;
  judged = 0;
  wrong = 0;

  accept({ isAnswered, isLate, isRight, returns }: OpinionRow): void {
    this.total += 1;
    if (returns) this.returns += 1;
    if (isAnswered) this.answered += 1;
    if (isLate) this.late += 1;
    if (isRight === null) return;
    this.judged += 1;
    if (!isRight) this.wrong += 1;
  }
}
