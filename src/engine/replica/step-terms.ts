import type { StepTerms } from '../../physics/step-model.ts';
import type { Chunks } from './chunks.ts';
import type { KvLedger } from './kv-ledger.ts';
import type { RunningList } from './running-list.ts';
import type { Speed } from './speed.ts';
import type { Walk } from './walk.ts';

/** Parts of the batch that the cost of its next step depends on. */
interface SteppingBatch {
  readonly speed: Speed;
  readonly running: RunningList;
  readonly walk: Walk | null;
  readonly chunks: Chunks;
  readonly kv: KvLedger;
  readonly decodingNow: number;
  readonly contextNow: number;
  readonly copySeconds: number;
}

/**
 * What the next step of a batch costs, which was `places` wide when prompts last ran: `own` where it is a step like no
 * other, the terms that decode steps share where those that follow are alike. Copies between a chip and its host come
 * before the step's work, which waits for them.
 */
export function termsOfStep(
  { speed, running, walk, chunks, kv, decodingNow, contextNow, copySeconds }: SteppingBatch,
  places: number,
  own: StepTerms,
): Readonly<StepTerms> {
  const together = running.adapters?.together ?? 1;
  const costs = speed.planned.costs.together(together);
  const decoding = speed.plannedDecode.costs.together(together);
  if (walk !== null) costs.step(walk.measure(), chunks.sums, own);
  else if (chunks.count > 0) costs.mixed(decodingNow, chunks.sums, own, undefined, contextNow);
  else if (copySeconds > 0) Object.assign(own, decoding.decode(kv.decoding, places));
  else return decoding.decode(kv.decoding, places);
  own.fixedSeconds += copySeconds;
  return own;
}
