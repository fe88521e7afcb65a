import { setImmediate } from 'node:timers/promises';
import type { CompiledScenario } from '../compile/compiled.ts';
import type { Run } from '../engine/run.ts';
import type { TraceRows } from '../trace/port.ts';
import { mapOptional } from '../trace/trace-columns.ts';
import { watchOverload } from './early-stop.ts';

/** Rows of a trace that are handed to the engine at once: enough to amortise the call, few enough to stay in cache. */
const feedRows = 65_536;

/** Wall time of one slice: short enough for a responsive Ctrl-C and a smooth bar, long enough to cost nothing. */
const sliceSeconds = 0.02;

const firstSliceEvents = 2_048;

/** A trace in memory that feeds one workload of a run. */
export interface TraceFeed {
  readonly workload: number;
  readonly rows: TraceRows;
}

export interface DriveOptions {
  readonly feeds: readonly TraceFeed[];
  readonly signal?: AbortSignal | undefined;
  /** Fixed events per slice instead of about 20 ms of wall time; changes no result. */
  readonly eventsPerSlice?: number | undefined;
  /**
   * The scenario of the run, where a run that is overloaded beyond doubt is to be stopped instead of waited for: it is
   * finished at that arrival. Only where the load never changes (early-stop.ts); elsewhere it has no effect.
   */
  readonly stopWhenHopeless?: CompiledScenario | undefined;
  /** Called after every slice: drains tables, shows progress. The run waits for it: that is the backpressure. */
  readonly onSlice: (run: Run) => void | Promise<void>;
}

/** How a run came to its end: by itself, by the signal, or because it was hopelessly overloaded. */
export type DriveEnd = 'done' | 'interrupted' | 'overloaded-early';

/**
 * Advances a run to its end in slices, feeds its traces, and gives way to the event loop between slices. When `signal`
 * aborts, the run is finished where it stands: what is still in the system is recorded as in flight.
 */
export async function driveRun(run: Run, options: DriveOptions): Promise<DriveEnd> {
  const cursors = options.feeds.map((feed) => ({ ...feed, next: 0, ended: false }));
  const feedAll = () => {
    for (const cursor of cursors) feedChunk(run, cursor);
  };
  feedAll();
  const { stopWhenHopeless } = options;
  const watch = stopWhenHopeless === undefined ? null : watchOverload(stopWhenHopeless);
  let events = options.eventsPerSlice ?? firstSliceEvents;
  for (;;) {
    if (options.signal?.aborted === true) {
      run.finish();
      await options.onSlice(run);
      return 'interrupted';
    }
    const began = performance.now();
    const before = run.events;
    const state = run.advance({ maxEvents: events, untilOffered: watch?.untilOffered ?? Infinity });
    const seconds = (performance.now() - began) / 1000;
    if (state === 'needs-arrivals') feedAll();
    const hopeless = state !== 'done' && watch?.isHopeless(run) === true;
    if (hopeless) run.finish();
    await options.onSlice(run);
    if (state === 'done') return 'done';
    if (hopeless) return 'overloaded-early';
    await setImmediate();
    // a slice that a mark has cut short tells nothing of the pace
    const full = run.events - before === events;
    if (options.eventsPerSlice === undefined && full) {
      events = nextSliceEvents(events, seconds);
    }
  }
}

/** Aims at {@link sliceSeconds}, at most doubling or halving, so that one odd slice does not throw it off. */
function nextSliceEvents(events: number, seconds: number): number {
  const ratio = seconds > 0 ? sliceSeconds / seconds : 2;
  return Math.ceil(Math.max(64, events * Math.min(2, Math.max(0.5, ratio))));
}

interface FeedCursor extends TraceFeed {
  next: number;
  ended: boolean;
}

function feedChunk(run: Run, cursor: FeedCursor): void {
  if (cursor.ended) return;
  const { rows, workload } = cursor;
  if (cursor.next >= rows.length) {
    cursor.ended = true;
    run.feed(workload, null);
    return;
  }
  const end = Math.min(rows.length, cursor.next + feedRows);
  run.feed(workload, sliceRows(rows, cursor.next, end));
  cursor.next = end;
}

/** The rows from `start` up to `end`, as views of the same memory. */
export function sliceRows(rows: TraceRows, start: number, end: number): TraceRows {
  return {
    length: end - start,
    arrivalSeconds: rows.arrivalSeconds.subarray(start, end),
    promptTokens: rows.promptTokens.subarray(start, end),
    outputTokens: rows.outputTokens.subarray(start, end),
    ...mapOptional(rows, (column) => column.subarray(start, end) as typeof column),
    ...(rows.contents && { contents: rows.contents }),
  };
}
