import fc from 'fast-check';
import { seconds, type Twist } from './twist.ts';

const samples = fc.integer({ min: 1, max: 6 });
const deadline = fc.oneof(fc.constant('none'), seconds(0.1, 2));
const verifier = fc.record({
  auc: seconds(0.5, 1),
  model: fc.constantFrom('in-place', 'none'),
  outputTokens: fc.integer({ min: 1, max: 3 }),
});

/** A strategy of several calls, with few samples. */
export const anyStrategy = fc.oneof(
  fc.record({ kind: fc.constant('majority-vote'), samples, earlyStop: fc.boolean(), deadline }),
  fc.record({
    kind: fc.constantFrom('best-of-n', 'weighted-vote'),
    ...{ samples, verifier, deadline },
  }),
  fc.record({
    kind: fc.constant('verify'),
    checks: fc.integer({ min: 1, max: 3 }),
    retries: fc.integer({ min: 0, max: 3 }),
    ...{ verifier, deadline },
  }),
  fc.record({
    kind: fc.constant('adaptive-vote'),
    batch: fc.integer({ min: 1, max: 3 }),
    maxSamples: fc.integer({ min: 1, max: 8 }),
    deadline,
  }),
);

/** Every workload has a task, and some strategy answers it; nobody hedges, which is refused beside it. */
export function thinking(strategy: object, passAt1: number, effort: number): Twist {
  return (draft) => ({
    ...draft,
    outputs: { timeseries: 0.25, calls: true },
    workloads: draft.workloads.map((workload) => {
      const { model = 'llama-3.1-70b' } = workload as { readonly model?: string };
      const task = { abilities: [{ model, passAt1 }], effort };
      return { ...workload, task, strategy, hedge: 'none' };
    }),
  });
}
