import type { LengthSpec } from './port.ts';

/** Smallest length that `spec` lets through: its `min`, rounded up, at least 1. */
export function leastOf(spec: Pick<LengthSpec, 'min'>): number {
  return Math.max(1, Math.ceil(spec.min ?? 1));
}

/** Largest length that `spec` lets through: its `max`, rounded down; Infinity where it has none. */
export function mostOf(spec: Pick<LengthSpec, 'max'>): number {
  return Math.max(1, Math.floor(spec.max ?? Infinity));
}

/** A continuous draw as tokens: rounded up to a whole number, then clipped to whole bounds. */
export function toTokens(value: number, least: number, most: number): number {
  const tokens = Math.ceil(value);
  return tokens < least ? least : tokens > most ? most : tokens;
}

/**
 * Bounds of a law on [lowest, highest] after rounding up and clipping to the spec's `min` and
 * `max`.
 */
export function clippedBounds(
  spec: Pick<LengthSpec, 'min' | 'max'>,
  lowest: number,
  highest: number,
): readonly [min: number, max: number] {
  const least = leastOf(spec);
  const most = mostOf(spec);
  return [toTokens(lowest, least, most), toTokens(highest, least, most)];
}
