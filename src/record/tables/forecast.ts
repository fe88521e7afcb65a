import { dictionary, float64, type TableSpec } from '../table.ts';

const nullable = { nullable: true } as const;

/** What `tailwatt forecast` writes. */
export const forecastTable = {
  name: 'forecast',
  description:
    'One figure that `tailwatt forecast` gives: of the whole life, of a month, or of the best split of a budget.',
  columns: [
    dictionary('section', 'Which part of the forecast: life, month or split.'),
    dictionary('case', 'Of a split: answers and difficulty; null elsewhere.', nullable),
    float64('month', 'Number of the month, from 0; null elsewhere.', nullable),
    dictionary('figure', 'What is told.'),
    float64('value', 'The figure in the world as stated; null where there is none.', nullable),
    dictionary(
      'unit',
      'Unit: FLOP, h, d, J, USD, g or nat; null for a count or a share.',
      nullable,
    ),
    float64('ci_low', 'The 2.5th percentile of the draws; null where none were made.', nullable),
    float64('ci_high', 'The 97.5th percentile of the draws; null where none were made.', nullable),
  ],
} as const satisfies TableSpec;
