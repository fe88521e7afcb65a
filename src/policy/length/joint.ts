import { assert } from '../../base/assert.ts';
import type { RandomSource } from '../../base/random/source.ts';
import { clippedBounds, leastOf, mostOf, toTokens } from './clip.ts';
import type { LengthDefinition, LengthSpec } from './port.ts';

export type JointSpec = Extract<LengthSpec, { distribution: 'joint' }>;

/** Bounds of the answer's length, which the prompt's `min` and `max` do not touch. */
type OutputClip = Pick<LengthSpec, 'min' | 'max'>;

/** Draws a prompt and its answer together. One object, overwritten by each draw. */
export interface LengthPair {
  /** Draws the next row. */
  draw(): void;
  /** Length of the last drawn prompt, in tokens; 0 before the first draw. */
  readonly prompt: number;
  /** Length of the answer that belongs to it, in tokens; 0 before the first draw. */
  readonly output: number;
}

/**
 * Rows of (prompt, answer), all equally likely, so that long prompts keep their own answers. As a
 * plain sampler it draws prompts alone; {@link createPair} draws both. One uniform per draw. `min`
 * and `max` clip the prompt.
 */
export const joint: LengthDefinition<JointSpec> = {
  create(spec, source) {
    const prompts = columnOf(spec, 0, spec);
    return () => prompts[Math.floor(source() * prompts.length)]!;
  },
  mean: (spec) => columnMean(spec, 0),
  bounds: (spec) => columnBounds(spec, 0, spec),
};

/** Makes the sampler of whole rows; `clip` bounds the answers. */
export function createPair(
  spec: JointSpec,
  source: RandomSource,
  clip: OutputClip = {},
): LengthPair {
  const prompts = columnOf(spec, 0, spec);
  const outputs = columnOf(spec, 1, clip);
  const pair = {
    prompt: 0,
    output: 0,
    draw() {
      const row = Math.floor(source() * prompts.length);
      pair.prompt = prompts[row]!;
      pair.output = outputs[row]!;
    },
  };
  return pair;
}

/** Mean of the answers before clipping and rounding, in tokens. */
export function jointOutputMean(spec: JointSpec): number {
  return columnMean(spec, 1);
}

/** Shortest and longest answer after clipping. */
export function jointOutputBounds(
  spec: JointSpec,
  clip: OutputClip = {},
): readonly [min: number, max: number] {
  return columnBounds(spec, 1, clip);
}

function columnOf(spec: JointSpec, column: 0 | 1, clip: OutputClip): Float64Array {
  assert(spec.rows.length > 0, 'a joint length has at least one row');
  const least = leastOf(clip);
  const most = mostOf(clip);
  return Float64Array.from(spec.rows, (row) => toTokens(row[column], least, most));
}

function columnMean(spec: JointSpec, column: 0 | 1): number {
  return spec.rows.reduce((sum, row) => sum + row[column], 0) / spec.rows.length;
}

function columnBounds(spec: JointSpec, column: 0 | 1, clip: OutputClip) {
  let lowest = Infinity;
  let highest = -Infinity;
  for (const row of spec.rows) {
    lowest = Math.min(lowest, row[column]);
    highest = Math.max(highest, row[column]);
  }
  return clippedBounds(clip, lowest, highest);
}
