import type { StepTerms } from '../../physics/step-model.ts';
import type { Reached } from '../../physics/validity.ts';
import type { Stretch } from './stretch.ts';

/** The batch whose steps are booked: what every step of a stretch has in common. */
export interface BatchView {
  terms: Readonly<StepTerms>;
  readonly stretch: Stretch;
  /** Sequences that decode, and those with a prompt chunk. */
  decoding: number;
  prefilling: number;
  /** Sequences that decode, but not in this step. */
  paused: number;
  /** Sequences in the last step with prompts: of a closed batch, its places. */
  places: number;
  /** Tokens cached by the decoding sequences before the first step. */
  context: number;
  /** Joules that the chunks cause by themselves. */
  chunkJoules: number;
  /** Of the time of its steps, the part that is theirs: the replica may run steps of others at the same time. */
  timeShare: number;
}

/** Notes how long a sequence of a prompt has become. */
export function noteLength(reached: Reached, contextTokens: number, promptTokens: number): void {
  if (contextTokens > reached.contextTokens) reached.contextTokens = contextTokens;
  if (promptTokens > reached.promptTokens) reached.promptTokens = promptTokens;
}

export function emptyView(terms: Readonly<StepTerms>, stretch: Stretch): BatchView {
  const none = { decoding: 0, prefilling: 0, paused: 0, places: 0, context: 0, chunkJoules: 0 };
  return { terms, stretch, ...none, timeShare: 1 };
}
