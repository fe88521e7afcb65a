import { describe, expect, it } from 'vitest';
import { StageCounts } from '../../../src/record/stages.ts';
import { answersText } from '../../../src/report/quality-text.ts';
import { stagesOf } from '../../../src/summary/stages.ts';

const never = Number.POSITIVE_INFINITY;
const slo = { ttftSeconds: never, tpotSeconds: never, e2eSeconds: never, attainment: 0.99 };
const workload = { name: 'q', group: 0, slo };
const nothing = { calls: 0, tokens: 0, joules: 0, usd: 0, isDelivered: false };
const small = { calls: 3, tokens: 300, joules: 30, usd: 0.03, isDelivered: true };
const large = { calls: 1, tokens: 100, joules: 90, usd: 0.09, isDelivered: true };

describe('the stages of a strategy', () => {
  const stages = new StageCounts(2);
  stages.accept([small, nothing], { fate: 'right' });
  stages.accept([small, nothing], { fate: 'wrong-delivered' });
  stages.accept([{ ...small, isDelivered: false }, large], { fate: 'right' });
  const collected = { stages, measured: 4, accounts: null };
  const named = (...stages: string[]) => ({
    workloads: [{ ...workload, strategy: { stages, tiers: [] } }, workload],
  });
  const two = named('small', 'large');
  const figures = stagesOf(collected, [0], two).stages!;

  it('have shares of the requests that they were called for, and costs over all', () => {
    expect(figures[0]).toMatchObject({
      stage: 'small',
      calledShare: 3 / 4,
      rightShare: 2 / 3,
      deliveredShare: 2 / 3,
      callsPerRequest: 9 / 4,
      tokensPerRequest: 900 / 4,
      joulesPerRequest: 90 / 4,
      joulesShare: 0.5,
    });
    expect(figures[1]).toMatchObject({ calledShare: 1 / 4, rightShare: 1, joulesShare: 0.5 });
  });

  it('cost what is known: nothing where nobody counts or no price is', () => {
    expect(figures.map(({ usdPerRequest }) => usdPerRequest)).toEqual([null, null]);
    const accounts = { usd: null as never, usdSum: 1, gramsSum: 1 };
    const [priced] = stagesOf({ ...collected, accounts }, [0], two).stages!;
    expect(priced!.usdPerRequest).toBeCloseTo(0.09 / 4, 12);
    const free = new StageCounts(1);
    free.accept([{ ...small, usd: Number.NaN }], { fate: 'right' });
    const unknown = { stages: free, measured: 1, accounts };
    const [unpriced] = stagesOf(unknown, [0], named('small')).stages!;
    expect(unpriced!.usdPerRequest).toBeNull();
  });

  it('are absent without tiers and over several workloads, and empty where nothing was measured', () => {
    expect(stagesOf(collected, [1], two)).toEqual({});
    expect(stagesOf(collected, [0, 1], two)).toEqual({});
    const none = stagesOf({ stages: null, measured: 0, accounts: null }, [0], two).stages!;
    expect(none.map(({ calledShare, rightShare }) => [calledShare, rightShare])).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  it('have a line each, but for one that gets copies alone', () => {
    const lines = answersText({ quality: null, stages: figures });
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(
      'large: called for 25 % of the requests, of which 100 % were answered rightly; 50 % of the energy',
    );
    expect(answersText({ quality: null })).toEqual([]);
    const [small, large] = lines;
    const answers = { quality: null, stages: figures };
    expect(answersText(answers, { kind: 'shadow', to: 'large' })).toEqual([small]);
    expect(answersText(answers, { kind: 'canary', to: 'large' })).toEqual([small, large]);
  });
});
