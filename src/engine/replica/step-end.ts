import type { Batch } from './batch.ts';
import type { ReplicaHost } from './host.ts';
import { completeChunks } from './prefill.ts';

/**
 * What the end of a step that is booked brings: places that were held for its sake are free, computed prompts make
 * their token, and sequences with all of theirs are named to `onComplete`.
 */
export function endStep(
  batch: Batch,
  host: ReplicaHost,
  now: number,
  onComplete: (handle: number, now: number) => void,
  onPrompt: ((handle: number) => void) | null = null,
): void {
  batch.held.letGo(batch.kv);
  if (batch.chunks.count > 0) completeChunks(batch, host, now, onComplete, onPrompt);
  while (batch.finish.topKey <= batch.counter) {
    const handle = batch.finish.pop();
    batch.leaveDecode(handle, now);
    onComplete(handle, now);
  }
}
