import { field, STRIDE } from '../request-table.ts';
import type { Batch } from './batch.ts';
import type { ReplicaHost } from './host.ts';

const NONE = -1;

/**
 * The step's prompt chunks are computed: who has his whole prompt makes a token, and decodes, or is handed to `onPrompt`
 * where others decode; one may have to go on.
 */
export function completeChunks(
  batch: Batch,
  host: ReplicaHost,
  now: number,
  onComplete: (handle: number, now: number) => void,
  onPrompt: ((handle: number) => void) | null,
): void {
  const { chunks } = batch;
  const { rows } = host.table;
  chunks.ownAll(rows, batch.ledger);
  batch.blocks.giveDoubles();
  batch.partial = NONE;
  for (let i = 0; i < chunks.count; i++) {
    const handle = chunks.handles[i]!;
    const base = handle * STRIDE;
    const computed = rows[base + field.computed]! + chunks.lengths[i]!;
    rows[base + field.computed] = computed;
    batch.blocks.compute(handle, chunks.lengths[i]!);
    if (computed < rows[base + field.target]!) {
      batch.partial = handle;
      continue;
    }
    const isFirst = Number.isNaN(rows[base + field.firstToken]);
    const made = makeToken(host, base, now, isFirst);
    batch.outputTokens++;
    batch.service?.onServed(handle, 0, 1);
    if (isFirst) host.onFirstToken(handle);
    if (made === rows[base + field.output]!) onComplete(handle, now);
    else if (onPrompt !== null) onPrompt(handle);
    else batch.joinDecode(handle, made);
  }
  chunks.clear();
}

/**
 * A prompt's last chunk yields a token: the first one, or, after preemption or the loss of a replica, the next that its
 * client sees. Returns how many were made.
 */
function makeToken(host: ReplicaHost, base: number, now: number, isFirst: boolean): number {
  const { rows } = host.table;
  rows[base + field.prefillSeconds]! += now - rows[base + field.since]!;
  rows[base + field.since] = now;
  const made = rows[base + field.made]! + 1;
  rows[base + field.made] = made;
  if (isFirst) {
    rows[base + field.firstToken] = now;
  } else {
    const gap = now - rows[base + field.lastToken]!;
    if (gap > rows[base + field.worstGap]!) rows[base + field.worstGap] = gap;
    if (rows[base + field.measured] === 1) host.recorder.gap(rows[base + field.workload]!, gap, 1);
  }
  rows[base + field.lastToken] = now;
  return made;
}
