import { assert } from '../base/assert.ts';
import { isOneShot } from '../physics/kinds/one-shot-shape.ts';
import { lengthBounds } from '../policy/length/index.ts';
import { itemUnit, MOST_ITEMS } from '../scenario/resolve/items.ts';
import type { Pool, Workload } from '../scenario/scenario.ts';
import { answerTokens } from '../scenario/thought.ts';
import type { TraceFacts } from './trace-facts.ts';

/** The model of a pool of one model, or of one model's view of a pool. */
export function servedModel(pool: Pool) {
  const [model] = pool.serves;
  assert(model !== undefined && pool.serves.length === 1, 'a pool serves exactly one model');
  return model;
}

/** What the client asks for at most: as written, else the trace's longest answer, else the law's bound, else the context. */
export function maxTokensOf(workload: Workload, pools: readonly Pool[], facts: TraceFacts): number {
  if (workload.maxTokens !== null) return workload.maxTokens;
  const inTrace = facts.traces[workload.name]?.maxOutputTokens;
  if (workload.outputTokens === null && inTrace !== undefined) {
    const drawn = { least: inTrace, mean: inTrace, most: inTrace };
    const longest = Math.max(1, inTrace, answerTokens(workload, drawn).most);
    if (Number.isFinite(longest)) return longest;
  }
  const law = workload.outputTokens;
  if (law !== null && law.distribution !== 'joint') {
    const [, most] = lengthBounds(law);
    if (Number.isFinite(most)) return most;
  }
  const pool = pools.find((candidate) => servedModel(candidate).ref === workload.model);
  assert(pool !== undefined, `no pool serves ${workload.model}`);
  return contextOf(pool);
}

/** Tokens of the longest request: a job of one shot is one in, or one per item, and one out. */
export function contextOf(pool: Pool): number {
  const { shape } = servedModel(pool);
  if (!isOneShot(shape)) return shape.contextTokens;
  return 1 + (itemUnit(shape) === null ? 1 : MOST_ITEMS);
}
