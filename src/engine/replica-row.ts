import type { Recorder } from '../record/port.ts';
import type { Replica } from './replica/replica.ts';
import type { ReplicaSums } from './replica/step-ledger.ts';

/** Records what a replica did until `seconds`, the end of the run, as summed up in `sums`. */
export function writeReplicaRow(
  replica: Replica,
  pool: number,
  sums: Readonly<ReplicaSums>,
  seconds: number,
  recorder: Recorder,
): void {
  const { spec } = replica.pool;
  recorder.replica({
    replica: replica.index,
    pool,
    indexInPool: replica.index - spec.firstReplica,
    accelerators: spec.acceleratorsPerReplica,
    kvBlocks: spec.kvBlocks,
    busySeconds: sums.busySeconds,
    steps: sums.steps,
    requests: replica.received,
    preemptions: replica.preemptions,
    prefillJoules: sums.prefillJoules,
    decodeJoules: sums.decodeJoules,
    idleJoules: spec.idleWatts * Math.max(0, seconds - sums.busySeconds),
    peakWatts: replica.batch.ledger.peakWatts,
    outputTokens: replica.batch.outputTokens,
  });
}
