import type { SummaryInput } from './input.ts';

/** Whether any pool finds what prompts begin with. */
export function hasPrefixCache({ pools }: SummaryInput['compiled']): boolean {
  return pools.some(({ engine }) => engine.prefixCache === true);
}
