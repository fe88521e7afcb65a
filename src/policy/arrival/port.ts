import type { RandomSource } from '../../base/random/source.ts';

/** Independent gaps of one law: the rate is kept apart, so that a swept rate stays paired. */
export type RenewalSpec =
  | { readonly process: 'poisson'; readonly ratePerSecond: number }
  | { readonly process: 'server'; readonly ratePerSecond: number }
  | { readonly process: 'deterministic'; readonly ratePerSecond: number }
  | { readonly process: 'gamma'; readonly ratePerSecond: number; readonly cv: number }
  | { readonly process: 'weibull'; readonly ratePerSecond: number; readonly cv: number };

/**
 * Arrivals whose rate, or whose instants, depend on the clock. Where there is a `ratePerSecond` it
 * is the mean over a long time, and the rates inside are multiples of it: a swept rate raises all
 * of them alike.
 */
export type TimedSpec =
  | {
      readonly process: 'mmpp';
      readonly ratePerSecond: number;
      readonly states: readonly { readonly relativeRate: number; readonly meanSeconds: number }[];
    }
  | {
      readonly process: 'piecewise';
      readonly ratePerSecond: number;
      readonly steps: readonly RateStep[];
      /** After the last step the steps begin again, or its rate holds for ever. */
      readonly after: 'repeat' | 'hold';
    }
  | {
      readonly process: 'diurnal';
      readonly ratePerSecond: number;
      readonly periodSeconds: number;
      readonly shape: DayShape;
    }
  | {
      readonly process: 'periodic';
      /** Of all sources together: a source sends `ratePerSecond` ÷ `sources`. */
      readonly ratePerSecond: number;
      readonly sources: number;
      /** Sources start within this share of their period. */
      readonly phaseSpread: number;
      /** Each arrival comes late by up to this share of the period. */
      readonly jitterShare: number;
    }
  | { readonly process: 'offline'; readonly samples: number };

export interface RateStep {
  readonly relativeRate: number;
  readonly seconds: number;
}

export type DayShape =
  | { readonly kind: 'sinusoid'; readonly peakToMean: number; readonly peakSeconds: number }
  /** Equal parts of the day, whose mean is 1. */
  | { readonly kind: 'weights'; readonly relativeRates: readonly number[] };

/** An arrival process whose requests wait for no answer. */
export type ArrivalSpec = RenewalSpec | TimedSpec;

/** Draws gaps between arrivals with mean 1; the engine divides by the rate. */
export type GapSampler = () => number;

export interface RenewalDefinition<S extends RenewalSpec = RenewalSpec> {
  create(spec: S, source: RandomSource): GapSampler;
}

/** Tells the instant of one arrival after the other, in seconds, never falling; Infinity when no more come. */
export type InstantSampler = () => number;

/** What a process may draw from: which use shifts no other. */
export interface ArrivalStreams {
  /** One exponential gap of mean 1 per arrival, whatever the rate. */
  readonly gaps: RandomSource;
  /** What the clock goes through, whoever arrives: how long states last. */
  readonly states: RandomSource;
  /** Key of draws that belong to a place (base/random/hash.ts). */
  readonly key: number;
}

export interface TimedDefinition<S extends TimedSpec = TimedSpec> {
  create(spec: S, streams: ArrivalStreams): InstantSampler;
}
