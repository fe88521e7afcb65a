import { describe, expect, it } from 'vitest';
import { hashKey, hashUniform } from '../../../../src/base/random/hash.ts';
import { returnChance } from '../../../../src/engine/clients/satisfaction.ts';
import { record, withEngines } from '../../../property/recorded-run.ts';
import { bySession, compiledTasks, tasksOf } from '../tasks/task-runs.ts';

const TURNS = 5;
const spec = {
  of: 'ttft',
  targetSeconds: 1,
  halvingSeconds: 2,
  most: 0.8,
  wrong: 0.5,
  unanswered: 0.25,
} as const;

/** A chip that is too slow for its users, half of whom give up now and then, and ask again. */
const busy = (satisfaction: string, others = '') => ({
  arrivals: `{ process: sessions, rate: 20, turns: ${TURNS}, thinkTime: 50ms, afterFailure: continue }`,
  output: '{ distribution: uniform, min: 1, max: 300 }',
  sequences: 2,
  more: `satisfaction: ${satisfaction}\n    timeout: { total: 2s }\n    retry: { maxAttempts: 2, on: [expired] }${others}`,
});
const model = '{ of: e2e, target: 100ms, halving: 500ms, most: 0.9, unanswered: 0.6 }';

describe('the chance that a user goes on', () => {
  it('falls by half with each halving time beyond the target, and by its factors', () => {
    const at = (waitedSeconds: number | null, isRight: boolean | null = null) =>
      returnChance(spec, { waitedSeconds, isRight });
    expect([0, 1, 3, 5].map((wait) => at(wait))).toEqual([0.8, 0.8, 0.4, 0.2]);
    expect(at(3, true)).toBe(0.4);
    expect(at(3, false)).toBe(0.2);
    expect(at(null)).toBe(0.2);
  });
});

describe('users of sessions', () => {
  it('leave where a loop over the rows says so, and come back everywhere else', () => {
    const scenario = compiledTasks(busy(model));
    const { rows, opinions = [] } = record(scenario);
    const key = hashKey(scenario.seed, 0, 'workload', 'chat', 'satisfaction');
    const [law] = scenario.workloads.map(({ satisfaction }) => satisfaction!);
    const firsts = rows.filter(({ tries }) => tries === 1);
    const closedSeconds = Math.max(...firsts.map((row) => row.arrivalSeconds));
    const met = { left: 0, stayed: 0, asked: 0, unanswered: 0, judged: 0 };
    for (const all of bySession(rows)) {
      for (const turn of new Set(all.map((row) => row.turn ?? -1))) {
        const tries = all.filter((row) => row.turn === turn).sort((a, b) => a.request - b.request);
        const [first, last] = [tries[0]!, tries.at(-1)!];
        if (last.outcome === 'in-flight') continue;
        if (last.outcome === 'expired' && (last.tries ?? 1) < 2) continue;
        met.judged++;
        const isAnswered = last.outcome === 'completed';
        const waitedSeconds = isAnswered ? last.completionSeconds - first.arrivalSeconds : null;
        const chance = returnChance(law!, { waitedSeconds, isRight: null });
        const stays = hashUniform(key, first.session!, turn, 0) < chance;
        const goesOn = all.some((row) => row.turn === turn + 1);
        met.asked += tries.length - 1;
        met.unanswered += isAnswered ? 0 : 1;
        if (!stays) expect(goesOn, `turn ${turn} of session ${first.session}`).toBe(false);
        met[stays ? 'stayed' : 'left']++;
        const isLast = turn === TURNS - 1;
        // who would have come back when no more requests were taken did not
        if (stays && !isLast && !goesOn) {
          expect(last.completionSeconds + 0.05).toBeGreaterThanOrEqual(closedSeconds);
        }
      }
    }
    expect(opinions.filter(({ returns }) => returns).length).toBe(met.stayed);
    expect(opinions.length).toBe(met.judged);
    for (const count of Object.values(met)) expect(count, JSON.stringify(met)).toBeGreaterThan(15);
  });

  it('leave by the same draws step by step', () => {
    const scenario = compiledTasks(busy(model));
    const run = record(withEngines(scenario, { stepping: 'stretched' }));
    const stepwise = record(withEngines(scenario, { stepping: 'stepwise' }));
    expect(stepwise.rows).toEqual(run.rows);
    expect(stepwise.opinions).toEqual(run.opinions);
  });

  it('change nothing where they are patient beyond all measure', () => {
    const none = record(compiledTasks(busy('none')));
    const patient = record(compiledTasks(busy('{ target: 1h, unanswered: 1 }')));
    expect(patient.rows).toEqual(none.rows);
    expect(patient.totals).toEqual(none.totals);
    expect(none.opinions).toBeUndefined();
    expect(patient.opinions!.every(({ returns }) => returns)).toBe(true);
  });

  it('end a session that is not failed, and say that they left', () => {
    const hopeless = { arrivals: '{ process: sessions, rate: 5, turns: 3, thinkTime: 10ms }' };
    const more = 'satisfaction: { target: 0s, most: 0 }';
    const ends = tasksOf({ ...hopeless, more, requests: 40 });
    expect(ends.length).toBeGreaterThan(30);
    expect(ends.every(({ calls, completed, isLeft }) => calls === 1 && completed && isLeft)).toBe(
      true,
    );
    // nobody leaves who has nothing more to ask
    const once = { arrivals: '{ process: sessions, rate: 5, turns: 1, thinkTime: 10ms }' };
    expect(tasksOf({ ...once, more, requests: 40 }).some(({ isLeft }) => isLeft)).toBe(false);
  });
});
