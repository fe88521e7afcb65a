import { gather, type Part, passes, product } from './part.ts';
import type { TableRankerShape } from './ranker-shape.ts';

const sumOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0);

/** Values of all tables. */
export function tableValues({ tableRows, embeddingSize }: TableRankerShape): number {
  return sumOf(tableRows) * embeddingSize;
}

/** Width of what is crossed: the dense features' vector and one per table. */
export function crossedWidth({ tableRows, embeddingSize }: TableRankerShape): number {
  return (1 + tableRows.length) * embeddingSize;
}

/**
 * Values that sharded tables send around per candidate: a sum of rows per table, and the numbers of the rows, four bytes
 * each, as values of two.
 */
export function exchangedValues({ tableRows, lookups, embeddingSize }: TableRankerShape): number {
  return tableRows.length * embeddingSize + 2 * sumOf(lookups);
}

/**
 * Parts of one candidate. Every lookup reads its row from memory, as if nobody else had asked for it (caches that hold
 * the small tables and the popular rows are left out). A layer of the cross network multiplies x₀ with the product of two
 * narrow matrices (Wang et al., "DCN V2", WWW 2021).
 */
export function tableRankerParts(shape: TableRankerShape): Part[] {
  const { denseFeatures, bottomWidths, topWidths, lookups, embeddingSize } = shape;
  const crossed = crossedWidth(shape);
  return [
    gather('lookups', sumOf(lookups), embeddingSize),
    passes('sums of rows', 1, 1, (shape.tableRows.length * embeddingSize) / 2),
    ...network('bottom', denseFeatures, bottomWidths),
    product('cross: narrow', shape.crossLayers, 1, crossed, shape.crossRank),
    product('cross: widen', shape.crossLayers, 1, shape.crossRank, crossed),
    passes('cross: products and sums', shape.crossLayers, 2, crossed),
    ...network('top', crossed, topWidths),
  ];
}

function network(name: string, inputs: number, widths: readonly number[]): Part[] {
  return widths.map((width, layer) =>
    product(`${name} ${layer + 1}`, 1, 1, widths[layer - 1] ?? inputs, width),
  );
}
