import type { FacilityMeter } from '../power/facility-meter.ts';
import type { EngineReplica } from '../replica/port.ts';
import { ReplicaSums } from '../replica/step-ledger.ts';

/**
 * Dollars of what a request used that ends at `seconds` with these joules on a replica that is owned: its part of the time
 * of steps, by joules, at what the replica costs to own for as long, and the energy at its price of that time. What stands
 * idle is nobody's: two pools alike cost the same for the same steps, whatever share of the requests each has. NaN where
 * nobody says what the replica costs.
 */
export function marginalUsd(
  replica: EngineReplica | undefined,
  joules: number,
  seconds: number,
  meter: FacilityMeter | null,
): number {
  // one that was never scheduled
  if (replica === undefined || !(joules > 0)) return 0;
  const sums = new ReplicaSums();
  replica.sumsAt(seconds, sums);
  const stepJoules = sums.prefillJoules + sums.decodeJoules;
  const stepSeconds = stepJoules > 0 ? (joules * sums.busySeconds) / stepJoules : 0;
  return meter === null
    ? Number.NaN
    : meter.marginalUsd(replica.index, joules, stepSeconds, seconds);
}
