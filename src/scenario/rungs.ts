import type { Rung } from './ladder.ts';
import type { Pool } from './scenario.ts';

/** A pool as it is on one rung of a ladder. Another model than its own does the job that is usual for that model. */
export function poolOnRung(pool: Pool, { model, shape, precision }: Rung): Pool {
  const { oneShot } = pool;
  const isOwn = pool.serves[0]?.ref === model;
  return {
    ...pool,
    ...(precision === undefined
      ? {}
      : { precision: { ...pool.precision, weights: precision, activations: precision } }),
    ...(isOwn || oneShot === undefined
      ? {}
      : { oneShot: { ...oneShot, job: shape.defaultJob }, serves: [{ ref: model, shape }] }),
  };
}
