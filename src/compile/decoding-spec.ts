import type { RooflineInput } from '../physics/step-time.ts';

/** Decoding whose steps are planned one at a time. */
export type DecodingSpec =
  /** Each step runs every context again: there is no cache, and a KV block is the place of one token in a step. */
  | { readonly kind: 'recompute' }
  /** Each step verifies `tokens` drafted tokens, each accepted with probability `acceptance` until the first refusal. */
  | {
      readonly kind: 'speculation';
      readonly tokens: number;
      readonly acceptance: number;
      readonly draft: DraftSpec;
    };

/** What drafting costs (physics/speculation.ts). */
export type DraftSpec =
  | { readonly kind: 'passes'; readonly input: RooflineInput }
  | { readonly kind: 'host'; readonly secondsPerSequence: number }
  | { readonly kind: 'stated' };
