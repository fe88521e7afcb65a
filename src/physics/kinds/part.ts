/** What limits a part: products with weights, convolutions, attention, or only the passes over memory. */
export type PartClass = 'product' | 'convolution' | 'attention' | 'pass';

/**
 * One operator of a stage, `repeats` times per pass. Of one item (an image, a text) it has `rows` rows of `flopsPerRow`,
 * and reads and writes `elements` values of activations; its weights are read once per pass, however many items.
 */
export interface Part {
  readonly name: string;
  readonly class: PartClass;
  readonly repeats: number;
  readonly rows: number;
  readonly flopsPerRow: number;
  /** Values that it writes per row. */
  readonly columns: number;
  readonly weights: number;
  readonly elements: number;
  /** Whether every chip of a replica does all of it, though they share the others. */
  readonly replicated: boolean;
}

/** `rows` rows times a matrix. */
export function product(
  name: string,
  repeats: number,
  rows: number,
  inputs: number,
  outputs: number,
): Part {
  return {
    name,
    class: 'product',
    repeats,
    rows,
    flopsPerRow: 2 * inputs * outputs,
    columns: outputs,
    weights: inputs * outputs,
    elements: rows * (inputs + outputs),
    replicated: false,
  };
}

/** A convolution that writes `points` points, each from `taps` points of its input; `stride` is that of one side. */
export function convolution(
  name: string,
  points: number,
  taps: number,
  inputs: number,
  outputs: number,
  stride = 1,
): Part {
  return {
    name,
    class: 'convolution',
    repeats: 1,
    rows: points,
    flopsPerRow: 2 * taps * inputs * outputs,
    columns: outputs,
    weights: taps * inputs * outputs,
    elements: points * (inputs * stride * stride + outputs),
    replicated: false,
  };
}

/** Attention of `queries` rows to `keys` rows of `width` channels over all heads, without a mask. */
export function attention(
  name: string,
  repeats: number,
  queries: number,
  keys: number,
  width: number,
): Part {
  return {
    name,
    class: 'attention',
    repeats,
    rows: queries,
    flopsPerRow: 4 * keys * width,
    columns: width,
    weights: 0,
    elements: 2 * (queries + keys) * width,
    replicated: false,
  };
}

/** `count` passes that each read and write `elements` values: norms, activations, sums, modulations. */
export function passes(name: string, repeats: number, count: number, elements: number): Part {
  return {
    name,
    class: 'pass',
    repeats: repeats * count,
    rows: 0,
    flopsPerRow: 0,
    columns: 1,
    weights: 0,
    elements: 2 * elements,
    replicated: false,
  };
}

/** The same parts, done by every chip. */
export function onEveryChip(parts: readonly Part[]): Part[] {
  return parts.map((part) => ({ ...part, replicated: true }));
}

/** FLOPs of one item in one pass through `parts`. */
export function flopsOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + part.repeats * part.rows * part.flopsPerRow, 0);
}

/** Weights of `parts`. */
export function weightsOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + part.repeats * part.weights, 0);
}
