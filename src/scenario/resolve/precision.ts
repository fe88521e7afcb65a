import type { Accelerator, Dtype, ModelShape } from '../../physics/data-sheets.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool } from '../scenario.ts';
import type { RawPool } from '../schema/pool.ts';

/** Formats whose products with themselves engines compute as such; others are weight-only. */
const activationFormats: readonly Dtype[] = ['fp32', 'tf32', 'bf16', 'fp16', 'fp8', 'int8'];

/** Number formats of a pool: as written, else the model's own weights, computed in what the chip has units for. */
export function resolvePrecision(
  raw: RawPool,
  accelerator: Accelerator,
  shape: ModelShape,
  path: Path,
  reporter: Reporter,
): Pool['precision'] {
  const weights = raw.precision.weights ?? shape.nativeDtype;
  if (raw.precision.weights === undefined) reporter.useDefault([...path, 'weights'], weights);
  const { kvCache } = raw.precision;
  if (raw.precision.activations !== undefined) {
    return { weights, activations: raw.precision.activations, kvCache };
  }
  const own = weights === 'fp8-block' ? 'fp8' : weights;
  const alike = activationFormats.includes(own) && accelerator.peak[own] !== undefined;
  const wide =
    accelerator.peak.bf16 === undefined && accelerator.peak.fp16 !== undefined ? 'fp16' : 'bf16';
  const activations = alike ? own : wide;
  reporter.useDefault([...path, 'activations'], activations);
  return { weights, activations, kvCache };
}
