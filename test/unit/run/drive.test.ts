import { describe, expect, it } from 'vitest';
import type { Run, RunState } from '../../../src/engine/run.ts';
import { driveRun } from '../../../src/run/drive.ts';
import type { TraceRows } from '../../../src/trace/port.ts';

function traceOf(length: number): TraceRows {
  return {
    length,
    arrivalSeconds: Float64Array.from({ length }, (_, i) => i),
    promptTokens: new Int32Array(length).fill(3),
    outputTokens: new Int32Array(length).fill(4),
    tenant: Int32Array.from({ length }, (_, i) => i % 5),
  };
}

/** A run that takes `events` events and, with a trace, consumes one row per event. */
function scriptedRun(events: number, traced = false) {
  const fed: (TraceRows | null)[] = [];
  const run = {
    clockSeconds: 0,
    events: 0,
    offered: 0,
    ended: 0,
    finished: false,
    slices: 0,
    feed: (_workload: number, rows: TraceRows | null) => void fed.push(rows),
    finish: () => {
      run.finished = true;
    },
    totals: () => {
      throw new Error('not asked for');
    },
    advance({ maxEvents = Number.POSITIVE_INFINITY }: { maxEvents?: number } = {}): RunState {
      run.slices += 1;
      for (let i = 0; i < maxEvents; i += 1) {
        const rows = fed.reduce((sum, chunk) => sum + (chunk?.length ?? 0), 0);
        if (traced && run.events === rows && fed.at(-1) !== null) return 'needs-arrivals';
        if (run.events === events) return 'done';
        run.events += 1;
      }
      return 'more';
    },
  };
  return { run: run as typeof run & Run, fed };
}

const nothing = () => {};

describe('driveRun', () => {
  it('advances to the end and drains after every slice', async () => {
    const { run } = scriptedRun(1000);
    let drained = 0;
    const end = await driveRun(run, {
      feeds: [],
      eventsPerSlice: 100,
      onSlice: () => {
        drained += 1;
      },
    });
    expect(end).toBe('done');
    expect(run.events).toBe(1000);
    expect(drained).toBe(run.slices);
    expect(run.slices).toBe(11);
  });

  it('feeds a trace in chunks, every row once and in order, then its end', async () => {
    const rows = traceOf(150_000);
    const { run, fed } = scriptedRun(150_000, true);
    await driveRun(run, { feeds: [{ workload: 0, rows }], onSlice: nothing });
    expect(fed.map((chunk) => chunk?.length ?? null)).toEqual([65_536, 65_536, 18_928, null]);
    const arrivals = fed.flatMap((chunk) => [...(chunk?.arrivalSeconds ?? [])]);
    expect(arrivals).toEqual([...rows.arrivalSeconds]);
    expect(fed[2]?.tenant?.[0]).toBe(131_072 % 5);
    expect(fed[0]).not.toHaveProperty('priority');
  });

  it('ends a trace without rows at once', async () => {
    const { run, fed } = scriptedRun(0, true);
    const feeds = [{ workload: 0, rows: traceOf(0) }];
    expect(await driveRun(run, { feeds, onSlice: nothing })).toBe('done');
    expect(fed).toEqual([null]);
  });

  it('finishes the run where it stands when it is told to stop', async () => {
    const { run } = scriptedRun(1_000_000);
    const controller = new AbortController();
    const end = await driveRun(run, {
      feeds: [],
      signal: controller.signal,
      eventsPerSlice: 10,
      onSlice: ({ events }) => {
        if (events >= 50) controller.abort();
      },
    });
    expect(end).toBe('interrupted');
    expect(run.finished).toBe(true);
    expect(run.events).toBe(50);
  });

  it('gives way to the event loop between slices', async () => {
    const { run } = scriptedRun(1000);
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 0);
    await driveRun(run, {
      feeds: [],
      eventsPerSlice: 100,
      onSlice: () => new Promise((resolve) => setTimeout(resolve, 2)),
    });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
  });

  it('waits for a slow drain: nothing advances meanwhile', async () => {
    const { run } = scriptedRun(30);
    let draining = false;
    const seen: number[] = [];
    await driveRun(run, {
      feeds: [],
      eventsPerSlice: 10,
      onSlice: async ({ events }) => {
        expect(draining).toBe(false);
        draining = true;
        await new Promise((resolve) => setTimeout(resolve, 3));
        expect(run.events).toBe(events);
        draining = false;
        seen.push(events);
      },
    });
    expect(seen).toEqual([10, 20, 30, 30]);
  });

  it('passes an error of the run or the drain on', async () => {
    const { run } = scriptedRun(30);
    const failing = driveRun(run, {
      feeds: [],
      onSlice: () => {
        throw new Error('disk');
      },
    });
    await expect(failing).rejects.toThrow('disk');
  });
});
