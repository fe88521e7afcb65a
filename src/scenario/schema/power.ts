import { block, inert } from './blocks.ts';
import { Complaint, readQuantity, scalar } from './scalars.ts';

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

/** `pools[].power`. */
export const powerSchema = block({
  capPerAccelerator: scalar(
    { description: 'limit per chip', type: ['number', 'string'], examples: ['700W'] },
    (value): number | Complaint =>
      value === 'none' ? Number.POSITIVE_INFINITY : readQuantity(value, 'power', { above: 0 }),
  ).prefault('none'),
  clock: clock.optional(),
  governor: inert('the power governor', ['none']).prefault('none'),
});
