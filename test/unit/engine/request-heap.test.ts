import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestHeap } from '../../../src/engine/request-heap.ts';
import { field, RequestTable, STRIDE } from '../../../src/engine/request-table.ts';

describe('RequestHeap', () => {
  it.each([
    ['that knows where each stands', field.deadlinePosition],
    ['that looks for who leaves', null],
  ])('%s gives requests in order of (key, id), whoever joined or left from the middle', (_, position) => {
    const act = fc.record({
      kind: fc.constantFrom('push', 'push', 'pop', 'remove'),
      pick: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 120 }), (acts) => {
        const table = new RequestTable();
        const heap = new RequestHeap(table, field.deadline, position);
        const order = (a: number, b: number) =>
          table.rows[a * STRIDE + field.deadline]! - table.rows[b * STRIDE + field.deadline]! ||
          table.rows[a * STRIDE + field.id]! - table.rows[b * STRIDE + field.id]!;
        let list: number[] = [];
        for (const [id, { kind, pick }] of acts.entries()) {
          if (kind === 'push') {
            const handle = table.allocate();
            table.rows[handle * STRIDE + field.id] = id;
            table.rows[handle * STRIDE + field.deadline] = pick % 7;
            heap.push(handle);
            list.push(handle);
          } else if (list.length > 0) {
            const handle = kind === 'pop' ? heap.pop() : list[pick % list.length]!;
            if (kind === 'remove') heap.remove(handle);
            else expect(handle).toBe(list[0]);
            list = list.filter((other) => other !== handle);
          }
          list.sort(order);
          const [top] = list;
          expect([heap.size, heap.top]).toEqual([list.length, top ?? -1]);
          const key = top === undefined ? Infinity : table.rows[top * STRIDE + field.deadline];
          expect(heap.topKey).toBe(key);
        }
      }),
      { seed: 51, numRuns: 100 },
    );
  });

  it('keeps a request in two heaps at once, by different fields', () => {
    const table = new RequestTable();
    const byFinish = new RequestHeap(table, field.finishCounter);
    const byDeadline = new RequestHeap(table, field.deadline, field.deadlinePosition);
    for (let i = 0; i < 40; i++) {
      const handle = table.allocate();
      table.rows[handle * STRIDE + field.id] = i;
      table.rows[handle * STRIDE + field.finishCounter] = i;
      table.rows[handle * STRIDE + field.deadline] = -i;
      byFinish.push(handle);
      byDeadline.push(handle);
    }
    expect([byFinish.top, byDeadline.top]).toEqual([0, 39]);
    byFinish.remove(39);
    expect([byFinish.size, byDeadline.size, byDeadline.pop()]).toEqual([39, 40, 39]);
  });
});
