import { Complaint, scalar } from './scalars.ts';

function readRouterError(value: unknown): number | Complaint {
  if (value === 'blind') return Number.POSITIVE_INFINITY;
  if (typeof value === 'number' && value >= 0 && value <= 1e6) return value;
  return new Complaint('must be a number from 0, or the word blind', 'write 0.8, or blind');
}

/** How wrong whoever routes by difficulty is. */
export const routerError = (of = '') =>
  scalar(
    {
      description: `${of}deviation of the error that the router makes, where difficulties have a deviation of 1: 0 = it knows them, blind = it sees nothing`,
      type: ['number', 'string'],
      examples: [0.8],
    },
    readRouterError,
  );
