import type { EngineReplica } from '../replica/port.ts';
import type { Scaling } from './scaling.ts';

/**
 * Until `seconds`: ∫ replicas that serve dt, and ∫ those that should dt: all that stand, and of those that come and go
 * the ones that serve and those that failures took and that are wanted still.
 */
export function servingOf(
  replicas: readonly EngineReplica[],
  scaling: Scaling | null,
  seconds: number,
): { readonly servingSeconds: number; readonly replicaSeconds: number } {
  let servingSeconds = 0;
  let replicaSeconds = scaling?.shortages(seconds).replicaSeconds ?? 0;
  for (const { index, life } of replicas) {
    const serving = life.servingSeconds(seconds);
    servingSeconds += serving;
    replicaSeconds += (scaling?.of(index) ?? null) === null ? seconds : serving;
  }
  return { servingSeconds, replicaSeconds };
}
