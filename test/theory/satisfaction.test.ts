import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../src/compile/compile.ts';
import { record } from '../property/recorded-run.ts';
import { scenarioOf } from '../unit/scenario/parse-text.ts';
import { service } from './queue-system.ts';

const TURNS = 6;

/** Users who ask up to six questions, each answered in a time that is exponential with a mean of a second, whoever else asks. */
function measure(
  satisfaction: Readonly<Record<string, number | string>>,
  task: string,
  strategy?: Readonly<Record<string, unknown>>,
) {
  const { tokens, stepSeconds } = service.exponential;
  const text = JSON.stringify({
    name: 'satisfaction',
    seed: `satisfaction ${JSON.stringify(satisfaction)}`,
    horizon: { duration: '500s', drain: '500s', warmup: 0 },
    workloads: [
      {
        name: 'talks',
        model: 'llama-3.2-3b',
        arrivals: {
          process: 'sessions',
          rate: 2,
          turns: TURNS,
          thinkTime: '1s',
          whenFull: 'truncate',
        },
        promptTokens: { distribution: 'fixed', value: 1 },
        outputTokens: tokens,
        maxTokens: 100_000,
        ...{ task, ...(strategy && { strategy }) },
        satisfaction: { of: 'e2e', ...satisfaction },
      },
    ],
    pools: [
      {
        name: 'server',
        accelerator: 'h100-sxm',
        replicas: 1,
        serves: ['llama-3.2-3b'],
        engine: {
          ...{ maxSequences: 256, kvBlocks: 10_000_000 },
          stepTime: { kind: 'affine', base: stepSeconds },
        },
      },
    ],
    outputs: { timeseries: 'none' },
  });
  const { opinions = [], rows } = record(compileScenario(scenarioOf(text), { traces: {} }));
  const returns = opinions.filter((each) => each.returns).length;
  const wrong = opinions.filter(({ isRight }) => isRight === false).length;
  const first = rows.filter(({ turn }) => turn === 0).length;
  return {
    turns: opinions.length,
    share: returns / opinions.length,
    late: opinions.filter(({ isLate }) => isLate).length / opinions.length,
    wrong: wrong / opinions.length,
    // a run that ends by the clock leaves the last sessions some turns short: 6 s of 500
    perSession: rows.length / first,
  };
}

/** E[2^(−(S − T)⁺ ÷ h)] of S ~ exp(1): 1 − e^−T + e^−T ÷ (1 + ln 2 ÷ h). */
function meanFactor(target: number, halving: number): number {
  const late = Math.exp(-target);
  return 1 - late + late / (1 + Math.LN2 / halving);
}

/** The same of the latest of three: its density is 3 e^−s − 6 e^−2s + 3 e^−3s. */
function meanFactorOfThree(target: number, halving: number): number {
  const inTime = (1 - Math.exp(-target)) ** 3;
  const rate = Math.LN2 / halving;
  const late = [3, -6, 3].map((share, i) => (share * Math.exp(-(i + 1) * target)) / (i + 1 + rate));
  return late.reduce((sum, each) => sum + each, inTime);
}

describe('users who leave for how they were served', () => {
  it.each([
    [0, 1, 1],
    [1, 0.5, 0.9],
    [2, 5, 1],
  ])('return as the law has it, of exponential answers: target %f s, halving %f s, at most %f', (target, halving, most) => {
    const { share, late, turns, perSession } = measure({ target, halving, most }, 'none');
    const chance = most * meanFactor(target, halving);
    // four standard errors of a share
    const apart = 4 * Math.sqrt((chance * (1 - chance)) / turns);
    expect(Math.abs(share - chance)).toBeLessThan(apart);
    expect(Math.abs(late - Math.exp(-target))).toBeLessThan(4 * Math.sqrt(0.25 / turns));
    // 1 + p + p² + …: a geometric law, cut at the turns that users have at most
    const expected = (1 - chance ** TURNS) / (1 - chance);
    expect(Math.abs(perSession / expected - 1)).toBeLessThan(0.08);
  });

  it('return less often by the share of wrong answers', () => {
    const { share, wrong, turns } = measure({ target: 1, halving: 2, wrong: 0.4 }, 'math-500');
    expect(wrong).toBeGreaterThan(0.2);
    const chance = meanFactor(1, 2) * (1 - wrong * (1 - 0.4));
    expect(Math.abs(share - chance)).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / turns));
  });

  it('return as the latest of three votes and the right answers of all have it', () => {
    const strategy = { kind: 'majority-vote', samples: 3 };
    const law = { target: 1, halving: 2, wrong: 0.4 };
    const { share, wrong, late, turns } = measure(law, 'math-500', strategy);
    expect(wrong).toBeGreaterThan(0.2);
    expect(Math.abs(late - (1 - (1 - Math.exp(-1)) ** 3))).toBeLessThan(
      4 * Math.sqrt(0.25 / turns),
    );
    const chance = meanFactorOfThree(1, 2) * (1 - wrong * (1 - 0.4));
    expect(Math.abs(share - chance)).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / turns));
  });
});
