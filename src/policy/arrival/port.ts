import type { RandomSource } from '../../base/random/source.ts';

/**
 * An open arrival process by its shape; its rate is kept apart, so that a swept rate stays paired.
 */
export type ArrivalSpec =
  | { readonly process: 'poisson'; readonly ratePerSecond: number }
  | { readonly process: 'deterministic'; readonly ratePerSecond: number }
  | { readonly process: 'gamma'; readonly ratePerSecond: number; readonly cv: number }
  | { readonly process: 'weibull'; readonly ratePerSecond: number; readonly cv: number };

/** Draws gaps between arrivals with mean 1; the engine divides by the rate. */
export type GapSampler = () => number;

export interface ArrivalDefinition<S extends ArrivalSpec = ArrivalSpec> {
  create(spec: S, source: RandomSource): GapSampler;
}
