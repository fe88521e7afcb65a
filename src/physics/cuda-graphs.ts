import type { Tokens } from '../base/units.ts';

/** Which steps an engine captures in CUDA graphs, where nobody says otherwise. */
export interface GraphCapture {
  /** Steps that only decode, or those with prompts too (piecewise: all but attention). */
  readonly steps: CudaGraphs['steps'];
  /** Tokens of a step that are captured, ascending. */
  readonly sizes: readonly Tokens[];
  /** No step is captured of more tokens than this many per sequence of the largest batch. */
  readonly mostPerSequence: number;
}

/** Graphs of one pool. A step of more tokens than the largest, or of another kind, is launched kernel by kernel. */
export interface CudaGraphs {
  readonly steps: 'decode' | 'all';
  /** Ascending; empty where everything is launched kernel by kernel. */
  readonly sizes: readonly Tokens[];
}

/** What of an engine's capture a user may set. */
export interface GraphChoice {
  readonly enabled: boolean;
  readonly sizes?: readonly Tokens[];
  readonly maxSize?: Tokens;
}

/**
 * The graphs of a pool whose batches have up to `maxSequences`: the engine's sizes up to the largest that it captures,
 * and this one too; or those that the user names. Null for an engine of which nothing is known to be captured.
 */
export function graphsOf(
  capture: GraphCapture | undefined,
  maxSequences: number,
  choice?: GraphChoice,
): CudaGraphs | null {
  if (choice === undefined && capture === undefined) return null;
  const steps = capture?.steps ?? 'decode';
  if (choice?.enabled === false) return { steps, sizes: [] };
  const known = choice?.sizes ?? capture?.sizes ?? [];
  const largest = known.at(-1) ?? 0;
  const most =
    choice?.maxSize ??
    (choice?.sizes === undefined
      ? Math.min(largest, maxSequences * (capture?.mostPerSequence ?? 1))
      : largest);
  const below = known.filter((size) => size < most);
  return { steps, sizes: most > 0 ? [...below, most] : [] };
}

/** The least captured size of at least `tokens`; null where there is none. */
export function capturedSize({ sizes }: CudaGraphs, tokens: Tokens): Tokens | null {
  let low = 0;
  let high = sizes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sizes[middle] as number) < tokens) low = middle + 1;
    else high = middle;
  }
  return sizes[low] ?? null;
}

/** How a step, or one of its micro-batches, is launched. */
export interface Launch {
  /** Rows that token-wise operators work on: its tokens and padding. */
  rows: Tokens;
  /** Whether kernel by kernel. */
  eager: boolean;
}

/**
 * Fills `launch` for one of `batches` micro-batches of `decodeTokens` beside `promptTokens`: captured, they are padded to the captured size. Eager they are
 * not; but so that a prompt which joins makes no step shorter, a step has at least the rows that it would have without.
 */
export function fillLaunch(
  graphs: CudaGraphs | null,
  decodeTokens: number,
  promptTokens: number,
  batches: number,
  launch: Launch,
): void {
  const tokens = (decodeTokens + promptTokens) / batches;
  launch.rows = tokens;
  launch.eager = false;
  if (graphs === null) return;
  if (promptTokens === 0 || graphs.steps === 'all') {
    const size = capturedSize(graphs, tokens);
    launch.eager = size === null;
    if (size !== null) launch.rows = size;
    return;
  }
  launch.eager = true;
  const alone = decodeTokens > 0 ? capturedSize(graphs, decodeTokens / batches) : null;
  if (alone !== null && alone > tokens) launch.rows = alone;
}
