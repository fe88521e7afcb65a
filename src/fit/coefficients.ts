import type { EngineProfile } from '../physics/engine-profile.ts';

/** A coefficient of an engine profile that measured rows can determine. */
export interface Coefficient {
  readonly name:
    | 'hostSecondsPerLayer'
    | 'hostSecondsPerStep'
    | 'hostSecondsPerSequence'
    | 'apiSeconds'
    | 'gemmEfficiency'
    | 'attentionEfficiency'
    | 'memoryEfficiency';
  readonly unit: 'seconds' | 'share';
  /** What counts as a large change of it (assumed): unit of the fit's steps, and of what rows must be able to show. */
  readonly scale: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * What is fitted, with bounds that physics sets: efficiencies are shares of a peak, delays are not negative. The upper
 * bounds of delays only keep a fit from wandering (ten times and more what any known engine has).
 */
export const coefficients: readonly Coefficient[] = [
  { name: 'hostSecondsPerLayer', unit: 'seconds', scale: 50e-6, lower: 0, upper: 5e-3 },
  { name: 'hostSecondsPerStep', unit: 'seconds', scale: 1e-3, lower: 0, upper: 0.1 },
  { name: 'hostSecondsPerSequence', unit: 'seconds', scale: 50e-6, lower: 0, upper: 5e-3 },
  { name: 'apiSeconds', unit: 'seconds', scale: 10e-3, lower: 0, upper: 2 },
  { name: 'gemmEfficiency', unit: 'share', scale: 0.2, lower: 0.05, upper: 1 },
  { name: 'attentionEfficiency', unit: 'share', scale: 0.2, lower: 0.05, upper: 1 },
  { name: 'memoryEfficiency', unit: 'share', scale: 0.2, lower: 0.05, upper: 1 },
];

/** Values of the coefficients in a profile, in the order of {@link coefficients}. */
export function valuesOfProfile(profile: EngineProfile): readonly number[] {
  return coefficients.map(({ name, lower, upper }) =>
    Math.min(upper, Math.max(lower, profile[name])),
  );
}
