import { hashKey, hashUniform } from '../../src/base/random/hash.ts';
import type { CompiledPool } from '../../src/compile/compiled.ts';
import { type StepModel, StepTerms, stepSeconds } from '../../src/physics/step-model.ts';
import { rooflineStepModel } from '../../src/physics/step-time.ts';
import type { loadOf } from './plain-load.ts';
import type { Sequence } from './plain-sequence.ts';

const nothing = { sequences: 0, tokens: 0, cachedTokens: 0, attentionPairs: 0, finishing: 0 };

/** Drafts of one replica: how many tokens are drafted, which are accepted, and what drafting costs beside verifying. */
export class PlainDrafts {
  /** Tokens drafted per step and decoding sequence; 0 without speculation. */
  readonly tokens: number = 0;
  readonly #acceptance: number = 0;
  readonly #key: number;
  readonly #model: StepModel | null = null;
  readonly #lookupSeconds: number = 0;

  constructor({ decoding }: CompiledPool, seed: string) {
    this.#key = hashKey(seed, 0, 'speculation');
    if (decoding?.kind !== 'speculation') return;
    this.tokens = decoding.tokens;
    this.#acceptance = decoding.acceptance;
    const { draft } = decoding;
    if (draft.kind === 'passes') this.#model = rooflineStepModel(draft.input);
    if (draft.kind === 'host') this.#lookupSeconds = draft.secondsPerSequence;
  }

  /** Tokens that a decoding sequence keeps of a step: one of its own, and drafted ones up to the first refusal. */
  kept({ request, made, outputTokens }: Sequence): number {
    for (let i = 0; i < this.tokens; i += 1) {
      const refused = hashUniform(this.#key, request, made + i, 0) >= this.#acceptance;
      if (refused || made + 1 + i === outputTokens) return 1 + i;
    }
    return Math.min(1 + this.tokens, outputTokens - made);
  }

  /** Seconds and shared joules of the drafting passes of one step. */
  cost({ decoding, context, prefill }: ReturnType<typeof loadOf>) {
    let seconds = decoding * this.#lookupSeconds;
    let sharedJoules = 0;
    for (let i = 0; i < this.tokens && this.#model !== null; i += 1) {
      if (decoding === 0 && i > 0) break;
      const terms = new StepTerms();
      this.#model.mixed(decoding, i === 0 ? { ...prefill, finishing: 0 } : nothing, terms);
      seconds += stepSeconds(terms, context + decoding * i);
      sharedJoules += terms.sharedJoules;
    }
    return { seconds, sharedJoules };
  }

  /** Joules that drafting for one decoding sequence causes by itself. */
  decodeJoules({ computed }: Sequence): number {
    let joules = 0;
    const terms = new StepTerms();
    for (let i = 0; i < this.tokens; i += 1) {
      this.#model?.decode(1, terms);
      joules += terms.tokenJoules + terms.contextJoules * (computed + i);
    }
    return joules;
  }

  /** Joules that one chunk causes in the draft model. */
  chunkJoules(tokens: number, cached: number): number {
    return this.#model?.chunkJoules(tokens, cached) ?? 0;
  }
}
