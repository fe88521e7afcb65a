import { describe, expect, it } from 'vitest';
import { createArrivalSource } from '../../../../src/engine/arrivals.ts';
import { field, STRIDE } from '../../../../src/engine/request-table.ts';
import { createRun } from '../../../../src/engine/run.ts';
import { record, withEngines } from '../../../property/recorded-run.ts';
import { bySession, type Choice, compiledTasks, rowsOf, tasksOf } from './task-runs.ts';

const six = '{ process: sessions, rate: 20/s, turns: 6, thinkTime: 100ms }';

describe('sessions', () => {
  it('send a turn a think time after the one before ended, with all of it and new tokens', () => {
    const sessions = bySession(rowsOf({ arrivals: six }));
    let pairs = 0;
    for (const turns of sessions) {
      expect(turns.map((row) => row.turn)).toEqual(turns.map((_, i) => i));
      for (const [i, row] of turns.entries()) {
        const before = turns[i - 1];
        if (before === undefined) continue;
        pairs += 1;
        expect(row.arrivalSeconds).toBeCloseTo(before.completionSeconds + 0.1, 12);
        expect(row.promptTokens).toBe(before.promptTokens + before.outputTokens + 20);
        expect(row.tenant).toBe(before.tenant);
      }
    }
    expect(pairs).toBeGreaterThan(200);
    expect(Math.max(...sessions.map((turns) => turns.length))).toBe(6);
  });

  it('have as many turns as their law says, and as many requests per second as its mean', () => {
    const arrivals =
      '{ process: sessions, rate: 10/s, turns: { distribution: geometric, mean: 4 }, thinkTime: { distribution: exponential, mean: 200ms } }';
    const requests = 12_000;
    const rows = rowsOf({ arrivals, requests });
    const rate = requests / rows.at(-1)!.arrivalSeconds;
    // sessions of mean 4 and variance 12: λ·E[N] with a relative error of √((1 + Var ÷ E²) ÷ sessions)
    expect(Math.abs(rate / 40 - 1)).toBeLessThan(4 * Math.sqrt(1.75 / (requests / 4)));
    const calls = tasksOf({ arrivals, requests }).map((task) => task.calls);
    const mean = calls.reduce((sum, each) => sum + each, 0) / calls.length;
    expect(Math.abs(mean - 4)).toBeLessThan((5 * Math.sqrt(12)) / Math.sqrt(calls.length));
  });

  it('tell what a prompt begins with, so that a cache can know', () => {
    const scenario = compiledTasks({ arrivals: six });
    const source = createArrivalSource(scenario, scenario.workloads[0]!, 0);
    const rows = new Float64Array(2 * STRIDE);
    rows[field.id] = 7;
    expect(source.take(rows, 0)).toBeNull();
    source.onEnded(rows[field.client]!, 0.001, false, true, 5);
    rows[STRIDE + field.id] = 8;
    let content = source.take(rows, STRIDE);
    while (rows[STRIDE + field.turn] !== 1) content = source.take(rows, STRIDE);
    // prompt and answer of request 7
    expect(content).toEqual(Float64Array.of(7, 25));
    expect(rows[STRIDE + field.prompt]).toBe(45);
  });

  it('end, or lose the beginning of their prompts, where the context is full', () => {
    const limited = (whenFull: string) =>
      bySession(
        rowsOf({
          arrivals: `{ process: sessions, rate: 5/s, turns: 6, thinkTime: 10ms, contextLimit: 80, whenFull: ${whenFull} }`,
        }),
      );
    // 20 + 5, 45 + 5, 70 + 5, and no room for 95 + 5
    for (const turns of limited('end')) expect(turns.length).toBeLessThanOrEqual(3);
    const cut = limited('truncate').filter((turns) => turns.length === 6);
    expect(cut.length).toBeGreaterThan(20);
    for (const turns of cut) {
      expect(turns.map((row) => row.promptTokens)).toEqual([20, 45, 70, 75, 75, 75]);
    }
  });

  it('end with a turn that fails, or go on without it', () => {
    const failing = (afterFailure: string): Choice => ({
      arrivals: `{ process: sessions, rate: 40/s, turns: 5, thinkTime: 20ms, afterFailure: ${afterFailure} }`,
      output: '{ distribution: uniform, min: 1, max: 60 }',
      more: 'timeout: { total: 40ms }',
    });
    const ended = bySession(rowsOf(failing('end')));
    let failures = 0;
    for (const turns of ended) {
      for (const row of turns.slice(0, -1)) expect(row.outcome).toBe('completed');
      if (turns.at(-1)?.outcome === 'expired') failures += 1;
    }
    expect(failures).toBeGreaterThan(20);
    expect(tasksOf(failing('end')).filter((task) => !task.completed).length).toBeGreaterThan(20);
    const goingOn = bySession(rowsOf(failing('continue')));
    let after = 0;
    for (const turns of goingOn) {
      for (const [i, row] of turns.entries()) {
        const before = turns[i - 1];
        if (before === undefined || before.outcome === 'completed') continue;
        after += 1;
        // as if it had not been said: neither its new tokens nor its answer
        expect(row.promptTokens).toBe(before.promptTokens);
      }
    }
    expect(after).toBeGreaterThan(20);
    expect(tasksOf(failing('continue')).every((task) => task.completed)).toBe(true);
  });

  it('report how long they took, thinking included', () => {
    const [first] = tasksOf({ arrivals: six.replace('20/s', '1/s'), requests: 60 });
    // six turns of 5 ms and five pauses
    expect(first?.calls).toBe(6);
    expect(first?.seconds).toBeCloseTo(6 * 0.005 + 5 * 0.1, 9);
  });

  it('ask the same at every rate, and whatever else is asked', () => {
    const drawn: Choice = {
      arrivals:
        '{ process: sessions, rate: 3/s, turns: { distribution: geometric, mean: 4 }, thinkTime: { distribution: exponential, mean: 100ms } }',
      prompt: '{ distribution: lognormal, mean: 100, cv: 1 }',
      output: '{ distribution: lognormal, mean: 10, cv: 1 }',
      more: 'tenants: { count: 5, skew: 1 }',
    };
    const asked = (choice: Choice) =>
      bySession(rowsOf(choice))
        .slice(0, 30)
        .map((turns) =>
          turns.map((row) => [row.promptTokens, row.intendedOutputTokens, row.tenant]),
        );
    const faster = { ...drawn, arrivals: drawn.arrivals.replace('3/s', '30/s'), requests: 2000 };
    expect(asked({ ...faster })).toEqual(asked({ ...drawn, requests: 2000 }));
    const others =
      '  - { name: another, model: llama-3.1-8b, arrivals: { process: poisson, rate: 20/s } }';
    const beside = bySession(rowsOf({ ...drawn, others, requests: 4000 }));
    const alone = bySession(rowsOf({ ...drawn, requests: 2000 }));
    const wanted = alone[3]!.map((row) => row.promptTokens);
    expect(beside[3]!.map((row) => row.promptTokens)).toEqual(wanted);
  });

  it('are equal to the bit, stretched or step by step, and however they are cut into slices', () => {
    const scenario = compiledTasks({
      arrivals: six,
      output: '{ distribution: uniform, min: 1, max: 90 }',
      sequences: 3,
      more: 'timeout: { total: 200ms }',
    });
    const whole = record(scenario);
    expect(record(withEngines(scenario, { stepping: 'stepwise' })).rows).toEqual(whole.rows);
    const rows: number[] = [];
    const ignore = () => {};
    const run = createRun(scenario, 0, {
      gap: ignore,
      gaps: ignore,
      timeseries: ignore,
      replica: ignore,
      request: (row) => rows.push(row.request, row.e2eSeconds, row.session ?? -1),
    });
    while (run.advance({ maxEvents: 5 }) !== 'done');
    expect(rows).toEqual(whole.rows.flatMap((row) => [row.request, row.e2eSeconds, row.session]));
  });
});
