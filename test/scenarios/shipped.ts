import { expect, it } from 'vitest';
import { run } from './run.ts';

interface Shown {
  readonly met: boolean;
  /** The target that breaks first, and between which multiples of the arrivals; null where none can be raised. */
  readonly breaks: readonly [metric: string, low: number, high: number] | null;
  /** What is shorter here than as shipped. */
  readonly set?: string;
}

/** What each shipped scenario is there to show. */
export const shown: Readonly<Record<string, Shown>> = {
  'accuracy-floors': { met: true, breaks: ['e2e', 1.3, 2.2] },
  // attacks that force long answers, up to what clients take
  adversarial: { met: true, breaks: ['e2e', 1, 1.6] },
  agents: { met: true, breaks: ['e2e', 1.1, 1.8] },
  'asic-future': { met: true, breaks: ['ttft', 1.7, 2.3] },
  'autoscaled-day': { met: true, breaks: null },
  'azure-code': { met: false, breaks: ['tpot', 0.05, 0.25] },
  'azure-conversation': { met: true, breaks: ['tpot', 2.8, 4.5] },
  'bursty-chat': { met: true, breaks: ['ttft', 1.7, 3.3] },
  // half of the requests go to a candidate that queues, until monitors see it
  'canary-rollout': { met: true, breaks: ['ttft', 1, 1.6] },
  // graders see the vote's wrong answers, and nobody waits longer for them
  'canary-strategy': { met: true, breaks: ['e2e', 4, 8], set: 'horizon.duration=8min' },
  // a noon in which all that could wait has come at once
  'carbon-aware-day': { met: true, breaks: ['ttft', 2.5, 5] },
  // more work than the cluster has time for
  'chat-and-batch': { met: true, breaks: ['overload', 0.8, 1.2] },
  'chatbot-70b': { met: true, breaks: ['ttft', 1.5, 4] },
  // a fleet that follows its load
  'chatbot-millions': { met: true, breaks: null },
  'difficulty-routing': { met: true, breaks: ['tpot', 1.1, 2] },
  'diffusion-studio': { met: true, breaks: ['e2e', 1, 1.3] },
  // tells two ways of serving apart: the one for both phases misses its target
  disaggregation: { met: false, breaks: ['tpot', 0.8, 1] },
  'distilled-vs-deep': { met: true, breaks: ['e2e', 1.05, 1.5] },
  'edge-driving': { met: true, breaks: ['unfinished', 1.4, 2.3] },
  'energy-aware-fleet': { met: true, breaks: ['tpot', 8, 12] },
  'fleet-refresh': { met: true, breaks: ['tpot', 1.8, 3.2] },
  // three sites for the work of one, as long as it goes where the sun shines
  'follow-the-sun': { met: true, breaks: ['tpot', 30, 52] },
  heatwave: { met: true, breaks: ['tpot', 1.05, 1.6] },
  // chips that turn slow, and clients who do not wait for them
  'hedged-tail': { met: true, breaks: ['ttft', 1, 4] },
  'hybrid-attention': { met: true, breaks: ['tpot', 1.2, 2] },
  'image-service': { met: true, breaks: ['e2e', 1.2, 1.8] },
  'kv-offload': { met: true, breaks: ['ttft', 1, 1.8] },
  // chips warmed by what their rack breathes in again
  'leaky-rack': { met: true, breaks: ['tpot', 1.02, 1.35] },
  'liquid-vs-air': { met: true, breaks: ['tpot', 1.6, 2.6] },
  'long-context': { met: false, breaks: ['ttft', 0, 0.01] },
  'majority-vs-verifier': { met: true, breaks: ['e2e', 1.2, 3] },
  // a batch has no place for a ninth adapter
  'many-adapters': { met: true, breaks: ['ttft', 1, 1.5] },
  // a model whose chips are full waits until another has no work there
  'many-models': { met: true, breaks: ['ttft', 1.4, 2.2] },
  mm1: { met: true, breaks: ['e2e', 1.03, 1.26] },
  'modular-answer': { met: true, breaks: ['e2e', 1.1, 1.6] },
  moe: { met: true, breaks: ['tpot', 2.4, 4] },
  'moe-frontier': { met: true, breaks: ['tpot', 1.2, 1.5] },
  'multi-model': { met: true, breaks: ['ttft', 1, 1.3] },
  // the pools that encode for themselves miss first
  multimodal: { met: true, breaks: ['tpot', 1, 1.6] },
  'node-failure': { met: true, breaks: ['tpot', 1.02, 1.5] },
  'noisy-neighbour': { met: true, breaks: ['ttft', 6, 11] },
  'nvl72-vs-hgx': { met: true, breaks: ['tpot', 2.6, 4.5] },
  'offline-batch': { met: true, breaks: null },
  // three chips for the load of three
  'one-model-or-many': { met: true, breaks: ['e2e', 1, 1.25] },
  'oversubscribed-rack': { met: true, breaks: ['tpot', 1.2, 2.2] },
  'power-capped-row': { met: true, breaks: ['tpot', 1.4, 2.1] },
  'prefix-agents': { met: true, breaks: ['tpot', 1.6, 2.6] },
  // without prefix-affinity it misses its targets by far
  'prefix-fleet': { met: true, breaks: ['tpot', 1.1, 2] },
  // twenty questions of thousands of calls each
  'proof-search': { met: true, breaks: null },
  'rag-enterprise': { met: true, breaks: ['tpot', 1.2, 1.6] },
  'ranking-service': { met: true, breaks: ['e2e', 1.7, 2.5] },
  'rdma-vs-ethernet': { met: true, breaks: ['ttft', 1.2, 1.9] },
  // at more load, eight deep requests fill the batch, and quick ones wait
  'reasoning-tiers': { met: true, breaks: ['ttft', 1.1, 1.9] },
  'research-agents': { met: false, breaks: ['ttft', 0.7, 0.95] },
  'retry-storm': { met: false, breaks: null },
  'right-sized': { met: true, breaks: ['ttft', 7, 13] },
  'search-ranking': { met: true, breaks: ['e2e', 1.1, 1.5] },
  // who wakes a service that sleeps misses the target, however few they are
  'serverless-bursts': { met: false, breaks: ['ttft', 0, 0.01] },
  'shared-gpu': { met: true, breaks: ['e2e', 1.2, 1.8] },
  'small-8b-l4': { met: true, breaks: ['ttft', 6, 13] },
  // tests of hours, and texts that wait for them
  'software-agent': { met: true, breaks: null },
  'speculative-decoding': { met: true, breaks: ['tpot', 3.5, 6.5] },
  'speech-service': { met: true, breaks: ['e2e', 1.35, 2] },
  'triton-vision': { met: true, breaks: ['e2e', 1.1, 2] },
  // whoever leaves for a late answer asks no more
  'users-who-leave': { met: false, breaks: ['ttft', 0.5, 1] },
  'vision-on-few-cores': { met: true, breaks: ['e2e', 1, 1.2] },
};

/** Holds a part of the scenarios, by the letters that their names begin with, against what they are there to show. */
export function holdShipped(first: string, last: string): void {
  const own = Object.entries(shown).filter(([name]) => name[0]! >= first && name[0]! <= last);
  it.each(own)('%s shows %j', async (name, { met, breaks, set }) => {
    const shorter = set === undefined ? [] : ['--set', set];
    const { status, answer, warnings } = await run(`scenarios/${name}.yaml`, ...shorter);
    expect(status).toBe('completed');
    expect(answer.sloMet).toBe(met);
    if (breaks === null) {
      expect(answer.headroom).toBeNull();
      expect(warnings.join()).toMatch(
        /answer.headroom is null: (every workload is a closed loop|\d+ times the arrivals hold, and \d+ times takes too many events|clients of chat ask again|a run with fewer than 100 measured requests)/,
      );
      return;
    }
    const [metric, low, high] = breaks;
    const what = metric === 'overload' ? { breaks: metric } : { breaks: 'slo', metric };
    expect(answer.headroom).toMatchObject(what);
    expect(answer.headroom?.breaksAtFactor).toBeGreaterThan(low);
    expect(answer.headroom?.breaksAtFactor).toBeLessThan(high);
  });
}
