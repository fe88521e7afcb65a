import { describe, expect, it } from 'vitest';
import { acceptedOrIssues, onePool } from './parse-text.ts';

function workload(slo: string, ...sets: readonly string[]) {
  const result = acceptedOrIssues(onePool, [`workloads[chat].slo=${slo}`, ...sets]);
  return typeof result === 'string' ? result : result.scenario.workloads[0]!;
}

describe('workloads[].slo.deadline', () => {
  it('is a target of the whole request, and by default no more than that', () => {
    for (const slo of ['{deadline: 33ms}', '{deadline: 33ms, onMiss: late}']) {
      expect(workload(slo)).toMatchObject({
        slo: { deadlineSeconds: 0.033, e2eSeconds: 0.033 },
        timeout: { totalSeconds: Number.POSITIVE_INFINITY },
      });
    }
    expect(workload('{deadline: 33ms, e2e: 20ms}')).toMatchObject({ slo: { e2eSeconds: 0.02 } });
    expect(workload('{e2e: 20ms}')).not.toHaveProperty('slo.deadlineSeconds');
  });

  it('lets go of what missed it where it is told to, no later than clients do', () => {
    expect(workload('{deadline: 2s, onMiss: drop}')).toMatchObject({
      timeout: { totalSeconds: 2 },
    });
    const impatient = 'workloads[chat].timeout={total: 1s}';
    expect(workload('{deadline: 2s, onMiss: drop}', impatient)).toMatchObject({
      timeout: { totalSeconds: 1 },
    });
  });

  it('is needed by what is done on a miss, and a ladder by who degrades', () => {
    expect(workload('{onMiss: drop}')).toMatch(/no deadline.*write deadline: 33ms/);
    expect(workload('{deadline: 1s, onMiss: degrade}')).toMatch(/no ladder to go down/);
  });
});
