import { assert } from '../../base/assert.ts';
import type { CompiledPool } from '../../compile/compiled.ts';
import { type StepModel, StepTerms } from '../../physics/step-model.ts';

/** What all replicas of a pool share: limits, and the cost of steps (decode steps tabulated by batch size). */
export class PoolContext {
  readonly spec: CompiledPool;
  readonly model: StepModel;
  readonly stepwise: boolean;
  readonly maxSequences: number;
  readonly maxBatchedTokens: number;
  /** How long an idle replica lets the first that waits wait for others. */
  readonly batchDelaySeconds: number;
  readonly #decodeTerms: (StepTerms | undefined)[] = [];
  /** Joules of a decoded token, and per cached token it attends to; the same for every batch. */
  readonly tokenJoules: number;
  readonly contextJoules: number;

  constructor(spec: CompiledPool, model: StepModel) {
    this.spec = spec;
    this.model = model;
    this.stepwise = spec.engine.stepping === 'stepwise';
    this.maxSequences = spec.engine.maxSequences;
    this.maxBatchedTokens = spec.engine.maxBatchedTokens;
    this.batchDelaySeconds = spec.batchDelaySeconds;
    const one = this.decodeTerms(1);
    const most = this.decodeTerms(this.maxSequences);
    // a sequence's own joules are settled in closed form when it leaves, so they may not depend on its company
    assert(
      one.tokenJoules === most.tokenJoules && one.contextJoules === most.contextJoules,
      'step model: a sequence’s own joules depend on the batch',
    );
    this.tokenJoules = one.tokenJoules;
    this.contextJoules = one.contextJoules;
  }

  /** Cost of a step in which `sequences` decode and nothing prefills. */
  decodeTerms(sequences: number): Readonly<StepTerms> {
    let terms = this.#decodeTerms[sequences];
    if (terms === undefined) {
      terms = new StepTerms();
      this.model.decode(sequences, terms);
      this.#decodeTerms[sequences] = terms;
    }
    return terms;
  }
}
