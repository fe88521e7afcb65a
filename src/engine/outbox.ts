import { TIE_SECONDS } from '../kernel/lanes.ts';
import { outcomeCode } from '../record/outcome.ts';
import type { Recorder, RequestRow } from '../record/port.ts';
import { field, type RequestTable, STRIDE } from './request-table.ts';

/**
 * Hands ended requests to the recorder in order of (end, request). Events come in order of time, but those of one
 * instant in order of slots, and the tie rule lets a boundary be handled up to a nanosecond late; so rows wait here
 * until nothing can precede them, which is a handful of rows.
 */
export class Outbox {
  readonly #table: RequestTable;
  readonly #recorder: Recorder;
  readonly #write: (handle: number, row: RequestRow) => void;
  readonly #row: RequestRow = emptyRow();
  readonly #handles: number[] = [];

  constructor(
    table: RequestTable,
    recorder: Recorder,
    write: (handle: number, row: RequestRow) => void,
  ) {
    this.#table = table;
    this.#recorder = recorder;
    this.#write = write;
  }

  /** A request ended at `seconds`; its row in the table stays until it is recorded. */
  put(handle: number, seconds: number): void {
    const handles = this.#handles;
    if (handles.length > 0) this.flushBefore(seconds - 2 * TIE_SECONDS);
    let position = handles.length;
    while (position > 0 && this.#precedes(handle, handles[position - 1]!)) position--;
    if (position === handles.length) handles.push(handle);
    else handles.splice(position, 0, handle);
  }

  /** Records all rows that ended before `seconds`. */
  flushBefore(seconds: number): void {
    const handles = this.#handles;
    const { rows } = this.#table;
    let count = 0;
    while (count < handles.length && rows[handles[count]! * STRIDE + field.end]! < seconds) {
      this.#record(handles[count]!);
      count++;
    }
    if (count === handles.length) handles.length = 0;
    else if (count > 0) handles.splice(0, count);
  }

  #record(handle: number): void {
    this.#write(handle, this.#row);
    this.#recorder.request(this.#row);
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

function emptyRow(): RequestRow {
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
    replica: -1,
    acceleratorJoules: 0,
    sloMet: false,
  };
}
