import type { ModelShape } from '../../physics/data-sheets.ts';
import { isOneShot } from '../../physics/kinds/one-shot-shape.ts';
import type { Pool } from '../scenario.ts';

/** Shape of the decoder-only model that a pool serves; undefined where it serves none, or one that answers in one shot. */
export function decoderOf(pool: Pool): ModelShape | undefined {
  const shape = pool.serves[0]?.shape;
  return shape === undefined || isOneShot(shape) ? undefined : shape;
}
