import type { BatchingRules } from './port.ts';

const continuous: BatchingRules = {
  wholePrompts: false,
  reserves: false,
  onePrompt: false,
  closed: false,
  promptsAlone: false,
  text: null,
};

/**
 * Ways to form batches of tokens, by the names of `engine.batching`. Sources: static batches as FasterTransformer runs
 * them; Yu et al., Orca (OSDI 2022); Agrawal et al., Sarathi-Serve (OSDI 2024).
 */
export const batchings = {
  continuous,
  'prefill-first': {
    ...continuous,
    promptsAlone: true,
    text: 'prompts first, in steps of their own',
  },
  static: {
    ...continuous,
    wholePrompts: true,
    reserves: true,
    closed: true,
    text: 'nobody joins a batch that runs, and steps stay as wide as it was at first until its last answer is complete',
  },
  orca: {
    ...continuous,
    wholePrompts: true,
    reserves: true,
    text: 'whole prompts join at any step; the KV cache is reserved for prompt and maxTokens on admission',
  },
  sarathi: {
    ...continuous,
    onePrompt: true,
    text: 'those that decode, and one prompt’s chunk of what they leave of maxBatchedTokens',
  },
} as const satisfies Record<string, BatchingRules>;

export type BatchingName = keyof typeof batchings;

/** Rules of an engine; those of continuous batching where it does not say. One that preempts nobody reserves. */
export function batchingRulesOf({
  batching,
  preemption,
}: {
  readonly batching?: BatchingName;
  readonly preemption?: string;
}): BatchingRules {
  const rules = batchings[batching ?? 'continuous'];
  return preemption === 'none' ? { ...rules, reserves: true } : rules;
}
