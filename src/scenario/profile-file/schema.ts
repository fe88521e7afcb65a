import type { z } from 'zod';
import { dtypes, weightFormats } from '../../physics/data-sheets.ts';
import { block, list, scalarOrBlock } from '../schema/blocks.ts';
import { decoderProfileNames } from '../schema/names.ts';
import { choice, count, name, number, quantity, text } from '../schema/scalars.ts';

const share = { above: 0, max: 1 } as const;

/** A figure: a bare value, or a value with what is known of it. */
function figure<T extends z.ZodType>(value: T) {
  return scalarOrBlock(
    value,
    block({
      value,
      low: value.optional(),
      high: value.optional(),
      /** How it was fitted; absent for a figure of somebody's own. */
      fit: text('how the figure was fitted: rows, error, interval', 2000).optional(),
    }),
  ).optional();
}

const seconds = (description: string) =>
  figure(quantity('time', { min: 0, max: 3600 }, description));
const efficiency = (description: string) => figure(number(share, description));

/** Figures that a profile file may give; the base has the others. */
const figures = block({
  hostSecondsPerLayer: seconds('host work per layer and step that overlaps with the chip'),
  hostSecondsPerStep: seconds('host work per step'),
  hostSecondsPerSequence: seconds('host work per scheduled sequence'),
  apiSeconds: seconds("from a request's arrival until the scheduler has it"),
  gemmEfficiency: efficiency('share of the peak (or of measured kernels) that products reach'),
  attentionEfficiency: efficiency('share of the peak that prefill attention reaches'),
  memoryEfficiency: efficiency('share of the memory bandwidth that streams reach'),
  reserveBytes: figure(quantity('bytes', { min: 0 }, 'memory per chip that the engine keeps')),
});

const range = (description: string) =>
  block({
    from: number({ min: 0 }, `smallest ${description}`),
    to: number({ min: 0 }, `largest ${description}`),
  }).optional();

const word = text('an id', 200);

/** An engine profile in a file of its own, which scenarios name as `engine.profile`. */
export const profileFileSchema = block({
  name: name('name of the profile'),
  base: choice(decoderProfileNames, 'catalog profile whose figures apply where none is given'),
  figures,
  calibrated: block({
    rows: count({ min: 0 }, 'measured rows that it was fitted to'),
    accelerators: list(word, '[h100-sxm]').optional(),
    models: list(word, '[llama-3.1-70b]').optional(),
    weights: list(choice(weightFormats, 'number format'), '[fp8]').optional(),
    kvCache: list(choice(dtypes, 'number format'), '[bf16]').optional(),
    concurrency: range('number of requests at once'),
    promptTokens: range('prompt'),
    contextTokens: range('prompt and output'),
  }).optional(),
});

export type RawProfileFile = z.output<typeof profileFileSchema>;
