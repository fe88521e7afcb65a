/** What limits a part: products with weights, convolutions, attention, lookups of rows, or only passes over memory. */
export type PartClass = 'product' | 'convolution' | 'attention' | 'gather' | 'pass';

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
  /** FLOPs that the multipliers are busy for ÷ those that count: above 1 where channels come in small groups. */
  readonly padding: number;
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
    padding: 1,
    columns: outputs,
    weights: inputs * outputs,
    elements: rows * (inputs + outputs),
    replicated: false,
  };
}

/** Channels that tensor units multiply at once: a smaller group of channels is filled up (assumed, from their 16 × 16 tiles). */
const tileChannels = 16;

/**
 * A convolution that writes `points` points, each from `taps` points of its input; `stride` is that of one side. Of
 * `groups` groups of channels each sees only itself.
 */
export function convolution(
  name: string,
  points: number,
  taps: number,
  inputs: number,
  outputs: number,
  stride = 1,
  groups = 1,
): Part {
  return {
    name,
    class: 'convolution',
    repeats: 1,
    rows: points,
    flopsPerRow: (2 * taps * inputs * outputs) / groups,
    padding: groups === 1 ? 1 : Math.max(1, (tileChannels * groups) / inputs),
    columns: outputs,
    weights: (taps * inputs * outputs) / groups,
    elements: points * (inputs * stride * stride + outputs),
    replicated: false,
  };
}

/**
 * Attention of `queries` rows to `keys` rows of `width` channels over all heads, without a mask. Where heads share keys,
 * those have `keyWidth` channels.
 */
export function attention(
  name: string,
  repeats: number,
  queries: number,
  keys: number,
  width: number,
  keyWidth = width,
): Part {
  return {
    name,
    class: 'attention',
    repeats,
    rows: queries,
    flopsPerRow: 4 * keys * width,
    padding: 1,
    columns: width,
    weights: 0,
    elements: 2 * (queries * width + keys * keyWidth),
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
    padding: 1,
    columns: 1,
    weights: 0,
    elements: 2 * elements,
    replicated: false,
  };
}

/** `rows` rows of `width` values, looked up in tables and read wherever they lie. */
export function gather(name: string, rows: number, width: number): Part {
  return { ...passes(name, 1, 1, (rows * width) / 2), class: 'gather' };
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
