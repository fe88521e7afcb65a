import { z } from 'zod';
import { block, list } from './blocks.ts';
import { choice, count, number, quantity } from './scalars.ts';

/** When to stop sampling, as lessons on other problems teach; `more` are the keys beside those of the kind. */
export const learnedProgram = <M extends z.core.$ZodLooseShape>(more: M) =>
  block({
    kind: z.literal('learned'),
    maxSamples: count({ min: 2, max: 64 }, 'samples at most').prefault(16),
    price: quantity(
      'share',
      { above: 0, below: 1 },
      'what a sample costs in lessons, in right answers: 0.5% = two hundred samples are worth one',
    ).prefault(0.005),
    features: list(
      choice(
        ['votes', 'spent', 'queue'],
        'what it looks at: votes of the first two answers, samples asked for, whether the cluster is busy',
      ),
      '[votes, spent]',
      3,
    ).prefault(['votes', 'spent']),
    busyFrom: count(
      { min: 1, max: 1e9 },
      'calls of strategies in flight from which on the cluster is busy; 100 where left out',
    ).optional(),
    busyPrice: number(
      { min: 1, max: 1e6 },
      'price of a sample while it is busy, in multiples of price; 4 where left out',
    ).optional(),
    exploration: quantity(
      'share',
      { above: 0, max: 1 },
      'chance that a decision of a lesson is drawn at random',
    ).prefault(0.2),
    episodes: count({ min: 1000, max: 1e6 }, 'problems that lessons are on').prefault(20_000),
    trainingSeed: count(
      { min: 0, max: 1e9 },
      'seed of the lessons, whose problems are never those of the run',
    ).prefault(1),
    ...more,
  });
