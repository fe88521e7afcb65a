import { field, type RequestTable, STRIDE, state } from '../request-table.ts';
import type { Chunks } from './chunks.ts';
import type { PoolContext } from './pool-context.ts';
import type { RunningList } from './running-list.ts';
import type { partOfStep } from './saved-joules.ts';
import type { Walk } from './walk.ts';

const NONE = -1;

/** Whose steps they are. */
interface StepMembers {
  readonly running: RunningList;
  readonly chunks: Chunks;
  readonly walk: Walk | null;
  readonly counter: number;
  /** Whether the decoding sequences have no part in the step. */
  readonly pauses: boolean;
}

/** The run, or the replica, ends within a step: everybody who is in it owns the `part` of it that is over. */
export function ownPart(
  table: RequestTable,
  { running, chunks, walk, counter, pauses }: StepMembers,
  pool: PoolContext,
  { part, sharedJoules, seconds }: ReturnType<typeof partOfStep>,
): void {
  const { rows } = table;
  const ownJoules = (base: number) => {
    const cached = rows[base + field.computed]!;
    if (walk !== null) return walk.model.sequenceJoules(cached);
    const joined = rows[base + field.joinCounter]!;
    return pool.tokenJoules + pool.contextJoules * (cached + counter - joined);
  };
  const owners = pauses ? chunks.count : running.size;
  const share = sharedJoules / owners;
  const usd = (pool.usdPerSecond * seconds) / owners;
  for (let h = running.first; h !== NONE; h = running.next(h)) {
    const base = h * STRIDE;
    const decodes = rows[base + field.state] === state.decode;
    if (decodes && pauses) continue;
    rows[base + field.joules]! += share;
    rows[base + field.usd]! += usd;
    if (decodes) rows[base + field.joules]! += part * ownJoules(base);
  }
  for (let i = 0; i < chunks.count; i++) {
    const base = chunks.handles[i]! * STRIDE;
    rows[base + field.joules]! += part * chunks.ownJoules[i]!;
  }
}
