import { describe, expect, it } from 'vitest';
import {
  distilledAbility,
  instructAbility,
  knowledgeAbility,
  reasoningAbility,
} from '../../../src/catalog/tasks/forms.ts';
import { tasks } from '../../../src/catalog/tasks/index.ts';
import type { TaskSheet } from '../../../src/catalog/tasks/sheet.ts';
import { verifierOf, verifiers } from '../../../src/catalog/tasks/verifiers.ts';
import { meanAbility, unknownShare } from '../../../src/quality/ability.ts';
import { createMajorityVote } from '../../../src/quality/majority-vote.ts';
import { expectedOver, populationOf } from '../../../src/quality/population.ts';

const sheets: readonly (readonly [string, TaskSheet])[] = Object.entries(tasks);

describe('task populations', () => {
  it.each(sheets)('%s says what it is and where each figure comes from', (id, sheet) => {
    expect(sheet.id).toBe(id);
    expect(sheet.source.text.length).toBeGreaterThan(10);
    const known = [...Object.values(sheet.abilities), ...Object.values(sheet.scores)];
    expect(known.length).toBeGreaterThan(0);
    for (const { source } of known) expect(source.text.length).toBeGreaterThan(10);
    for (const { value } of Object.values(sheet.scores)) expect(value).toBeGreaterThan(0);
  });

  it.each(sheets)('%s has abilities that are laws of chances', (_, sheet) => {
    for (const { ability, thinkingTokens, logitPerDoubling } of Object.values(sheet.abilities)) {
      expect(meanAbility(ability)).toBeGreaterThan(0);
      expect(meanAbility(ability)).toBeLessThan(1);
      expect(unknownShare(ability)).toBeLessThan(1e-9);
      for (const { share, a, b } of ability) {
        expect(Math.min(share, a, b)).toBeGreaterThan(0);
      }
      expect(logitPerDoubling > 0).toBe(thinkingTokens !== null);
    }
  });

  it.each([
    instructAbility,
    distilledAbility,
    reasoningAbility,
    knowledgeAbility,
  ])('by pass@1 have that pass@1: %o', (form) => {
    for (const mean of [0.3, 0.6, 0.9]) expect(meanAbility(form(mean))).toBeCloseTo(mean, 12);
  });

  it('gain less from votes at knowledge than at reasoning', () => {
    const vote = createMajorityVote(33, Float64Array.of(0.6, 0.4));
    const voted = (form: typeof knowledgeAbility) => expectedOver(populationOf(form(0.7)), vote);
    expect(voted(knowledgeAbility) - 0.7).toBeLessThan(0.03);
    expect(voted(reasoningAbility) - 0.7).toBeGreaterThan(0.05);
  });
});

describe('kinds of verifiers', () => {
  it('are the better the larger their AUC', () => {
    for (const kind of ['process-reward', 'outcome-reward', 'self-judged'] as const) {
      expect(verifierOf(kind).separation).toBeGreaterThan(0);
    }
    expect(verifiers['process-reward'].auc).toBeGreaterThan(verifiers['outcome-reward'].auc);
    expect(verifierOf('exact').separation).toBe(Infinity);
  });
});
