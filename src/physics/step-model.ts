import type { Joules, Seconds, Tokens } from '../base/units.ts';

/** What chips send each other in a step, or in several. */
export class Exchanged {
  /** Bytes: inside a node, between nodes, and to the next stage of the pipeline. */
  insideBytes = 0;
  acrossBytes = 0;
  handOnBytes = 0;
  /** Seconds of the step that these take, one after the other; and of the first two, what the ranks of experts take. */
  insideSeconds = 0;
  acrossSeconds = 0;
  handOnSeconds = 0;
  expertSeconds = 0;
}

/**
 * What one engine step costs, given how many sequences decode and which prompt chunks run beside them.
 * All that may change from step to step within a stretch is x, the tokens cached by the decoding sequences before the
 * step; so every term is a constant or a multiple of x, and time is the upper envelope of four lines (host, multipliers,
 * memory, and the board's limit of power):
 *
 *     seconds(x) = fixedSeconds + max(a0 + b0·x, a1 + b1·x, a2 + b2·x, a3 + b3·x)
 *
 * A term that is not used is 0; slopes are never negative. One object is reused for every step.
 */
export class StepTerms extends Exchanged {
  fixedSeconds = 0;
  a0 = 0;
  b0 = 0;
  a1 = 0;
  b1 = 0;
  a2 = 0;
  b2 = 0;
  a3 = 0;
  b3 = 0;
  /** Power that flows for as long as the step lasts (leakage, clocks); shared equally by the scheduled sequences. */
  staticWatts = 0;
  /**
   * Most that the replica (of several data ranks, this one) draws: a step whose joules come to more spends this × its
   * time, at a clock that is lowered for it. Infinity without a cap.
   */
  limitWatts = Number.POSITIVE_INFINITY;
  /** Joules of weight bytes and link bytes of the step; shared equally by the scheduled sequences. */
  sharedJoules = 0;
  /** Joules of one decoding sequence's token, without attention. */
  tokenJoules = 0;
  /** Joules of decode attention per cached token read; belongs to the sequence whose token it is. */
  contextJoules = 0;
  /**
   * Of what decoding sequences cause by themselves, the part that is spent: theirs are joules at the pool's highest
   * clock, and V² falls with it. What a lower clock saves is spared everybody in the step alike.
   */
  ownShare = 1;
  /** Useful FLOPs of the step, and those per token of x. */
  flops = 0;
  flopsPerContext = 0;
  /** Memory bytes of the step, and those per token of x. */
  bytes = 0;
  bytesPerContext = 0;
}

/** Nothing is exchanged. */
export function clearExchanged(to: Exchanged): void {
  to.insideBytes = 0;
  to.acrossBytes = 0;
  to.handOnBytes = 0;
  to.insideSeconds = 0;
  to.acrossSeconds = 0;
  to.handOnSeconds = 0;
  to.expertSeconds = 0;
}

/** Adds `times` what another has. */
export function addExchanged(to: Exchanged, more: Readonly<Exchanged>, times = 1): void {
  to.insideBytes += times * more.insideBytes;
  to.acrossBytes += times * more.acrossBytes;
  to.handOnBytes += times * more.handOnBytes;
  to.insideSeconds += times * more.insideSeconds;
  to.acrossSeconds += times * more.acrossSeconds;
  to.handOnSeconds += times * more.handOnSeconds;
  to.expertSeconds += times * more.expertSeconds;
}

/** Makes a step last `seconds`, whatever its context and whatever its terms said before. */
export function setSeconds(terms: StepTerms, seconds: Seconds): void {
  terms.fixedSeconds = seconds;
  terms.a0 = 0;
  terms.b0 = 0;
  terms.a1 = 0;
  terms.b1 = 0;
  terms.a2 = 0;
  terms.b2 = 0;
  terms.a3 = 0;
  terms.b3 = 0;
}

/** The prompt chunks of one step, as the sums that its cost depends on. */
export interface PrefillBatch {
  /** Sequences with a chunk in this step. */
  sequences: number;
  /** Σ q: tokens of the chunks, recomputed ones too. */
  tokens: Tokens;
  /** Σ p: tokens that those sequences had cached before the step. */
  cachedTokens: Tokens;
  /** Σ (q·p + q·(q+1)/2): query–key pairs of causal attention. */
  attentionPairs: number;
  /** Chunks that are their prompt's last: they yield a token at the end of the step. */
  finishing: number;
  /** Images that the chips encode in this step, for prompts of it; absent: none. */
  images?: number;
}

/** Data ranks that step together: tokens of the step over all of them, and of the fullest. */
export interface DataRanks {
  tokens: Tokens;
  most: Tokens;
}

/** The cost of steps on one kind of replica. Pure: the same arguments always give the same terms. */
export interface StepModel {
  /** Fills `terms` for a step in which `sequences` decode and nothing prefills. */
  decode(sequences: number, terms: StepTerms): void;
  /**
   * Fills `terms` for a step in which `sequences` decode beside the chunks of `prefill`. Where the replica has data
   * ranks, they are those of one rank; `ranks` says what all have (without it: as much as this one, each). `context` is
   * x (without it: 0), for the cost of a step with prompts that holds for this x only (power-governor.ts).
   */
  mixed(
    sequences: number,
    prefill: Readonly<PrefillBatch>,
    terms: StepTerms,
    ranks?: Readonly<DataRanks>,
    context?: Tokens,
  ): void;
  /** Joules that one chunk causes by itself: its tokens' FLOPs and its attention; shared joules excluded. */
  chunkJoules(chunkTokens: Tokens, cachedTokens: Tokens): Joules;
  /** Joules that one image causes by itself where the chips encode images, too. */
  readonly imageJoules?: Joules;
}

/** Seconds of a step whose decoding sequences have `x` tokens cached. */
export function stepSeconds(terms: Readonly<StepTerms>, x: Tokens): Seconds {
  const first = terms.a0 + terms.b0 * x;
  const second = terms.a1 + terms.b1 * x;
  const third = terms.a2 + terms.b2 * x;
  const fourth = terms.a3 + terms.b3 * x;
  return terms.fixedSeconds + Math.max(first, second, third, fourth);
}

/** The decoding sequences of one step, as the sums that its cost depends on when no line in Σ context gives it. */
export interface DecodeBatch {
  sequences: number;
  /** Σ c: tokens of prompt and answer before each one's newest. */
  context: Tokens;
  /** Σ (c + 1)·(c + 2) ÷ 2: query–key pairs of causal attention over all of them and the newest. */
  pairs: number;
  /** Σ sequenceJoules(c). */
  ownJoules: Joules;
}

/** The cost of steps that are planned one at a time: what they cost is no line in Σ context, or how far they get is not known. */
export interface SingleStepModel {
  /** Fills `terms` for exactly this step: its time is constant, its sums are those of this batch. */
  step(decode: Readonly<DecodeBatch>, prefill: Readonly<PrefillBatch>, terms: StepTerms): void;
  /** Joules that a decoding sequence with `c` tokens before its newest causes by itself in one step. */
  sequenceJoules(c: Tokens): Joules;
  /** As StepModel's. */
  chunkJoules(chunkTokens: Tokens, cachedTokens: Tokens): Joules;
}

/** Makes terms those of one known step of `seconds`, whose sums were those at `context` tokens cached. */
export function setSingle(
  terms: StepTerms,
  seconds: Seconds,
  context: Tokens,
  decode: Readonly<DecodeBatch>,
): void {
  setSeconds(terms, seconds);
  terms.tokenJoules = decode.sequences > 0 ? decode.ownJoules / decode.sequences : 0;
  terms.contextJoules = 0;
  terms.flops += terms.flopsPerContext * context;
  terms.flopsPerContext = 0;
  terms.bytes += terms.bytesPerContext * context;
  terms.bytesPerContext = 0;
}
