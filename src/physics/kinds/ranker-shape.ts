import type { OneShotFacts } from './one-shot-facts.ts';

/**
 * A recommender over embedding tables (DLRM with a deep cross network): rows are gathered and summed by feature, joined
 * with what a small network makes of the dense features, crossed, and scored by another. One item is one candidate.
 */
export interface TableRankerShape extends OneShotFacts {
  readonly architecture: 'table-ranker';
  readonly denseFeatures: number;
  /** Widths of the network over the dense features; the last is the embedding's. */
  readonly bottomWidths: readonly number[];
  /** Rows of each table, and how many of them one candidate looks up. */
  readonly tableRows: readonly number[];
  readonly lookups: readonly number[];
  readonly embeddingSize: number;
  /** Layers of the cross network, each of two products of this rank. */
  readonly crossLayers: number;
  readonly crossRank: number;
  /** Widths of the network that scores. */
  readonly topWidths: readonly number[];
}
