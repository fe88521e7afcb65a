import { z } from 'zod';
import { block, list, variants } from './blocks.ts';
import { number, quantity, text } from './scalars.ts';

const client = {
  model: text('one of the models that the pool serves', 500),
  memoryUtilization: quantity(
    'share',
    { above: 0, max: 1 },
    "share of the chip's memory that its engine takes, weights included; default: an equal part of what " +
      'engine.memoryUtilization leaves beside the shares that are written',
  ).optional(),
};
const example = '[{ model: llama-3.2-1b, memoryUtilization: 40% }]';

/** How the processes of a pool's models share the chip of a replica. */
export const sharingSchema = variants(
  'kind',
  [
    block({
      kind: z.literal('time-slicing'),
      // assumed: NVIDIA's driver says of its default only that it lies between its short and its long setting
      slice: quantity(
        'time',
        { min: 1e-5, max: 10 },
        'how long the chip stays with one process while others wait for it',
      ).prefault('2ms'),
      // assumed: registers and shared memory of all processors, some tens of MB, are written to memory and others read
      switchTime: quantity(
        'time',
        { min: 0, max: 1 },
        'what it takes the chip to change from one process to another',
      ).prefault('100us'),
      clients: list(block(client), example).optional(),
    }),
    block({
      kind: z.literal('mps'),
      clients: list(
        block({
          ...client,
          activeThreadPercentage: number(
            { above: 0, max: 100 },
            "percentage of the chip's processors that its kernels may use (CUDA_MPS_ACTIVE_THREAD_PERCENTAGE); default: 100",
          ).optional(),
        }),
        example,
      ).optional(),
    }),
  ],
  ['time-slicing', 'mps'],
);
