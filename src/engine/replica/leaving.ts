import { TIE_SECONDS } from '../../kernel/lanes.ts';
import { byRequest, field, type RequestTable, STRIDE, state } from '../request-table.ts';

/** Running requests of a replica whose client has given up: they leave at the next boundary. */
export class Leaving {
  readonly #table: RequestTable;
  readonly #handles: number[] = [];
  readonly #inOrder: boolean;

  /** With a prefix cache, whose blocks stand in the order in which they were left, by request instead of by deadline. */
  constructor(table: RequestTable, inOrder = false) {
    this.#table = table;
    this.#inOrder = inOrder;
  }

  get size(): number {
    return this.#handles.length;
  }

  add(handle: number): void {
    this.#handles.push(handle);
  }

  clear(): void {
    this.#handles.length = 0;
  }

  /** Names those that leave at the boundary `now`: all, but for those that have just ended or whose first token was in time. */
  leave(now: number, each: (handle: number) => void): void {
    const { rows } = this.#table;
    if (this.#inOrder) this.#handles.sort(byRequest(rows));
    let kept = 0;
    for (const handle of this.#handles) {
      const base = handle * STRIDE;
      if (rows[base + field.state] === state.ended) continue;
      if (rows[base + field.deadline]! > now + TIE_SECONDS) {
        // a first token at the very instant of its deadline is in time: onFirstToken has moved the deadline; others
        // gave up a few nanoseconds after this boundary, and leave at the next
        const { deadline, deadlinePosition } = field;
        const moved = rows[base + deadlinePosition]! >= 0 || rows[base + deadline] === Infinity;
        if (!moved) this.#handles[kept++] = handle;
        continue;
      }
      each(handle);
    }
    this.#handles.length = kept;
  }
}
