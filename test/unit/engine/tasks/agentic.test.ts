import { describe, expect, it } from 'vitest';
import { createRun } from '../../../../src/engine/run.ts';
import { record, withEngines } from '../../../property/recorded-run.ts';
import { bySession, type Choice, compiledTasks, rowsOf, tasksOf } from './task-runs.ts';

const fixed = (value: number) => `{ distribution: fixed, value: ${value} }`;
/** A plan, three sub-agents of two rounds with a tool of 50 ms before each, and an answer that joins them. */
const graph = `{ process: agentic, rate: 2/s, calls: [
  { name: plan, promptTokens: ${fixed(100)}, outputTokens: ${fixed(10)} },
  { name: search, after: [plan], continues: none, copies: 3, rounds: 2, wait: 50ms, promptTokens: ${fixed(30)}, outputTokens: ${fixed(4)} },
  { name: answer, after: [plan, search], promptTokens: ${fixed(7)}, outputTokens: ${fixed(20)} }] }`;

describe("agents' graphs", () => {
  const tasks = bySession(rowsOf({ arrivals: graph, requests: 400 })).filter(
    (calls) => calls.length === 8,
  );

  it('fan out, go through their rounds with a wait before each, and join', () => {
    expect(tasks.length).toBeGreaterThan(40);
    for (const [plan, ...rest] of tasks) {
      const answer = rest.pop()!;
      // a sub-agent is told the plan, which is no part of a context that it goes on from
      const first = rest.filter((row) => row.promptTokens === 10 + 30);
      const second = rest.filter((row) => row.promptTokens === 10 + 30 + 4 + 30);
      expect([first.length, second.length]).toEqual([3, 3]);
      for (const row of first) {
        expect(row.arrivalSeconds).toBeCloseTo(plan!.completionSeconds + 0.05, 12);
      }
      for (const row of second) {
        expect(row.arrivalSeconds).toBeGreaterThan(plan!.completionSeconds + 0.1);
      }
      const last = Math.max(...second.map((row) => row.completionSeconds));
      expect(answer.arrivalSeconds).toBe(last);
      // the plan and its answer, what three searches found, and seven tokens
      expect(answer.promptTokens).toBe(100 + 10 + 3 * 4 + 7);
    }
  });

  it('report tasks from end to end, and how many calls each made', () => {
    for (const task of tasksOf({ arrivals: graph, requests: 400 })) {
      expect(task.calls).toBe(8);
      // 10 + 2 × 4 + 20 tokens at 1 ms each, and two waits; a step may have begun before
      expect(task.seconds).toBeGreaterThan(0.138 - 1e-9);
      expect(task.seconds).toBeLessThan(0.145);
    }
  });

  it('continue one by one where as many copies follow', () => {
    const lanes = `{ process: agentic, rate: 2/s, calls: [
      { name: a, copies: 2, promptTokens: { distribution: uniform, min: 10, max: 99 }, outputTokens: ${fixed(3)} },
      { name: b, after: [a], continues: a, copies: 2, promptTokens: ${fixed(5)}, outputTokens: ${fixed(3)} }] }`;
    for (const calls of bySession(rowsOf({ arrivals: lanes, requests: 100 }))) {
      if (calls.length < 4) continue;
      const begun = calls.slice(0, 2).map((row) => row.promptTokens + 3 + 5);
      expect(calls.slice(2).map((row) => row.promptTokens)).toEqual(begun);
    }
  });

  it('fail with a call that fails, when what else was sent has ended', () => {
    const choice: Choice = {
      arrivals: graph.replace('rate: 2/s', 'rate: 20/s'),
      requests: 900,
      sequences: 2,
      more: 'timeout: { total: 25ms }',
    };
    const ended = tasksOf(choice);
    expect(ended.some((task) => !task.completed)).toBe(true);
    expect(ended.some((task) => task.completed)).toBe(true);
    for (const task of ended) if (task.completed) expect(task.calls).toBe(8);
    // what a failed call kept from being sent
    expect(ended.some((task) => task.calls < 8)).toBe(true);
  });

  it('are equal to the bit, stretched or step by step, and however they are cut into slices', () => {
    const scenario = compiledTasks({ arrivals: graph, requests: 300, sequences: 2 });
    const whole = record(scenario);
    expect(record(withEngines(scenario, { stepping: 'stepwise' })).rows).toEqual(whole.rows);
    const ids: number[] = [];
    const ignore = () => {};
    const run = createRun(scenario, 0, {
      gap: ignore,
      gaps: ignore,
      timeseries: ignore,
      replica: ignore,
      request: (row) => ids.push(row.request, row.e2eSeconds),
    });
    while (run.advance({ maxEvents: 3 }) !== 'done');
    expect(ids).toEqual(whole.rows.flatMap((row) => [row.request, row.e2eSeconds]));
  });
});
