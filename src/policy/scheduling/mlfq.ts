import type { RequestView } from '../request-view.ts';
import { HandleSpace } from './handle-space.ts';
import { createKeyedScheduler } from './keyed-scheduler.ts';
import { defaultOptions, type SchedulerDefinition } from './port.ts';

/**
 * Skip-join multi-level feedback queue, as far as it goes without preemption: a request joins the
 * first level whose quantum holds its prompt, lower levels are admitted first, equal ones in order
 * of push. Nobody is demoted for the tokens that he made or promoted for his wait, because running
 * requests stay in the batch.
 *
 * Source: B. Wu et al., Fast distributed inference serving for large language models (FastServe),
 * arXiv:2305.05920, 2023.
 */
export const mlfq: SchedulerDefinition = {
  create: (space = new HandleSpace(), { levelTokens } = defaultOptions) =>
    createKeyedScheduler((request) => levelOf(request, levelTokens), space),
};

function levelOf({ promptTokens }: RequestView, levelTokens: readonly number[]): number {
  const level = levelTokens.findIndex((most) => promptTokens <= most);
  return level < 0 ? levelTokens.length : level;
}
