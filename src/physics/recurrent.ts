import type { Bytes, Flops } from '../base/units.ts';
import type { RecurrentLayers } from './data-sheets.ts';
import { isFree } from './ideal.ts';
import { kernelsOf } from './kernels.ts';
import type { makers, Operator, RooflineInput, Where } from './operator.ts';
import { channels, onChip, stateBytesPerLayer } from './recurrent-state.ts';

/**
 * FLOPs that one token costs per element of a state. Mamba-2 and lightning attention: decay, outer product and sum (3),
 * and the product with the query (2). The delta rule reads the state by the key before it writes (2 more).
 */
const stateProducts: Readonly<Record<RecurrentLayers['rule'], number>> = {
  'state-space': 5,
  lightning: 5,
  'gated-delta': 7,
};

/**
 * FLOPs of one prompt token in one layer, by the chunkwise form: with C tokens at once, the scores of queries and keys
 * within a chunk and their product with the values (2C per element of both), the chunk's part of the state and the
 * state's part of the outputs (4 per element of a state). The delta rule multiplies keys with keys, inverts that
 * triangle (⅔C²) and applies it to keys and values (Yang et al., arXiv 2412.06464, section 3.3).
 * A chunk's whole square is computed, and a part-filled chunk is charged by its tokens: so time stays linear in them.
 */
function promptFlops(own: RecurrentLayers): Flops {
  const { heads, keyHeads, keyDim, valueDim, chunkTokens: c } = own;
  const keys = keyHeads * keyDim;
  const values = heads * valueDim;
  const state = heads * keyDim * valueDim;
  if (own.rule !== 'gated-delta') return 2 * c * (keys + values) + 4 * state;
  const triangle = heads * ((2 / 3) * c * c);
  return 2 * c * (2 * keys + 2 * values + heads * keyDim) + 6 * state + triangle;
}

/**
 * The recurrence of the recurrent layers, beside their projections: the convolution with gates and norm as a pass; for a
 * decoding sequence, its state read and written, whatever its context; for a prompt, chunks that each write and read a
 * state (assumed: as the kernels of Mamba-2 and of gated delta networks do), and for every sequence with a prompt in
 * the step the state that it brings and leaves. FLOPs run at the rates of prompt attention (assumed).
 */
export function recurrenceOperators(
  input: RooflineInput,
  where: Where,
  made: ReturnType<typeof makers>,
  format: { readonly dtype: NonNullable<Operator['dtype']>; readonly width: Bytes },
): readonly Operator[] {
  const { model, tensor, profile } = input;
  if (model.recurrent === undefined || where.repeats === 0) return [];
  const own = onChip(model.recurrent, tensor);
  const { dtype, width } = format;
  const state = isFree(input, 'cache') ? 0 : stateBytesPerLayer(model, tensor);
  const values = own.heads * own.valueDim;
  const kernels = kernelsOf(input.accelerator, profile);
  const { efficiency, flopsPerSecond, launchSeconds } = kernels.rates(dtype, 'prompt');
  const source = `recurrence in ${dtype}: peak × ${efficiency.toFixed(2)} (${profile.id})`;
  const products = { flopsPerSecond, dtype, source };
  // Queries, keys and values in, outputs out.
  const flow = (channels(own) + values) * width;
  return [
    // The convolution rewrites its channels; the norm reads outputs and gates and writes outputs.
    made.move('convolution and gates', where, (2 * channels(own) + 3 * values) * width, 2),
    made.move('state (decode)', where, flow + 2 * state, 1, {
      ...products,
      rows: 'decoding',
      flopsPerRow: stateProducts[own.rule] * own.heads * own.keyDim * own.valueDim,
    }),
    made.move('state (prompt)', where, flow + (2 * state) / own.chunkTokens, 0, {
      ...products,
      rows: 'prompt',
      flopsPerRow: promptFlops(own),
      launchSeconds,
    }),
    made.move('state (between steps)', where, 2 * state, 0, { rows: 'chunks' }),
  ];
}
