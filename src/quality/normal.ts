import { errorFunction } from 'simple-statistics';

/** Distribution function of the standard normal, to about 1e-7. */
export function normalShareBelow(x: number): number {
  return (1 + errorFunction(x * Math.SQRT1_2)) / 2;
}

/** Density of the standard normal. */
export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}
