import { createStream } from '../../base/random/stream.ts';
import { coordinateAt } from './levels.ts';
import type { DesignDefinition, DesignInput, DesignPoint } from './port.ts';
import { samplesProblem } from './samples.ts';

/**
 * Independent uniform points: any share of a range, any level of an axis equally likely. Each axis
 * has a stream of its own and each point takes one draw of it, so that neither a further axis at
 * the end nor further samples change the coordinates that were there.
 */
export const random: DesignDefinition = {
  id: 'random',
  samples: true,
  needsLevels: false,
  count: ({ samples }) => samples,
  points: randomPoints,
  problem: samplesProblem,
};

function* randomPoints({ axes, samples, seed }: DesignInput): Generator<DesignPoint> {
  const streams = axes.map((axis, index) => {
    const source = createStream(seed, 'design', 'random', index);
    return () => coordinateAt(axis, source());
  });
  for (let sample = 0; sample < samples; sample++) yield streams.map((draw) => draw());
}
