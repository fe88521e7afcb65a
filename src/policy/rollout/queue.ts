import type { Monitor } from './port.ts';

export interface QueueSpec {
  readonly kind: 'queue';
  readonly maxPerReplica: number;
}

/** Fails where more requests wait for the candidate than `maxPerReplica` for each of its replicas. */
export const queue: Monitor<QueueSpec> = {
  judge({ maxPerReplica }, { candidate }) {
    if (candidate.waitingPerReplica === null) return 'unknown';
    return candidate.waitingPerReplica > maxPerReplica ? 'fail' : 'pass';
  },
};
