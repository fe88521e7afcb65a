import type { RandomSource } from '../../base/random/source.ts';
import { createStream } from '../../base/random/stream.ts';
import type { DesignAxis, DesignDefinition, DesignInput, DesignPoint } from './port.ts';
import { samplesProblem } from './samples.ts';

/**
 * A Latin hypercube: every range is cut into `samples` equal strata, each of which is hit once, at
 * a uniform place inside it; every level of an axis occurs ⌊samples ÷ levels⌋ or ⌈samples ÷ levels⌉
 * times, and where there are more levels than samples, those that occur are spread evenly. The
 * strata of one axis are paired at random with those of another. Each axis has a stream of its
 * own, so that a further axis at the end changes no coordinate of the others; other `samples` make
 * another design.
 *
 * Source: M. D. McKay, R. J. Beckman, W. J. Conover, A comparison of three methods for selecting
 * values of input variables in the analysis of output from a computer code, Technometrics 21(2),
 * 1979.
 */
export const latinHypercube: DesignDefinition = {
  id: 'latin-hypercube',
  samples: true,
  needsLevels: false,
  count: ({ samples }) => samples,
  points: latinHypercubePoints,
  problem: samplesProblem,
};

function* latinHypercubePoints({ axes, samples, seed }: DesignInput): Generator<DesignPoint> {
  const columns = axes.map((axis, index) =>
    createColumn(axis, samples, createStream(seed, 'design', 'latin-hypercube', index)),
  );
  for (let sample = 0; sample < samples; sample++) yield columns.map((next) => next());
}

/** Makes the coordinates of one axis, one call for each sample. */
function createColumn(axis: DesignAxis, samples: number, source: RandomSource): () => number {
  const stratum = createPermutation(samples, source);
  if (axis.kind === 'range') return () => (stratum() + source()) / samples;
  const { levels } = axis;
  // Whole numbers only: the samples stand at equal distances on the levels, shifted at random, so
  // that each level is as likely as any other to get one sample more.
  const shift = Math.floor(source() * levels);
  return () => Math.floor((stratum() * levels + shift) / samples);
}

/**
 * Makes a source of 0 … size − 1, each once, all orders equally likely; at most `size` calls. A
 * Fisher–Yates shuffle that keeps only the displaced numbers, so that the first few cost no more
 * for a large size.
 */
function createPermutation(size: number, source: RandomSource): () => number {
  const displaced = new Map<number, number>();
  let place = 0;
  return () => {
    const chosen = place + Math.floor(source() * (size - place));
    const number = displaced.get(chosen) ?? chosen;
    displaced.set(chosen, displaced.get(place) ?? place);
    displaced.delete(place);
    place += 1;
    return number;
  };
}
