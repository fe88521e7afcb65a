import { describe, expect, it } from 'vitest';
import { AnswerCounts } from '../../../src/record/answers.ts';
import { qualityOf } from '../../../src/summary/quality.ts';
import { thinkingRows } from '../../../src/summary/thinking.ts';
import { wilsonInterval } from '../../../src/summary/wilson-interval.ts';
import { requestRow } from '../record/rows.ts';

const row = requestRow({
  difficulty: 0.5,
  fate: 'right',
  confidence: 0.75,
  calls: 4,
  keptTokens: 90,
  verificationTokens: 6,
});
const energy = { joulesPerRequest: 300, joulesPerOutputToken: 1 };
const cost = { usdPerRequest: 0.02, usdPerMillionOutputTokens: null };

describe('the quality of a run', () => {
  const answers = new AnswerCounts();
  for (const fate of ['right', 'right', 'wrong-delivered'] as const)
    answers.accept({ ...row, fate });
  answers.accept({ ...row, fate: 'wrong-caught', confidence: Number.NaN });
  answers.accept({ ...row, outcome: 1, fate: null, confidence: Number.NaN });
  const quality = qualityOf({ answers, completed: 4 }, { energy, cost })!;

  it('counts right answers over all that were measured, and errors over those that completed', () => {
    expect(quality.accuracy).toBeCloseTo(2 / 5, 12);
    expect(quality.escapedErrorRate).toBeCloseTo(1 / 4, 12);
    expect(quality.hallucinationRate).toBeCloseTo(1 / 4, 12);
    expect(quality.falseRejectRate).toBe(0);
    expect(quality.calibrationError).toBeCloseTo(Math.abs(2 - 3 * 0.75) / 3, 12);
  });

  it('says why there was no answer', () => {
    const none = new AnswerCounts();
    for (const fate of ['cut-off', 'outgrown', 'cut-off', 'right'] as const)
      none.accept({ ...row, fate, confidence: fate === 'right' ? 1 : Number.NaN });
    const figures = qualityOf({ answers: none, completed: 4 }, { energy, cost })!;
    expect(figures).toMatchObject({ cutOffRate: 0.5, outgrownRate: 0.25, escapedErrorRate: 0 });
    expect(quality).toMatchObject({ cutOffRate: 0, outgrownRate: 0 });
  });

  it('charges right answers with all that was spent', () => {
    expect(quality.tokensPerCorrectAnswer).toBeCloseTo((5 * 116) / 2, 12);
    expect(quality.joulesPerCorrectAnswer).toBeCloseTo((4 * 300) / 2, 12);
    expect(quality.usdPerCorrectAnswer).toBeCloseTo(0.04, 12);
    expect(quality.secondsPerCorrectAnswer).toBeCloseTo((4 * 2) / 2, 12);
    expect(quality.callsPerRequest).toBe(4);
    expect(quality.keptTokensShare).toBeCloseTo(90 / 116, 12);
  });

  it('says what chains of thought were asked for and took, where any was', () => {
    expect(quality).not.toHaveProperty('thinking');
    const thought = new AnswerCounts();
    thought.accept({ ...row, thought: { chains: 1, askedTokens: 100, usedTokens: 150 } });
    thought.accept({ ...row, thought: { chains: 2, askedTokens: 500, usedTokens: 600 } });
    const { thinking } = qualityOf({ answers: thought, completed: 2 }, { energy, cost })!;
    expect(thinking).toEqual({
      ...{ chains: 3, askedTokens: 200, usedTokens: 250, usedOverAsked: 1.25 },
    });
    const rows = thinkingRows(thinking);
    expect(rows).toContainEqual(['thinking_used_over_asked', 1.25]);
    expect(thinkingRows(undefined)).toEqual([]);
  });

  it('is null without a task', () => {
    expect(qualityOf({ answers: null, completed: 4 }, { energy, cost })).toBeNull();
  });
});

describe('the interval of a share', () => {
  it('is inside 0 and 1 where all or none are right', () => {
    // Wilson's interval of 10 of 10: 1/(1 + z²/n)
    expect(wilsonInterval(10, 10)![0]).toBeCloseTo(1 / (1 + 1.959964 ** 2 / 10), 6);
    expect(wilsonInterval(10, 10)![1]).toBeCloseTo(1, 12);
    expect(wilsonInterval(0, 10)![0]).toBeCloseTo(0, 12);
    expect(wilsonInterval(0, 0)).toBeNull();
  });
});
