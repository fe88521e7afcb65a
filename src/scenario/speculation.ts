import type { ModelShape } from '../physics/data-sheets.ts';

/** Drafts that each step verifies. */
export interface SpeculationSpec {
  readonly method: 'draft-model' | 'mtp' | 'n-gram';
  /** Tokens drafted per step and sequence. */
  readonly tokens: number;
  /** Probability that a drafted token is accepted, for each until the first refusal. */
  readonly acceptance: number;
  /** The model that drafts: the one named, or the layer of the pool's own that predicts further tokens. */
  readonly draft?: { readonly ref: string; readonly shape: ModelShape };
}
