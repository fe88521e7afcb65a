import { describe, expect, it } from 'vitest';
import type { CompiledScenario, CompiledWorkload } from '../../../src/compile/compiled.ts';
import { Intake } from '../../../src/engine/intake.ts';
import { STRIDE } from '../../../src/engine/request-table.ts';
import { Calendar } from '../../../src/kernel/calendar.ts';
import { makeScenario, makeWorkload } from '../../differential/builders.ts';

const fixed = { distribution: 'fixed', value: 3 } as const;
const every = (seconds: number, name: string): CompiledWorkload =>
  makeWorkload({
    name,
    arrivals: { process: 'deterministic', ratePerSecond: 1 / seconds },
    promptTokens: fixed,
    outputTokens: fixed,
  });
const traced = (name: string) => makeWorkload({ name });

function intakeOf(
  workloads: readonly CompiledWorkload[],
  horizon: Partial<CompiledScenario['horizon']> = {},
) {
  const base = makeScenario();
  const scenario = makeScenario({ workloads, horizon: { ...base.horizon, ...horizon } });
  const calendar = new Calendar(workloads.length);
  const closed: number[] = [];
  const intake = new Intake(scenario, 0, calendar, (seconds) => closed.push(seconds));
  const rows = new Float64Array(STRIDE);
  /** Takes the next request, as the calendar has it. */
  const step = () => {
    const workload = calendar.nextSlot;
    const seconds = intake.nextSeconds(workload);
    intake.take(workload, rows, 0);
    return [workload, seconds] as const;
  };
  return { intake, calendar, closed, step };
}

const rowsAt = (...seconds: number[]) => ({
  length: seconds.length,
  arrivalSeconds: Float64Array.from(seconds),
  promptTokens: new Int32Array(seconds.length).fill(1),
  outputTokens: new Int32Array(seconds.length).fill(1),
});

describe('Intake', () => {
  it('merges its sources by instant, those of one instant by order of workloads', () => {
    const { step } = intakeOf([every(2, 'a'), every(1, 'b')]);
    const taken = Array.from({ length: 6 }, step);
    expect(taken).toEqual([
      [1, 1],
      [0, 2],
      [1, 2],
      [1, 3],
      [0, 4],
      [1, 4],
    ]);
  });

  it('closes with the last request of a count, at its instant', () => {
    const { intake, calendar, closed, step } = intakeOf([every(2, 'a'), every(1, 'b')], {
      maxRequests: 4,
    });
    for (let i = 0; i < 4; i++) step();
    expect([intake.offered, intake.open, closed, calendar.size]).toEqual([4, false, [3], 0]);
    intake.close(99);
    expect(closed).toEqual([3]);
  });

  it('takes nothing after its duration, and stays open until then', () => {
    const { intake, calendar, closed, step } = intakeOf([every(2, 'a')], {
      durationSeconds: 5,
    });
    step();
    expect(intake.open).toBe(true);
    step();
    expect([intake.offered, intake.open, calendar.size]).toEqual([2, true, 0]);
    intake.close(5);
    expect([intake.open, closed]).toEqual([false, [5]]);
  });

  it('is hungry while it does not know the next row of every trace', () => {
    const { intake, closed, step } = intakeOf([traced('a'), traced('b')]);
    expect(intake.hungry).toBe(true);
    intake.feed(0, rowsAt(1));
    expect(intake.hungry).toBe(true);
    intake.feed(1, rowsAt(2, 3));
    expect(intake.hungry).toBe(false);
    expect(step()).toEqual([0, 1]);
    expect(intake.hungry).toBe(true);
    intake.feed(0, null);
    expect([intake.hungry, closed]).toEqual([false, []]);
    intake.feed(1, null);
    expect([step(), step(), closed]).toEqual([[1, 2], [1, 3], [3]]);
  });

  it('keeps the place of the next row of a trace in the calendar: it may belong to this instant', () => {
    const { intake, calendar, step } = intakeOf([traced('a')]);
    intake.feed(0, rowsAt(1));
    const due = calendar.nextTime;
    step();
    expect([calendar.nextSlot, calendar.nextTime]).toEqual([0, due]);
    intake.feed(0, rowsAt(1, 7));
    expect(calendar.nextTime).toBe(due);
  });

  it('lets traces decide the end where there is neither a count nor a duration', () => {
    const { intake, closed, step } = intakeOf([every(1, 'a'), traced('b')]);
    intake.feed(1, rowsAt(0.5, 2.5));
    intake.feed(1, null);
    expect([step(), step(), step(), step()]).toEqual([
      [1, 0.5],
      [0, 1],
      [0, 2],
      [1, 2.5],
    ]);
    expect([intake.open, closed]).toEqual([false, [2.5]]);
  });

  it('never holds a closed loop for exhausted while all its clients wait', () => {
    const arrivals = {
      process: 'closed-loop',
      concurrency: 1,
      thinkSeconds: 1,
      rampUpSeconds: 0,
      retryAfterSeconds: 1,
    } as const;
    const { intake, calendar, step } = intakeOf([{ ...every(1, 'a'), arrivals }], {
      maxRequests: 2,
    });
    step();
    expect([intake.open, calendar.size]).toEqual([true, 0]);
    intake.onEnded(0, 0, 5, { rejected: false, completed: true, made: 1, leaves: false });
    expect(step()).toEqual([0, 6]);
    expect(intake.open).toBe(false);
  });
});
