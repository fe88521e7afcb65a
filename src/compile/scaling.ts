import { type ColdStart, coldStart } from '../physics/cold-start.ts';
import type { Autoscaling } from '../scenario/autoscaling.ts';
import type { Pool } from '../scenario/scenario.ts';
import type { CompiledScaling } from './compiled.ts';

/** Replicas that a pool can have at once: those are laid out. */
export function mostReplicas({ autoscaling, replicas }: Pool): number {
  return autoscaling?.max ?? replicas;
}

/** A cold start by its parts; of a stated one, all goes to the start of the engine. */
export function coldStartOf(
  { coldStart: spec }: Autoscaling,
  weightBytesPerChip: number,
  chips: number,
): ColdStart {
  if (spec.kind === 'parts') {
    const weightBytes = chips * weightBytesPerChip;
    return coldStart({ ...spec.parts, weightBytes, weightBytesPerChip });
  }
  const nothing = { provisionSeconds: 0, imageSeconds: 0, storageSeconds: 0, warmUpSeconds: 0 };
  const { seconds } = spec;
  return { ...nothing, hostToDeviceSeconds: 0, initSeconds: seconds, totalSeconds: seconds };
}

/** How the replicas of a pool come and go; nothing where they stand. */
export function compileScaling(
  { autoscaling, replicas }: Pool,
  weightBytesPerChip: number,
  chips: number,
  inCluster: boolean,
): { readonly scaling?: CompiledScaling } {
  if (autoscaling === undefined) return {};
  const { spec, min, max, intervalSeconds, scrapeDelaySeconds, whenDown } = autoscaling;
  const { totalSeconds, imageSeconds } = coldStartOf(autoscaling, weightBytesPerChip, chips);
  const cv = autoscaling.coldStart.kind === 'parts' ? autoscaling.coldStart.cv : 0;
  return {
    scaling: {
      spec,
      min,
      max,
      initial: replicas,
      intervalSeconds,
      scrapeDelaySeconds,
      startSeconds: totalSeconds,
      startCv: cv,
      ...(inCluster ? { imageSeconds } : {}),
      idlesWhenDown: whenDown === 'idle',
    },
  };
}
