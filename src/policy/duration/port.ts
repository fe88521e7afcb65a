import type { RandomSource } from '../../base/random/source.ts';

/** How long something lasts that is no model's work: a stage on a CPU, a user who thinks or waits, a tool that runs. */
export type DurationSpec =
  | { readonly law: 'fixed'; readonly seconds: number }
  | { readonly law: 'uniform'; readonly minSeconds: number; readonly maxSeconds: number }
  | { readonly law: 'exponential'; readonly meanSeconds: number }
  | { readonly law: 'lognormal'; readonly meanSeconds: number; readonly cv: number }
  | { readonly law: 'weibull'; readonly meanSeconds: number; readonly cv: number };

/** Draws durations in seconds, never below 0. */
export type DurationSampler = () => number;

export interface DurationDefinition<S extends DurationSpec = DurationSpec> {
  /** Makes a sampler that takes exactly one number of `source` per draw, whatever the law. */
  create(spec: S, source: RandomSource): DurationSampler;
  /** Mean of the law in seconds. */
  mean(spec: S): number;
}
