import { TIE_SECONDS } from '../kernel/lanes.ts';
import { outcomeCode } from '../record/outcome.ts';
import type { Recorder, RequestRow } from '../record/port.ts';
import { copy, field, type RequestTable, STRIDE } from './request-table.ts';

/** The latest that an event is handled after its instant, in ties (kernel/lanes.ts), and one to spare. */
const LATE_TIES = 5;

/**
 * Hands ended requests to the recorder in order of (end, request). Events come in order of time, but those of one
 * instant in order of slots, and the tie rule lets a boundary be handled up to a nanosecond late; so rows wait here
 * until nothing can precede them, which is a handful of rows.
 */
export class Outbox {
  readonly #table: RequestTable;
  readonly #recorder: Recorder;
  readonly #write: (handle: number, row: RequestRow) => void;
  readonly #isSettled: (handle: number) => boolean;
  readonly #row: RequestRow = emptyRow();
  #handles = new Int32Array(64);
  #count = 0;

  constructor(
    table: RequestTable,
    recorder: Recorder,
    write: (handle: number, row: RequestRow) => void,
    isSettled: (handle: number) => boolean = () => true,
  ) {
    this.#isSettled = isSettled;
    this.#table = table;
    this.#recorder = recorder;
    this.#write = write;
  }

  /** A request ended at `seconds`; its row in the table stays until it is recorded. */
  put(handle: number, seconds: number): void {
    if (this.#count > 0) this.flushSettled(seconds);
    if (this.#count === this.#handles.length) {
      const wider = new Int32Array(this.#handles.length * 2);
      wider.set(this.#handles);
      this.#handles = wider;
    }
    const handles = this.#handles;
    let position = this.#count++;
    while (position > 0 && this.#precedes(handle, handles[position - 1]!)) {
      handles[position] = handles[position - 1]!;
      position--;
    }
    handles[position] = handle;
  }

  /** Records all rows that nothing can precede any more, now that it is `seconds`. */
  flushSettled(seconds: number): void {
    this.flushBefore(seconds - LATE_TIES * TIE_SECONDS);
  }

  /** Records all rows that ended before `seconds`, up to the first of which it is not known yet what it cost. */
  flushBefore(seconds: number): void {
    const handles = this.#handles;
    const { rows } = this.#table;
    let count = 0;
    while (count < this.#count) {
      const handle = handles[count]!;
      if (rows[handle * STRIDE + field.end]! >= seconds || !this.#isSettled(handle)) break;
      this.#record(handle);
      count++;
    }
    if (count < this.#count && count > 0) handles.copyWithin(0, count, this.#count);
    this.#count -= count;
  }

  #record(handle: number): void {
    if (this.#table.rows[handle * STRIDE + field.copy] === copy.none) {
      this.#write(handle, this.#row);
      this.#recorder.request(this.#row);
    }
    this.#table.release(handle);
  }

  #precedes(handle: number, other: number): boolean {
    const { rows } = this.#table;
    const end = rows[handle * STRIDE + field.end]!;
    const otherEnd = rows[other * STRIDE + field.end]!;
    if (end !== otherEnd) return end < otherEnd;
    return rows[handle * STRIDE + field.id]! < rows[other * STRIDE + field.id]!;
  }
}

/** A row that says nothing. */
export function emptyRow(): RequestRow {
  return {
    request: 0,
    workload: 0,
    tenant: 0,
    measured: false,
    arrivalSeconds: 0,
    firstTokenSeconds: Number.NaN,
    firstActivitySeconds: Number.NaN,
    completionSeconds: Number.NaN,
    ttftSeconds: Number.NaN,
    tpotSeconds: Number.NaN,
    e2eSeconds: Number.NaN,
    worstGapSeconds: Number.NaN,
    hostSeconds: 0,
    queueSeconds: Number.NaN,
    prefillSeconds: 0,
    decodeSeconds: 0,
    preemptedSeconds: 0,
    transferSeconds: 0,
    promptTokens: 0,
    outputTokens: 0,
    intendedOutputTokens: 0,
    maxTokens: 0,
    priority: 0,
    outcome: outcomeCode.completed,
    preemptions: 0,
    attempts: 1,
    replica: -1,
    acceleratorJoules: 0,
    stepUsd: 0,
    sloMet: false,
    cachedTokens: 0,
  };
}
