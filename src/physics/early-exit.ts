import type { ModelShape } from './data-sheets.ts';
import type { Operator } from './operator.ts';

/** What runs of the layers in a micro-batch: tokens in an average layer, and the share of the layers that any token runs. */
export interface LayerRun {
  tokens: number;
  layers: number;
}

/**
 * What `sequences` decoding tokens and `promptTokens` run, where a decoded token runs a share e of the layers on average.
 *
 * Decoded tokens leave at layers of their own, as a classifier sees fit (CALM, arXiv 2207.07061); how deep they go is
 * assumed to follow P(depth ≤ x) = x^k with k = e ÷ (1 − e), whose mean is e: uniform at one half. A layer's weights are
 * read when any token of the batch runs it, so that n tokens read n·e ÷ (n·e + 1 − e) of the layers: e for one, all but
 * all for many. Prompts run all layers, because their keys and values need them.
 */
export function layerRun(
  layerShare: number,
  sequences: number,
  promptTokens: number,
  run: LayerRun,
): void {
  const deep = layerShare * sequences;
  run.tokens = deep + promptTokens;
  run.layers = promptTokens > 0 ? 1 : deep / (deep + 1 - layerShare);
}

/**
 * Operators that run for every token whatever its depth. A layer that a token skips still gets its keys and values, from
 * the state with which it left (CALM's state copying): their projection with its norm runs, and the cache grows.
 */
const always = new Set(['embedding', 'norms', 'key-value', 'key-value-down']);

/** Marks the operators that a token leaves out where it exits early. */
export function markSkipped(model: ModelShape, operators: readonly Operator[]): Operator[] {
  if (model.earlyExit === undefined) return [...operators];
  const runs = ({ name, rows }: Operator) =>
    rows !== 'tokens' || always.has(name) || name.includes('(attention)') || /key-value/.test(name);
  return operators.map((o) => (runs(o) ? o : { ...o, skipped: true }));
}
