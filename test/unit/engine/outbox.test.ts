import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Outbox } from '../../../src/engine/outbox.ts';
import { field, RequestTable, STRIDE } from '../../../src/engine/request-table.ts';
import { TIE_SECONDS } from '../../../src/kernel/lanes.ts';
import type { Recorder } from '../../../src/record/port.ts';

interface Ended {
  readonly end: number;
  readonly request: number;
}

function outboxOf(table: RequestTable): { outbox: Outbox; written: Ended[] } {
  const written: Ended[] = [];
  const refuse = () => {
    throw new Error('an outbox records requests alone');
  };
  const recorder: Recorder = {
    request: (row) => written.push({ end: row.completionSeconds, request: row.request }),
    gap: refuse,
    gaps: refuse,
    timeseries: refuse,
    replica: refuse,
  };
  const outbox = new Outbox(table, recorder, (handle, row) => {
    row.request = table.rows[handle * STRIDE + field.id]!;
    row.completionSeconds = table.rows[handle * STRIDE + field.end]!;
  });
  return { outbox, written };
}

const inOrder = (a: Ended, b: Ended) => a.end - b.end || a.request - b.request;

describe('Outbox', () => {
  it('hands rows over in order of (end, request), although they are told up to four ties late', () => {
    const ended = fc.record({
      wait: fc.constantFrom(0, 0, 0, TIE_SECONDS, 3 * TIE_SECONDS, 0.01),
      early: fc.double({ min: 0, max: 3.9 * TIE_SECONDS, noNaN: true }),
    });
    const ids = fc.shuffledSubarray([...Array(60).keys()], { minLength: 60 });
    fc.assert(
      fc.property(fc.array(ended, { maxLength: 60 }), ids, (list, shuffled) => {
        const table = new RequestTable();
        const { outbox, written } = outboxOf(table);
        const told: Ended[] = [];
        let now = 0;
        for (const [i, { wait, early }] of list.entries()) {
          now += wait;
          const end = Math.max(0, now - early);
          const handle = table.allocate();
          table.rows[handle * STRIDE + field.id] = shuffled[i]!;
          table.rows[handle * STRIDE + field.end] = end;
          told.push({ end, request: shuffled[i]! });
          outbox.put(handle, end);
        }
        outbox.flushBefore(Infinity);
        expect(written).toEqual(told.sort(inOrder));
        expect(table.size).toBe(0);
      }),
      { seed: 71, numRuns: 300 },
    );
  });

  it('holds back only what something could still precede', () => {
    const table = new RequestTable();
    const { outbox, written } = outboxOf(table);
    for (let i = 0; i < 5000; i++) {
      const handle = table.allocate();
      table.rows[handle * STRIDE + field.id] = i;
      table.rows[handle * STRIDE + field.end] = i * 0.001;
      outbox.put(handle, i * 0.001);
      expect(written.length).toBe(i);
    }
    expect(table.size).toBe(1);
  });

  it('keeps rows back while it is not known what the first of them cost', () => {
    const table = new RequestTable();
    const written: number[] = [];
    const refuse = () => {};
    const recorder = {
      request: refuse,
      gap: refuse,
      gaps: refuse,
      timeseries: refuse,
      replica: refuse,
    };
    let isKnown = false;
    const outbox = new Outbox(
      table,
      recorder,
      (handle) => written.push(handle),
      (handle) => handle !== 0 || isKnown,
    );
    for (const end of [1, 2, 3]) {
      const handle = table.allocate();
      table.rows[handle * STRIDE + field.id] = handle;
      table.rows[handle * STRIDE + field.end] = end;
      outbox.put(handle, end);
    }
    outbox.flushBefore(10);
    expect(written).toEqual([]);
    isKnown = true;
    outbox.flushBefore(2.5);
    expect(written).toEqual([0, 1]);
  });
});
