import { coordinateAt } from './levels.ts';
import type { DesignDefinition, DesignInput, DesignPoint } from './port.ts';
import { samplesProblem } from './samples.ts';
import { sequenceProblem } from './sobol.ts';
import { MAX_DIMENSIONS, sobolShares } from './sobol-sequence.ts';

/**
 * The design of variance-based sensitivity indices (first-order and total). Of a Sobol' sequence of
 * 2k dimensions, shifted by the seed, the first k are matrix A and the last k matrix B, with a row
 * for each of `samples` base samples. Row j makes k + 2 points, in this order: A, then for each
 * axis i the row of A with coordinate i from B (AB⁽ⁱ⁾), then B. So there are samples × (k + 2)
 * points; a power of two balances best. A is the sobol design of the same input.
 *
 * Source: A. Saltelli et al., Variance based sensitivity analysis of model output: design and
 * estimator for the total sensitivity index, Comput. Phys. Commun. 181(2), 2010.
 */
export const saltelli: DesignDefinition = {
  id: 'saltelli',
  samples: true,
  needsLevels: false,
  count: ({ axes, samples }) => samples * (axes.length + 2),
  points: saltelliPoints,
  problem: (input) =>
    samplesProblem(input) ?? sequenceProblem('saltelli', Math.floor(MAX_DIMENSIONS / 2), input),
};

function* saltelliPoints({ axes, samples, seed }: DesignInput): Generator<DesignPoint> {
  for (const shares of sobolShares(2 * axes.length, samples, seed)) {
    const row = (offset: number) =>
      axes.map((axis, index) => coordinateAt(axis, shares[offset + index] ?? 0));
    const a = row(0);
    const b = row(axes.length);
    yield a;
    for (const [axis, coordinate] of b.entries()) yield a.with(axis, coordinate);
    yield b;
  }
}
