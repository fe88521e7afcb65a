import type { z } from 'zod';
import { block, list, scalarOrBlock } from './blocks.ts';
import { powerCapNames } from './names.ts';
import {
  Complaint,
  choice,
  count,
  name,
  quantity,
  quantityOr,
  readQuantity,
  scalar,
} from './scalars.ts';

/** A share of the highest clock (at most 1) or a frequency in Hz (at least 1 MHz): no figure can be both. */
const clock = scalar(
  {
    description:
      'locked clock of the processors: a share of the highest, or a frequency where the catalog knows the highest',
    anyOf: [{ const: 'none' }, { type: ['number', 'string'] }],
    examples: ['80%'],
  },
  (value): number | Complaint => {
    if (value === 'none') return 1;
    const fix = 'write a share of the highest clock, such as 80%, or a frequency, such as 1410MHz';
    const share = readQuantity(value, 'share', { above: 0, max: 1 });
    if (!(share instanceof Complaint)) return share;
    const hertz = readQuantity(value, 'frequency', { min: 1e6 });
    const isBare = typeof value === 'number';
    return isBare || hertz instanceof Complaint
      ? new Complaint('must be a share up to 1, or a frequency of 1 MHz and more', fix)
      : hertz;
  },
);

const share = (description: string) =>
  quantity('share', { above: 0, max: 1 }, `${description}, as a share of the budget`);

const timing = {
  // POLCA judges rows by their mean over such windows (assumed: 50 ms)
  window: quantity(
    'time',
    { min: 0.001, max: 60 },
    'power counts as its mean over this long',
  ).prefault('50ms'),
  // caps in band act within 10 to 100 ms, those of a management controller within 5 to 40 s
  reaction: quantity(
    'time',
    { min: 0, max: 600 },
    'from a threshold that is crossed to orders that hold',
  ).prefault('100ms'),
  // thresholds of POLCA (arXiv 2308.12908)
  low: share('first threshold').prefault('80%'),
  high: share('second threshold').prefault('89%'),
};

/** What a governor has that is named and not described. */
export function governorDefaults() {
  return block(timing).parse({});
}

/** `pools[].power.governor`: who holds a budget of power. */
const governorSchema = scalarOrBlock(
  choice(['none', ...powerCapNames], 'a known power governor'),
  block({
    policy: choice(powerCapNames, 'a known power governor'),
    budget: quantity(
      'power',
      { above: 0 },
      'what the accelerators of a group of replicas may draw together; default: what their rack leaves them',
    ).optional(),
    replicas: count({ min: 1, max: 100_000 }, 'of one group; default: all of the pool').optional(),
    ...timing,
  }),
);

export type RawPowerGovernor = z.output<typeof governorSchema>;

/** `budgets[]`: power that pools share, whatever their racks and governors of their own allow. */
export const sharedBudgetSchema = block({
  name: name('name of the budget, such as row or site'),
  pools: list(name('name of a pool'), '[chat, batch]', 1000).optional(),
  policy: choice(powerCapNames, 'a known power governor'),
  budget: quantity('power', { above: 0 }, 'what the accelerators of these pools may draw together'),
  ...timing,
});

export type RawSharedBudget = z.output<typeof sharedBudgetSchema>;

/** `pools[].power`. */
export const powerSchema = block({
  capPerAccelerator: quantityOr('none', 'power', { above: 0 }, 'limit per chip', '700W').prefault(
    'none',
  ),
  clock: clock.optional(),
  governor: governorSchema.prefault('none'),
});
