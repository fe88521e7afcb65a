/** How a sampler's images approach the data: Fréchet distance against denoising steps. */
export interface StepQuality {
  /** Distance that no number of steps gets below: the model's own. */
  readonly floor: number;
  /** Distance above the floor at one step. */
  readonly excess: number;
  readonly exponent: number;
}

/**
 * Exponent of a first-order sampler (DDIM is Euler's method): images are off by O(1/S), and the Fréchet distance is a square.
 */
export const FIRST_ORDER_EXPONENT = 2;

/** Fréchet distance (FID) after `steps`: floor + excess · S^−exponent. Steps do not replace the model: the floor stays. */
export function frechetDistance({ floor, excess, exponent }: StepQuality, steps: number): number {
  return floor + excess * steps ** -exponent;
}

/** The law with a given exponent through two measured points (steps, distance). */
export function stepQualityThrough(
  exponent: number,
  [fewSteps, fewDistance]: readonly [number, number],
  [manySteps, manyDistance]: readonly [number, number],
): StepQuality {
  const excess = (fewDistance - manyDistance) / (fewSteps ** -exponent - manySteps ** -exponent);
  return { floor: manyDistance - excess * manySteps ** -exponent, excess, exponent };
}
