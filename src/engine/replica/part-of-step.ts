import { field, type RequestTable, STRIDE, state } from '../request-table.ts';
import type { Chunks } from './chunks.ts';
import type { RunningList } from './running-list.ts';

const NONE = -1;

/** The run ends within a step: everybody who is in it owns the `part` of it that is over. */
export function ownPart(
  table: RequestTable,
  running: RunningList,
  chunks: Chunks,
  { part, sharedJoules }: { readonly part: number; readonly sharedJoules: number },
  ownJoules: (base: number) => number,
): void {
  const { rows } = table;
  const share = sharedJoules / running.size;
  for (let h = running.first; h !== NONE; h = running.next(h)) {
    const base = h * STRIDE;
    rows[base + field.joules]! += share;
    if (rows[base + field.state] !== state.decode) continue;
    rows[base + field.joules]! += part * ownJoules(base);
  }
  for (let i = 0; i < chunks.count; i++) {
    const base = chunks.handles[i]! * STRIDE;
    rows[base + field.joules]! += part * chunks.ownJoules[i]!;
  }
}
