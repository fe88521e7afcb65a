import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clearProgress,
  field,
  RequestTable,
  STRIDE,
  state,
} from '../../../src/engine/request-table.ts';

describe('RequestTable', () => {
  it('never gives one row to two requests, and keeps what was written while it grows', () => {
    const acts = fc.array(fc.record({ frees: fc.boolean(), pick: fc.nat() }), { maxLength: 80 });
    fc.assert(
      fc.property(acts, (list) => {
        const table = new RequestTable();
        const held = new Map<number, number>();
        for (const [id, { frees, pick }] of list.entries()) {
          const handles = [...held.keys()];
          if (frees && handles.length > 0) {
            const handle = handles[pick % handles.length]!;
            table.release(handle);
            held.delete(handle);
          } else {
            // in hundreds, so that the table grows
            for (let i = 0; i < 100; i++) {
              const handle = table.allocate();
              expect(held.has(handle)).toBe(false);
              table.rows[handle * STRIDE + field.id] = id;
              held.set(handle, id);
            }
          }
          expect(table.size).toBe(held.size);
        }
        const kept = [...held.keys()].map((handle) => table.rows[handle * STRIDE + field.id]);
        expect(kept).toEqual([...held.values()]);
      }),
      { seed: 61, numRuns: 20 },
    );
  });

  it('reuses rows: it is as large as the most requests ever in flight', () => {
    const table = new RequestTable();
    for (let i = 0; i < 100_000; i++) table.release(table.allocate());
    expect([table.size, table.rows.length]).toEqual([0, 1024 * STRIDE]);
  });

  it('has room for every field, each in its own place', () => {
    const places = Object.values(field);
    expect(new Set(places).size).toBe(places.length);
    expect(Math.max(...places)).toBeLessThan(STRIDE);
  });

  it('forgets what the last user of a row went through, and nothing of what was asked', () => {
    const rows = new Float64Array(STRIDE).fill(7);
    clearProgress(rows, 0);
    const asked = [
      field.id,
      field.workload,
      field.tenant,
      field.arrival,
      field.prompt,
      field.output,
    ];
    expect(asked.map((place) => rows[place])).toEqual(asked.map(() => 7));
    expect(rows[field.state]).toBe(state.waiting);
    const sums = [
      field.prefillSeconds,
      field.decodeSeconds,
      field.preemptedSeconds,
      field.worstGap,
    ];
    const counts = [field.joules, field.preemptions, field.made, field.computed];
    expect([...sums, ...counts].map((place) => rows[place])).toEqual(Array(8).fill(0));
  });
});
