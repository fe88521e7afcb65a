import type { AvailabilityTotals } from '../../record/totals.ts';
import type { Losses } from '../lost-work.ts';
import type { EngineReplica } from '../replica/port.ts';
import type { Scaling } from './scaling.ts';

/**
 * Until `seconds`: ∫ replicas that serve dt, and ∫ those that should dt: all that stand, and of those that come and go
 * the ones that serve and those that failures took and that are wanted still.
 */
function servingOf(
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

/** What failures of a fleet came to by `seconds`: `standing` of replicas that stand, and interruptions of all. */
export function availabilityOf(
  standing: Pick<AvailabilityTotals, 'interruptions' | 'recoveries' | 'recoverySeconds'>,
  losses: Losses,
  replicas: readonly EngineReplica[],
  scaling: Scaling | null,
  seconds: number,
): AvailabilityTotals {
  const scaled = scaling?.shortages(seconds);
  return {
    ...servingOf(replicas, scaling, seconds),
    interruptions: standing.interruptions,
    recoveries: standing.recoveries + (scaled?.recoveries ?? 0),
    recoverySeconds: standing.recoverySeconds + (scaled?.recoverySeconds ?? 0),
    lostRequests: losses.requests,
    lostTokens: losses.outputTokens,
    lostJoules: losses.joules,
    replayedTokens: losses.replayedTokens,
  };
}
