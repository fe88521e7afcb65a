import { nextChunk } from '../../policy/batching/port.ts';
import { field, STRIDE } from '../request-table.ts';
import type { Batch } from './batch.ts';
import { enterBatch } from './enter-batch.ts';
import type { PoolContext } from './pool-context.ts';
import type { SwapSpace } from './swap-space.ts';
import type { WaitingLine } from './waiting-line.ts';

/** Parts of a rank. */
interface Members {
  readonly batch: Batch;
  readonly line: WaitingLine;
  readonly swap: SwapSpace | null;
}

/**
 * The head of the queue comes back from host memory with all of its blocks, if these are free: it decodes on, or goes on
 * with its prompt; not beside others who do the other, where these have steps of their own.
 */
export function resume(
  { batch, line, swap }: Members,
  { batching, spec }: PoolContext,
  rows: Float64Array,
  now: number,
  budget: number,
  othersDecode: boolean,
): boolean {
  const { kv, chunks, running } = batch;
  const handle = line.head;
  const base = handle * STRIDE;
  const target = line.targetOf(handle);
  const kept = line.keptOf(handle);
  const made = rows[base + field.made]!;
  const decodes = made > 0 && kept === target - 1;
  if (batching.promptsAlone && (decodes ? chunks.count > 0 : othersDecode)) return false;
  const chunk = decodes
    ? 1
    : nextChunk(batching, chunks.count, running.size, target - kept, budget);
  const tokens = spec.engine.reserveFullPrompt === true ? target : kept + chunk;
  const room = kv.free - kv.demand(batch.counter);
  if (chunk === 0 || kv.blocksFor(tokens) > room) return false;
  line.pop();
  enterBatch(rows, base, target, now);
  swap!.bringBack(base);
  running.append(handle);
  kv.take(kv.blocksFor(kept));
  if (decodes) batch.joinDecode(handle, made, true);
  else batch.addChunk(handle, chunk);
  return true;
}
