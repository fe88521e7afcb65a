import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type DifficultyView, modelFor } from '../../src/policy/routing/difficulty-aware.ts';
import { betaAbility, chanceAt } from '../../src/quality/ability.ts';
import { chanceOfDeep, estimatedRank } from '../../src/quality/route.ts';
import { type RecordedRun, record } from '../property/recorded-run.ts';
import {
  concentration,
  LARGE,
  passAt1,
  quickConcentration,
  quickPassAt1,
  SMALL,
  thinkingScenario,
  twoModels,
} from './thinking-scenario.ts';

const requests = 1600;
/** Four standard errors of a share of a half. */
const noise = 2 / Math.sqrt(requests);
const threshold = 0.6;

const large = betaAbility(passAt1, concentration);
const small = betaAbility(quickPassAt1, quickConcentration);

const run = (routerError: number | 'blind', more: object = {}): RecordedRun => {
  const policy = { policy: 'difficulty-aware', models: [SMALL, LARGE], thresholds: [threshold] };
  const two = twoModels({ requests, ratePerSecond: 40, replicas: 2 });
  const routing = { ...policy, routerError };
  return record(thinkingScenario({ ...two, more: { ...two.more, routing }, ...more }));
};
type Row = RecordedRun['rows'][number];
const shareOf = (rows: readonly Row[], is: (row: Row) => boolean) =>
  rows.filter(is).length / rows.length;
/** Replicas of pool `large` are the first two. */
const isDeep = ({ replica }: Row) => replica < 2;

/** Mean over problems, and the share of them that go to the large model. */
function expected(routerError: number, problems = 2000) {
  let right = 0;
  let deep = 0;
  for (let i = 0; i < problems; i++) {
    const difficulty = (i + 0.5) / problems;
    const chance = chanceOfDeep(difficulty, 1 - threshold, routerError);
    right += chance * chanceAt(large, difficulty) + (1 - chance) * chanceAt(small, difficulty);
    deep += chance;
  }
  return { right: right / problems, deep: deep / problems };
}

const plain = { 0: run(0), 1: run(1), blind: run('blind') };

describe('who asks again', () => {
  it('asks the same: as hard, and of the same model', () => {
    const workload = { timeout: { total: '200ms' }, retry: { maxAttempts: 4 } };
    const { rows } = run(0.8, { workload });
    const byQuestion = new Map<number, Row[]>();
    for (const row of rows) {
      byQuestion.set(row.question!, [...(byQuestion.get(row.question!) ?? []), row]);
    }
    const repeated = [...byQuestion.values()].filter((tries) => tries.length > 1);
    expect(repeated.length).toBeGreaterThan(100);
    for (const tries of repeated) {
      expect(new Set(tries.map(({ difficulty }) => difficulty)).size).toBe(1);
      expect(
        new Set(tries.map(({ stages }) => stages!.findIndex(({ calls }) => calls > 0))).size,
      ).toBe(1);
    }
  });
});

describe('difficulty-aware routing', () => {
  it.each([
    [0, 0],
    [1, 1],
    ['blind', Number.POSITIVE_INFINITY],
  ] as const)('with error %s sends by the rank of its estimate, and answers are right as the mixture', (written, error) => {
    const { rows } = plain[written];
    expect(rows.length).toBe(requests);
    expect(Math.abs(shareOf(rows, isDeep) - (1 - threshold))).toBeLessThan(noise);
    const { right, deep } = expected(error);
    expect(deep).toBeCloseTo(1 - threshold, 3);
    expect(Math.abs(shareOf(rows, ({ fate }) => fate === 'right') - right)).toBeLessThan(noise);
    // the answer streams from the model that was chosen
    const long = rows.filter(({ outputTokens }) => outputTokens > 1);
    expect(long.every(({ ttftSeconds, e2eSeconds }) => ttftSeconds < e2eSeconds)).toBe(true);
    for (const row of rows) {
      expect(row.stages?.map(({ calls }) => calls)).toEqual(isDeep(row) ? [0, 1] : [1, 0]);
    }
  });

  it('without an error splits at the threshold, and blind regardless of the difficulty', () => {
    for (const row of plain[0].rows) expect(isDeep(row)).toBe(row.difficulty! >= threshold);
    const { rows } = plain.blind;
    const hard = rows.filter(({ difficulty }) => difficulty! >= threshold);
    expect(Math.abs(shareOf(hard, isDeep) - (1 - threshold))).toBeLessThan(1.6 * noise);
  });

  it('goes by the estimate alone: other abilities, other right answers, the same ways', () => {
    const able = (share: number) => ({
      task: {
        abilities: [
          { model: LARGE, passAt1: share },
          { model: SMALL, passAt1: share / 2 },
        ],
      },
    });
    const [good, bad] = [run(1, able(0.9)), run(1, able(0.1))];
    expect(good.rows.map(isDeep)).toEqual(bad.rows.map(isDeep));
    expect(good.rows.map(({ fate }) => fate)).not.toEqual(bad.rows.map(({ fate }) => fate));
    expectTypeOf<keyof DifficultyView>().toEqualTypeOf<'estimate'>();
  });

  it('orders best without an error: no other gives the model for easy problems easier ones', () => {
    const problem = fc.record({
      difficulty: fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      noise: fc.double({ min: -4, max: 4, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(problem, { minLength: 2, maxLength: 40 }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        (problems, error) => {
          const seen = problems
            .map((each) => ({
              ...each,
              estimate: estimatedRank(each.difficulty, error, each.noise),
            }))
            .sort((a, b) => a.estimate - b.estimate);
          const easy = seen.filter((each) => modelFor(each, [threshold]) === 0);
          const easiest = seen.map(({ difficulty }) => difficulty).sort((a, b) => a - b);
          const sum = (values: readonly number[]) =>
            values.reduce((all, each) => all + chanceAt(small, each), 0);
          expect(sum(easy.map(({ difficulty }) => difficulty))).toBeLessThanOrEqual(
            sum(easiest.slice(0, easy.length)) + 1e-9,
          );
          expect(easy).toEqual(seen.slice(0, easy.length));
        },
      ),
    );
  });

  it('finds the place of an estimate among several thresholds', () => {
    const places = [0, 0.2, 0.49, 0.5, 0.8, 0.99].map((estimate) =>
      modelFor({ estimate }, [0.2, 0.5, 0.8]),
    );
    expect(places).toEqual([0, 1, 1, 2, 3, 3]);
  });
});
