import { coordinateAt } from './levels.ts';
import type { DesignDefinition, DesignInput, DesignPoint } from './port.ts';
import { samplesProblem } from './samples.ts';
import { MAX_DIMENSIONS, MAX_SOBOL_POINTS, sobolShares } from './sobol-sequence.ts';

/**
 * The first points of a Sobol' sequence, one dimension for each axis, shifted by the seed: they
 * fill the space far more evenly than random ones. Any number of samples will do; a power of two
 * balances best: then every range has one point in each of `samples` equal strata, and the levels
 * of an axis occur equally often if their number divides `samples`, else as often but for less than
 * 2. Neither a further axis at the end nor further samples change the coordinates that were there.
 */
export const sobol: DesignDefinition = {
  id: 'sobol',
  samples: true,
  needsLevels: false,
  count: ({ samples }) => samples,
  points: sobolPoints,
  problem: (input) => samplesProblem(input) ?? sequenceProblem('sobol', MAX_DIMENSIONS, input),
};

function* sobolPoints({ axes, samples, seed }: DesignInput): Generator<DesignPoint> {
  for (const shares of sobolShares(axes.length, samples, seed)) {
    yield axes.map((axis, index) => coordinateAt(axis, shares[index] ?? 0));
  }
}

/** The problem of a design that would take more from the sequence than it has; or null. */
export function sequenceProblem(
  kind: string,
  mostAxes: number,
  { axes, samples }: DesignInput,
): string | null {
  if (axes.length > mostAxes) {
    return `a ${kind} design has at most ${mostAxes} axes, not ${axes.length}`;
  }
  if (samples > MAX_SOBOL_POINTS) {
    return `a ${kind} design has at most ${MAX_SOBOL_POINTS} samples, not ${samples}`;
  }
  return null;
}
