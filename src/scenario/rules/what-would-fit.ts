import { accelerators } from '../../catalog/index.ts';
import { type Accelerator, dtypes } from '../../physics/data-sheets.ts';
import { bytesPerElement } from '../../physics/dtype.ts';
import { roomOfOne } from '../../physics/memory.ts';
import { fitOf, isPossible, tensorChoices } from '../resolve/pool-memory.ts';
import type { Pool } from '../scenario.ts';
import { decoderOf } from './decoder-of.ts';

/** Formats that people shrink weights to, in the order in which they cost quality. */
const narrower = dtypes.filter((dtype) => ['fp8', 'int8', 'fp4', 'int4'].includes(dtype));

/**
 * Changes of one or two keys with which `pool` would have room for a sequence of `tokens`: a wider tensor group
 * or, of an instance, a larger one of its chip; narrower weights, a narrower KV cache, or two of these together. Empty when none of them is enough.
 */
export function whatWouldFit(pool: Pool, tokens: number): string[] {
  const { parallelism, precision } = pool;
  const { tensor: _, ...rest } = parallelism;
  const shape = decoderOf(pool);
  if (shape === undefined || !isPossible(pool)) return [];
  const roomWith = (
    tensor: number,
    change: Partial<Pool['precision']>,
    accelerator = pool.accelerator,
  ): boolean => {
    const changed = { ...pool, accelerator, shape, precision: { ...precision, ...change } };
    const fit = fitOf(changed, { tensor, ...rest });
    return roomOfOne(fit, fit.kvBlocks) >= tokens;
  };
  // processes that share a chip have no second one
  const choices = pool.sharing === undefined ? tensorChoices({ ...pool, shape }, rest) : [];
  const wider = choices.filter((n) => n > parallelism.tensor);
  const narrow = narrower.filter((d) => bytesPerElement(d) < bytesPerElement(precision.weights));
  const fixes: string[] = [];
  const tensor = wider.find((degree) => roomWith(degree, {}));
  if (tensor !== undefined) fixes.push(`tensor: ${tensor}`);
  const larger = instancesBeyond(pool.accelerator).find((each) =>
    roomWith(parallelism.tensor, {}, each),
  );
  if (larger !== undefined) fixes.push(`accelerator: ${larger.id}`);
  const weights = narrow.find((dtype) => roomWith(parallelism.tensor, { weights: dtype }));
  if (weights !== undefined) fixes.push(`weights: ${weights}`);
  const narrowCache = bytesPerElement(precision.kvCache) > 1;
  if (narrowCache && roomWith(parallelism.tensor, { kvCache: 'fp8' })) fixes.push('kvCache: fp8');
  if (fixes.length > 0) return fixes;
  for (const dtype of narrow) {
    const both = wider.find((degree) => roomWith(degree, { weights: dtype }));
    if (both !== undefined) return [`tensor: ${both} with weights: ${dtype}`];
  }
  return [];
}

/** Instances of the same chip with more memory, the smallest first; none of a whole chip. */
function instancesBeyond({ partOf, memoryBytes }: Accelerator): readonly Accelerator[] {
  const all: readonly Accelerator[] = Object.values(accelerators);
  return all
    .filter((each) => partOf !== undefined && each.partOf?.chip === partOf.chip)
    .filter((each) => each.memoryBytes > memoryBytes)
    .sort((a, b) => a.memoryBytes - b.memoryBytes);
}
