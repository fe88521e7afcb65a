import type { Accelerator, Dtype, ModelShape } from '../../physics/data-sheets.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool } from '../scenario.ts';
import type { RawPool } from '../schema/pool.ts';

/** Formats whose products with themselves engines compute as such; others are weight-only. */
const activationFormats: readonly Dtype[] = ['fp32', 'tf32', 'bf16', 'fp16', 'fp8', 'int8'];

/**
 * Number formats of a pool: as written, else the model's own weights, computed in what the chip has units for. Models of
 * several formats on one replica have no format of their own.
 */
export function resolvePrecision(
  raw: RawPool,
  accelerator: Accelerator,
  shapes: readonly ModelShape[],
  path: Path,
  reporter: Reporter,
): Pool['precision'] {
  const [own, ...others] = new Set(shapes.map(({ nativeDtype }) => nativeDtype));
  const weights = raw.precision.weights ?? own ?? 'bf16';
  if (raw.precision.weights === undefined && others.length > 0) {
    const formats = [own, ...others].join(' and ');
    const message = `the models come in ${formats}: one replica holds all in one format`;
    reporter.error([...path, 'weights'], message, `write weights: ${weights}, or another one`);
  }
  if (raw.precision.weights === undefined) reporter.useDefault([...path, 'weights'], weights);
  const { kvCache } = raw.precision;
  if (raw.precision.activations !== undefined) {
    return { weights, activations: raw.precision.activations, kvCache };
  }
  const alone = weights === 'fp8-block' ? 'fp8' : weights;
  const alike = activationFormats.includes(alone) && accelerator.peak[alone] !== undefined;
  const wide =
    accelerator.peak.bf16 === undefined && accelerator.peak.fp16 !== undefined ? 'fp16' : 'bf16';
  const activations = alike ? alone : wide;
  reporter.useDefault([...path, 'activations'], activations);
  return { weights, activations, kvCache };
}
