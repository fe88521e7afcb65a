import type { Recorder } from '../../record/port.ts';
import { field, type RequestTable, STRIDE } from '../request-table.ts';
import { GapStack } from './gap-stack.ts';
import { recordGaps } from './gaps.ts';
import type { RunningList } from './running-list.ts';
import type { Stretch } from './stretch.ts';

const GAPS_KEPT = 1024;

/** A sequence that has begun to decode since the last step that decoded, and when. */
interface Newcomer {
  readonly handle: number;
  readonly seconds: number;
}

/**
 * Gaps between the tokens of a replica's decoding sequences, recorded for those that are measured, and the longest that
 * each has seen. A gap is as long as its step, but where sequences had to pause for steps of prompts, or come back from
 * host memory: then it reaches back to the last token of all who paused, and for who came in between to their own last.
 */
export class DecodeGaps {
  readonly #table: RequestTable;
  readonly #recorder: Recorder;
  readonly #running: RunningList;
  readonly #stack = new GapStack();
  /** Measured decoding sequences by workload. */
  readonly #measured: Int32Array;
  #newcomers: Newcomer[] = [];
  /** Of newcomers whose first gap was their own: the decode counter at its end. */
  readonly #ownUntil = new Map<number, number>();
  #paused = false;
  /** When the last step that decoded ended. */
  lastTokens = 0;

  constructor(table: RequestTable, recorder: Recorder, running: RunningList, workloads: number) {
    this.#table = table;
    this.#recorder = recorder;
    this.#running = running;
    this.#measured = new Int32Array(workloads);
  }

  /**
   * A sequence starts to decode; `differs`: whether its next gap may be another than that of others, since it has to wait
   * for steps of prompts, or was away and `goesOn`.
   */
  join(handle: number, differs: boolean, goesOn: boolean): void {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    if (rows[base + field.measured] === 1) this.#measured[rows[base + field.workload]!]!++;
    if (differs) this.#newcomers.push({ handle, seconds: rows[base + field.lastToken]! });
    if (goesOn) this.#paused = true;
  }

  /** A sequence that joined at decode counter `joined` leaves. Returns the longest of its gaps that is not in its row yet. */
  leave(handle: number, joined: number): number {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    if (rows[base + field.measured] === 1) this.#measured[rows[base + field.workload]!]!--;
    if (this.#newcomers.length > 0) {
      this.#newcomers = this.#newcomers.filter((newcomer) => newcomer.handle !== handle);
    }
    if (this.#ownUntil.size === 0) return this.#stack.longestSince(joined);
    const longest = this.#stack.longestSince(this.#ownUntil.get(handle) ?? joined);
    this.#ownUntil.delete(handle);
    return longest;
  }

  /** A step of prompts alone has run: who decodes has made no token. */
  pause(): void {
    this.#paused = true;
  }

  /** The first `steps` steps of a stretch have decoded, the last of which was the `counter`-th and ended at `seconds`. */
  onSteps(stretch: Stretch, steps: number, counter: number, seconds: number): void {
    let from = 0;
    if (this.#paused) {
      this.#endPause(stretch.boundary(1), counter - steps + 1);
      from = 1;
    }
    // to empty an empty list is dear, and this is done at the end of every stretch
    if (this.#newcomers.length > 0) this.#newcomers.length = 0;
    this.lastTokens = seconds;
    if (from === steps) return;
    recordGaps(this.#recorder, stretch, from, steps, this.#measured);
    this.#stack.push(counter, stretch.stepSeconds(steps - 1));
    if (this.#stack.size > GAPS_KEPT) this.#stack.forgetUntil(this.#running.oldestJoin());
  }

  /** The first step after a pause ends at `seconds`: gaps since everybody's last token. */
  #endPause(seconds: number, counter: number): void {
    this.#paused = false;
    const { rows } = this.#table;
    const others = Int32Array.from(this.#measured);
    for (const { handle, seconds: since } of this.#newcomers) {
      const base = handle * STRIDE;
      const gap = seconds - since;
      if (gap > rows[base + field.worstGap]!) rows[base + field.worstGap] = gap;
      this.#ownUntil.set(handle, counter);
      if (rows[base + field.measured] !== 1) continue;
      const workload = rows[base + field.workload]!;
      others[workload]!--;
      this.#recorder.gap(workload, gap, 1);
    }
    const gap = seconds - this.lastTokens;
    others.forEach((count, workload) => {
      if (count > 0) this.#recorder.gap(workload, gap, count);
    });
    if (this.#running.size > this.#newcomers.length) this.#stack.push(counter, gap);
  }

  /** Nobody decodes any more. */
  clear(): void {
    this.#stack.clear();
    if (this.#newcomers.length > 0) this.#newcomers.length = 0;
    if (this.#ownUntil.size > 0) this.#ownUntil.clear();
    this.#paused = false;
  }
}
