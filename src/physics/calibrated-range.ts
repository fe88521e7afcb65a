import type { WeightFormat } from './data-sheets.ts';

/** A respect in which a run may leave what its profile was fitted on. */
export type CalibratedUse =
  | 'chip'
  | 'weights'
  | 'tensor'
  | 'model'
  | 'sequences'
  | 'contextTokens'
  | 'promptTokens';

/** What a profile was fitted on. Errors elsewhere are another matter than those that its sources state. */
export interface CalibratedRange {
  /** Ids of accelerators. */
  readonly chips: readonly string[];
  readonly weights: readonly WeightFormat[];
  /** Chips that share a layer (of one shot: an item). */
  readonly tensor: readonly number[];
  readonly models: readonly (
    | 'dense'
    | 'experts'
    | 'diffusion'
    | 'encoder'
    | 'residual-network'
    | 'detector'
    | 'table-ranker'
    | 'transcriber'
  )[];
  /** Largest batch, longest sequence and prompt; null where there is none, or nobody knows. */
  readonly sequences: number | null;
  readonly contextTokens: number | null;
  readonly promptTokens: number | null;
  /** What is known of errors outside, where something is. */
  readonly errors: Readonly<Partial<Record<CalibratedUse, string>>>;
}
