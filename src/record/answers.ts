import { outcomeCode } from './outcome.ts';
import type { RequestRow } from './port.ts';
import type { ThoughtUse } from './thoughts.ts';

/** From this confidence on a wrong answer that is delivered counts as a hallucination: assumed. */
const CONFIDENT = 0.5;

/** Bins of confidence for the calibration error, as in Guo et al. 2017 (arXiv 1706.04599), who have 15. */
const BINS = 10;

/** What the answers of the measured requests of workloads with a task were worth. */
export class AnswerCounts {
  /** Requests, whatever their outcome, and those that completed. */
  measured = 0;
  completed = 0;
  right = 0;
  /** Wrong and delivered; of these, with confidence; held back although right. */
  escaped = 0;
  hallucinated = 0;
  falselyRejected = 0;
  /** Without an answer, since maxTokens ended it, or its text outgrew what the model reads. */
  cutOff = 0;
  outgrown = 0;
  calls = 0;
  /** Prompt and output tokens of all calls, and what they went into. */
  tokens = 0;
  keptTokens = 0;
  verificationTokens = 0;
  joules = 0;
  keptJoules = 0;
  verificationJoules = 0;
  /** Of chains of thought that were asked for a length and ended; null where none is. */
  thought: ThoughtUse | null = null;
  /** Σ of the completed requests' latencies. */
  seconds = 0;
  /** By bin of confidence: Σ of right answers − confidence. */
  readonly #excess = new Float64Array(BINS);
  #delivered = 0;

  accept(row: Readonly<RequestRow>): void {
    this.measured += 1;
    this.calls += row.calls ?? 1;
    this.tokens += row.promptTokens + row.outputTokens;
    this.keptTokens += row.keptTokens ?? 0;
    this.verificationTokens += row.verificationTokens ?? 0;
    this.joules += row.acceleratorJoules;
    this.keptJoules += row.keptJoules ?? 0;
    this.verificationJoules += row.verificationJoules ?? 0;
    if (row.thought !== undefined) this.thought = sumOf(this.thought, row.thought);
    if (row.outcome !== outcomeCode.completed) return;
    this.completed += 1;
    this.seconds += row.e2eSeconds;
    const { fate, confidence = Number.NaN } = row;
    if (fate === 'right') this.right += 1;
    if (fate === 'right-rejected') this.falselyRejected += 1;
    if (fate === 'cut-off') this.cutOff += 1;
    if (fate === 'outgrown') this.outgrown += 1;
    if (fate === 'wrong-delivered') {
      this.escaped += 1;
      if (confidence >= CONFIDENT) this.hallucinated += 1;
    }
    if (Number.isNaN(confidence)) return;
    this.#delivered += 1;
    const bin = Math.min(BINS - 1, Math.floor(confidence * BINS));
    this.#excess[bin]! += (fate === 'right' ? 1 : 0) - confidence;
  }

  /** Expected calibration error of the delivered answers: Σ over bins of |right − Σ confidence| ÷ answers; null without any. */
  get calibrationError(): number | null {
    const sum = this.#excess.reduce((total, excess) => total + Math.abs(excess), 0);
    return this.#delivered === 0 ? null : sum / this.#delivered;
  }
}

function sumOf(sum: ThoughtUse | null, own: ThoughtUse): ThoughtUse {
  if (sum === null) return own;
  return {
    chains: sum.chains + own.chains,
    askedTokens: sum.askedTokens + own.askedTokens,
    usedTokens: sum.usedTokens + own.usedTokens,
  };
}
