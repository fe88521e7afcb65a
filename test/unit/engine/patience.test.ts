import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Patience } from '../../../src/engine/patience.ts';
import { clearProgress, field, RequestTable, STRIDE } from '../../../src/engine/request-table.ts';
import { Calendar } from '../../../src/kernel/calendar.ts';
import { lane } from '../../../src/kernel/lanes.ts';
import { makeWorkload } from '../../differential/builders.ts';

function patienceOf(...timeouts: { totalSeconds: number; firstTokenSeconds: number }[]) {
  const table = new RequestTable();
  const calendar = new Calendar(1);
  const workloads = timeouts.map((timeout) => makeWorkload({ timeout }));
  const patience = new Patience(workloads, table, calendar, 0);
  let id = 0;
  const enter = (arrival: number, workload = 0) => {
    const handle = table.allocate();
    clearProgress(table.rows, handle * STRIDE);
    table.rows[handle * STRIDE + field.id] = id++;
    table.rows[handle * STRIDE + field.workload] = workload;
    table.rows[handle * STRIDE + field.arrival] = arrival;
    patience.begin(handle);
    return handle;
  };
  const firstToken = (handle: number, seconds: number) => {
    table.rows[handle * STRIDE + field.firstToken] = seconds;
    patience.onFirstToken(handle);
  };
  return { table, calendar, patience, enter, firstToken };
}

describe('Patience', () => {
  it('ends in order of deadline, then of arrival, one event of the calendar at a time', () => {
    const act = fc.record({ arrival: fc.nat(9), workload: fc.nat(1), forgets: fc.boolean() });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const { calendar, patience, enter } = patienceOf(
          { totalSeconds: 5, firstTokenSeconds: Infinity },
          { totalSeconds: 9, firstTokenSeconds: 3 },
        );
        let waiting: { handle: number; due: number }[] = [];
        for (const { arrival, workload, forgets } of acts) {
          const handle = enter(arrival, workload);
          waiting.push({ handle, due: arrival + (workload === 0 ? 5 : 3) });
          if (forgets) {
            patience.forget(waiting[0]!.handle);
            waiting = waiting.slice(1);
          }
        }
        const expected = [...waiting].sort((a, b) => a.due - b.due || a.handle - b.handle);
        expect(patience.nextSeconds).toBe(expected[0]?.due ?? Infinity);
        const gone: number[] = [];
        while (calendar.size > 0) {
          expect(calendar.nextLane).toBe(lane.timeout);
          const now = patience.nextSeconds;
          for (let h = patience.nextDue(now); h >= 0; h = patience.nextDue(now)) gone.push(h);
        }
        expect(gone).toEqual(expected.map(({ handle }) => handle));
      }),
      { seed: 91, numRuns: 200 },
    );
  });

  it('waits for the whole answer once the first token came in time', () => {
    const { patience, enter, firstToken } = patienceOf({ totalSeconds: 60, firstTokenSeconds: 10 });
    const handle = enter(1);
    expect(patience.nextSeconds).toBe(11);
    firstToken(handle, 4);
    expect(patience.nextSeconds).toBe(61);
  });

  it('takes a first token at the very instant of the deadline for one in time, a later one not', () => {
    const timeout = { totalSeconds: Infinity, firstTokenSeconds: 10 };
    for (const [seconds, left] of [
      [11, Infinity],
      [11 + 0.9e-9, Infinity],
      [11 + 2e-9, 11],
    ] as const) {
      const { patience, enter, firstToken } = patienceOf(timeout);
      firstToken(enter(1), seconds);
      expect(patience.nextSeconds).toBe(left);
    }
  });

  it('puts nothing into the calendar where clients wait for ever', () => {
    const { calendar, patience, enter, firstToken } = patienceOf({
      totalSeconds: Infinity,
      firstTokenSeconds: Infinity,
    });
    const handle = enter(1);
    firstToken(handle, 2);
    patience.forget(handle);
    expect([calendar.size, patience.nextSeconds, patience.nextDue(1e9)]).toEqual([0, Infinity, -1]);
  });

  it('forgets a request once, and again without harm', () => {
    const { calendar, patience, enter } = patienceOf({
      totalSeconds: 5,
      firstTokenSeconds: Infinity,
    });
    const [first, second] = [enter(0), enter(1)];
    patience.forget(first);
    patience.forget(first);
    expect(patience.nextSeconds).toBe(6);
    patience.forget(second);
    expect(calendar.size).toBe(0);
  });
});
