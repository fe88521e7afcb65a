import type { Source } from '../../physics/data-sheets.ts';
import { type Ability, betaAbility } from '../../quality/ability.ts';
import { fitted, paper } from '../sources.ts';
import type { ModelAbility } from './sheet.ts';

/**
 * Concentration of the ability of models that answer after a short chain. Fitted to PaLM-540B's one and forty samples at
 * GSM8K (56.5 and 74.4 %; Wang et al. 2022, arXiv 2203.11171), with {@link expressions} wrong.
 */
const INSTRUCT_CONCENTRATION = 0.9193;

/**
 * The same of small models that were taught by a large one's chains: more problems that they nearly solve. Fitted to
 * R1-Distill-Qwen-7B's one and 64 samples at AIME 2024 (55.5 and 83.3 %; DeepSeek-R1's model card).
 */
const DISTILLED_CONCENTRATION = 1.714;

/**
 * Of the failures of large reasoning models, the share that belongs to problems beyond them. Fitted to R1-Distill-Qwen-32B's
 * one and 64 samples at AIME 2024 (72.6 and 83.3 %; DeepSeek-R1's model card): more votes gain nothing there.
 */
const BEYOND_SHARE_OF_FAILURES = 0.6117;

/** The chance of the problems beyond a reasoning model, Beta(0.5, 24.5) of mean 0.02, and the concentration of the others: assumed. */
const BEYOND = { a: 0.5, b: 24.5 } as const;
const WITHIN_CONCENTRATION = 8;

/** Ability of a model that answers after a short chain, by pass@1. */
export function instructAbility(mean: number): Ability {
  return betaAbility(mean, INSTRUCT_CONCENTRATION);
}

/** Ability of a small distilled reasoning model, by pass@1. */
export function distilledAbility(mean: number): Ability {
  return betaAbility(mean, DISTILLED_CONCENTRATION);
}

/**
 * Ability of a large reasoning model, by pass@1: it nearly always solves what it knows enough for, and seldom the rest. This
 * is why its votes saturate early.
 */
export function reasoningAbility(mean: number): Ability {
  const beyond = BEYOND_SHARE_OF_FAILURES * (1 - mean);
  const within = (mean - (beyond * BEYOND.a) / (BEYOND.a + BEYOND.b)) / (1 - beyond);
  const parts = betaAbility(within, WITHIN_CONCENTRATION).map((part) => ({
    ...part,
    share: 1 - beyond,
  }));
  return [...parts, { share: beyond, ...BEYOND }];
}

/** Of the failures at questions of knowledge, the share that no thinking helps, and how often a guess there is right: assumed. */
const UNKNOWN_SHARE_OF_FAILURES = 0.95;
const GUESS = { a: 0.5, b: 4.5 } as const;

/**
 * Ability at questions of knowledge, by pass@1: a model knows the answer or does not, whence votes gain next to nothing there.
 */
export function knowledgeAbility(mean: number): Ability {
  const unknown = UNKNOWN_SHARE_OF_FAILURES * (1 - mean);
  const known = (mean - (unknown * GUESS.a) / (GUESS.a + GUESS.b)) / (1 - unknown);
  const parts = betaAbility(known, WITHIN_CONCENTRATION).map((part) => ({
    ...part,
    share: 1 - unknown,
  }));
  return [...parts, { share: unknown, ...GUESS }];
}

/** Logit that a doubling of thinking adds to a reasoning model, fitted to o1-mini's (see aime-24): what others are taken to gain. */
export const LOGIT_PER_DOUBLING = 0.3818;

/** A model that answers at once, by its published pass@1. */
export function answering(passAt1: number, source: Source): ModelAbility {
  return {
    ability: instructAbility(passAt1),
    thinkingTokens: null,
    logitPerDoubling: 0,
    source,
  };
}

/**
 * A model that answers at once and was reinforced on checked answers, by its published pass@1. That sharpens it: it nearly
 * always solves what it can, and more samples find little beyond (Yue et al. 2025, arXiv 2504.13837). The shape is that of
 * reasoning models, which were trained alike: assumed.
 */
export function reinforced(passAt1: number, source: Source): ModelAbility {
  return { ...answering(passAt1, source), ability: reasoningAbility(passAt1) };
}

/** A model that thinks first, by its published pass@1 at its natural length. */
export function thinking(
  passAt1: number,
  thinkingTokens: number,
  source: Source,
  form: (mean: number) => Ability = reasoningAbility,
): ModelAbility {
  return {
    ability: form(passAt1),
    thinkingTokens,
    logitPerDoubling: LOGIT_PER_DOUBLING,
    source,
  };
}

/** The tables of DeepSeek-R1’s model card: pass@1 of 64 samples at temperature 0.6. */
export const r1Card = paper(
  'DeepSeek-R1’s model card (huggingface.co/deepseek-ai/DeepSeek-R1), evaluation tables',
);

/** Fitted to `what`: a published point that is then no prediction. */
export function fittedTo(what: string): Source {
  return fitted(`fitted to ${what}`);
}
