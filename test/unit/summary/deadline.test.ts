import { describe, expect, it } from 'vitest';
import { ClassCollector } from '../../../src/record/class-samples.ts';
import { outcomeCode } from '../../../src/record/outcome.ts';
import { deadlineOf as figuresOf } from '../../../src/summary/deadline.ts';
import { noTargets, requestRow } from '../record/rows.ts';
import { totals } from './sample-run.ts';

/** 1 ms, 2 ms, … and `dropped` requests that never completed. */
function collected(count: number, dropped: number, mode: 'exact' | 'sketch') {
  const collector = new ClassCollector(mode);
  for (let i = 1; i <= count; i++) {
    collector.accept(requestRow({ request: i, e2eSeconds: i / 1000 }), noTargets);
  }
  const outcome = outcomeCode.expired;
  for (let i = 0; i < dropped; i++) {
    collector.accept(requestRow({ request: count + 1 + i, outcome, e2eSeconds: 9 }), noTargets);
  }
  return collector;
}

/** Figures of as many workloads, each with its deadline. */
function deadlineOf(of: ClassCollector, slos: readonly { deadlineSeconds?: number }[]) {
  const none = { ttftSeconds: 1, tpotSeconds: 1, e2eSeconds: 1, attainment: 1 };
  const workloads = slos.map((slo) => ({ name: 'w', group: 0, slo: { ...none, ...slo } }));
  const compiled = { name: 's', seed: '1', workloads, pools: [], groups: [] };
  return figuresOf(of, [...slos.keys()], { compiled, totals });
}

describe('deadlineOf', () => {
  it('takes the margin at one in ten thousand, and counts what is late or never comes', () => {
    const { deadline } = deadlineOf(collected(1000, 10, 'exact'), [{ deadlineSeconds: 0.99 }]);
    // type 7: 1 + 999 × 0.9999 = 999.9001
    expect(deadline!.marginSeconds).toBeCloseTo(0.99 - 0.9999001, 9);
    expect(deadline).toMatchObject({ missed: 20, missedShare: 20 / 1010 });
  });

  it('says nearly the same of a sketch', () => {
    const { deadline } = deadlineOf(collected(1000, 10, 'sketch'), [{ deadlineSeconds: 0.99 }]);
    expect(Math.abs(deadline!.marginSeconds! + 0.0099)).toBeLessThan(0.01);
    expect(Math.abs(deadline!.missed - 20)).toBeLessThan(10);
  });

  it('is nothing without a deadline, and of several workloads; without completions no margin', () => {
    expect(deadlineOf(collected(10, 0, 'exact'), [{}])).toEqual({});
    const two = [{ deadlineSeconds: 1 }, { deadlineSeconds: 1 }];
    expect(deadlineOf(collected(10, 0, 'exact'), two)).toEqual({});
    const { deadline } = deadlineOf(collected(0, 3, 'exact'), [{ deadlineSeconds: 1 }]);
    expect(deadline).toEqual({ seconds: 1, marginSeconds: null, missed: 3, missedShare: 1 });
  });
});
