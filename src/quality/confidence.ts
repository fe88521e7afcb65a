/** Answers by the confidence that came with them. */
export interface Judged {
  readonly confidence: number;
  readonly right: boolean;
}

/**
 * Expected calibration error: over `bins` equal bins of confidence, Σ share · |share right − mean confidence| (Guo et al. 2017,
 * arXiv 1706.04599). 0 for none.
 */
export function calibrationError(answers: readonly Judged[], bins = 10): number {
  const sums = Array.from({ length: bins }, () => ({ excess: 0 }));
  for (const { confidence, right } of answers) {
    const bin = sums[Math.min(bins - 1, Math.floor(confidence * bins))];
    if (bin !== undefined) bin.excess += (right ? 1 : 0) - confidence;
  }
  const total = sums.reduce((sum, { excess }) => sum + Math.abs(excess), 0);
  return answers.length === 0 ? 0 : total / answers.length;
}

/** Share of all answers that were delivered wrong with at least `confidence`: hallucinations. */
export function confidentlyWrong(answers: readonly Judged[], confidence: number): number {
  const wrong = answers.filter((answer) => !answer.right && answer.confidence >= confidence);
  return answers.length === 0 ? 0 : wrong.length / answers.length;
}
