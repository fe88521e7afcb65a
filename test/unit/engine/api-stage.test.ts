import { describe, expect, it } from 'vitest';
import { ApiStage } from '../../../src/engine/api-stage.ts';
import { clearProgress, field, RequestTable, STRIDE } from '../../../src/engine/request-table.ts';
import { Calendar } from '../../../src/kernel/calendar.ts';

function stage() {
  const table = new RequestTable();
  const calendar = new Calendar(1);
  const api = new ApiStage(table, calendar, 0, 2);
  const send = (replica: number, seconds: number, apiSeconds: number) => {
    const handle = table.allocate();
    clearProgress(table.rows, handle * STRIDE);
    table.rows[handle * STRIDE + field.id] = handle;
    table.rows[handle * STRIDE + field.replica] = replica;
    api.put(handle, seconds, seconds + apiSeconds);
    return handle;
  };
  return { api, calendar, send };
}

describe('the API stage', () => {
  it('hands requests over in order of readiness, then of age', () => {
    const { api, calendar, send } = stage();
    const slow = send(0, 1, 3);
    const [first, second] = [send(1, 2, 0.5), send(1, 2, 0.5)];
    expect([api.countOf(0), api.countOf(1)]).toEqual([1, 2]);
    expect(api.nextSeconds).toBe(2.5);
    expect([api.take(), api.take()]).toEqual([first, second]);
    expect(calendar.nextTime).toBeCloseTo(4, 8);
    expect(api.take()).toBe(slow);
    expect([api.countOf(0), api.countOf(1), calendar.size]).toEqual([0, 0, 0]);
    expect(api.nextSeconds).toBe(Number.POSITIVE_INFINITY);
  });

  it('lets a client that gives up go, once', () => {
    const { api, send } = stage();
    const [gone, stays] = [send(0, 0, 1), send(0, 0.25, 1)];
    expect([api.giveUp(gone), api.giveUp(gone)]).toEqual([true, false]);
    expect([api.nextSeconds, api.countOf(0)]).toEqual([1.25, 1]);
    const left: number[] = [];
    api.halt((handle) => left.push(handle));
    expect(left).toEqual([stays]);
  });
});
