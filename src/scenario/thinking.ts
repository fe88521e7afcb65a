import type { Seconds } from '../base/units.ts';
import type { VerifierKind } from '../catalog/tasks/verifiers.ts';
import type { Ability } from '../quality/ability.ts';

/** How well one model solves a task. */
export interface AbilitySpec {
  readonly ability: Ability;
  /** Tokens of thinking at which it was measured; null where the model does not think first. */
  readonly thinkingTokens: number | null;
  /** Logit that a doubling of thinking adds. */
  readonly logitPerDoubling: number;
  /** Who says so. */
  readonly source: string;
}

/** The population of problems that the requests of a workload ask about. */
export interface TaskSpec {
  /** Of the catalog; null where the file brings its own. */
  readonly id: string | null;
  readonly wrongAnswers: { readonly concentration: number; readonly count: number };
  /** Tokens of each sample, in multiples of what outputTokens says. */
  readonly effort: number;
  /** By reference of the model: of those that the workload's strategy calls. */
  readonly abilities: Readonly<Record<string, AbilitySpec>>;
}

/** Who scores answers. */
export interface VerifierSpec {
  readonly kind: VerifierKind;
  readonly auc: number;
  /** Share of wrong answers that it takes for right ones. */
  readonly fooledShare: number;
  /** The model that scores: a reference, `in-place` = the generator, `none` = no model: tests, a proof checker. */
  readonly model: string;
  /** Tokens of a judgement. */
  readonly outputTokens: number;
}

/** A program of model calls that answers each request; absent where one call does. */
export type StrategySpec = { readonly deadlineSeconds: Seconds } & (
  | { readonly kind: 'majority-vote'; readonly samples: number; readonly earlyStop: boolean }
  | {
      readonly kind: 'best-of-n' | 'weighted-vote';
      readonly samples: number;
      readonly verifier: VerifierSpec;
    }
  | {
      readonly kind: 'adaptive-vote';
      readonly confidence: number;
      readonly batch: number;
      readonly maxSamples: number;
    }
  | {
      readonly kind: 'verify';
      readonly checks: number;
      readonly retries: number;
      /** Score that each check must reach; null = at which an answer is as likely right as wrong. */
      readonly threshold: number | null;
      readonly verifier: VerifierSpec;
    }
);

/** What a workload's requests are, and how they are answered. */
export interface Thinking {
  readonly task?: TaskSpec;
  readonly strategy?: StrategySpec;
}
