/** How the batches of an engine form: what it allows that waits, and what those that run allow it. */
export interface BatchingRules {
  /** Prompts are never cut. */
  readonly wholePrompts: boolean;
  /** A request has blocks for all that it may come to from its admission on. */
  readonly reserves: boolean;
  /** One prompt per step, or its chunk. */
  readonly onePrompt: boolean;
  /** Nobody joins a batch that runs, and steps are as wide as it was at first until all have ended. */
  readonly closed: boolean;
  /** Prompts have steps of their own, before the next of those that decode. */
  readonly promptsAlone: boolean;
  /** What `explain` prints; null where it is the usual way. */
  readonly text: string | null;
}

/**
 * Tokens that a waiting prompt of `target` may compute in the next step, which has `prompts` so far and `running` sequences,
 * these included, and `budget` of its budget left; 0 where the prompt has to wait. A prompt that may not be cut comes into a step that has none, whatever its length: it could never run else.
 */
export function nextChunk(
  { wholePrompts, onePrompt, closed }: BatchingRules,
  prompts: number,
  running: number,
  target: number,
  budget: number,
): number {
  if (closed && running > prompts) return 0;
  if (onePrompt && prompts > 0) return 0;
  if (!wholePrompts) return Math.min(target, budget);
  return prompts === 0 || target <= budget ? target : 0;
}
