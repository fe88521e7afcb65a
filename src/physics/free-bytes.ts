import type { AttentionCost } from './attention.ts';
import { isFree, type WithIdeal } from './ideal.ts';
import { kernelsOf } from './kernels.ts';
import type { Operator, RooflineInput } from './operator.ts';

/**
 * The operators of a step whose bytes cost nothing (`ideal: [memory]`): of each roofline, launch and multiplications stay,
 * padding to tiles included. Where a grouped product reads its weights and multiplies in turn, its rows are padded by what
 * the reading takes (operator.ts); that goes with the reading.
 */
export function withoutBytes(
  input: RooflineInput,
  operators: readonly Operator[],
): readonly Operator[] {
  if (!isFree(input, 'memory')) return operators;
  const { expertsInTurn } = kernelsOf(input.accelerator, input.profile);
  return operators.map((o) => ({
    ...o,
    bytesPerRow: 0,
    weightBytes: 0,
    paddingRows: o.rows === 'routed' && expertsInTurn ? 0 : o.paddingRows,
    source: o.dtype === null ? 'launch alone: its bytes are free (ideal)' : o.source,
  }));
}

/** Attention whose bytes cost nothing: those of keys and values (`cache`), or queries and outputs, too (`memory`). */
export function attentionWithoutBytes(input: WithIdeal, cost: AttentionCost): AttentionCost {
  if (isFree(input, 'memory')) return { ...cost, kvBytes: 0, queryBytes: 0 };
  return isFree(input, 'cache') ? { ...cost, kvBytes: 0 } : cost;
}
