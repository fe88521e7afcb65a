import type { RequestView } from '../../src/policy/request-view.ts';

/** What a policy sees of a request, with the figures that matter to a test. */
export function requestView(figures: Partial<RequestView> = {}): RequestView {
  return {
    arrivalSeconds: 0,
    promptTokens: 100,
    maxTokens: 400,
    predictedTokens: 50,
    deadlineSeconds: Infinity,
    priority: 0,
    workload: 0,
    tenant: 0,
    session: -1,
    content: null,
    text: 0,
    ...figures,
  };
}
