import { describe, expect, it } from 'vitest';
import { makePool, makeRequest, makeScenario, makeWorkload } from './builders.ts';
import { exactTimes, firstDifference } from './compare.ts';
import { runPlain } from './plain-loop.ts';
import { runProduct } from './product.ts';
import type { PlainInput, RequestSpec } from './records.ts';
import { stepModelOf } from './step-models.ts';

/** Coincidences that random cases hardly meet, against the plain loop. Every step lasts a second. */
function differences(input: PlainInput): (string | null)[] {
  const plain = runPlain(input);
  return (['stretched', 'stepwise'] as const).map((stepping) =>
    firstDifference(plain, runProduct(input, { stepping }), exactTimes),
  );
}

/** Clients of workload 0 give up after `totalSeconds`, those of workload 1 never. */
function caseOf(
  totalSeconds: number,
  replicas: number,
  requests: readonly (readonly RequestSpec[])[],
  maxOutstandingPerReplica = Infinity,
): PlainInput {
  const pools = [makePool({ replicas })];
  const timeout = { totalSeconds, firstTokenSeconds: Infinity };
  const scenario = makeScenario({
    pools,
    workloads: [makeWorkload({ name: 'a', timeout }), makeWorkload({ name: 'b' })],
    routing: {
      policy: 'least-outstanding',
      queue: maxOutstandingPerReplica < Infinity ? 'pool' : 'replica',
      maxOutstandingPerReplica,
      signalIntervalSeconds: 0,
    },
  });
  return { scenario, requests, steps: pools.map(stepModelOf) };
}

const long = makeRequest(0, 4, 50);

describe('a client that gives up at the very instant at which a step ends', () => {
  it('has left when a request of that instant is routed', () => {
    const arrivals = [[long], [long, long, makeRequest(5, 4, 3)]];
    expect(differences(caseOf(5, 2, arrivals))).toEqual([null, null]);
  });

  it('leaves its place to the central queue for the step that starts', () => {
    const arrivals = [[long, makeRequest(1, 4, 9)], [long]];
    expect(differences(caseOf(5, 1, arrivals, 2))).toEqual([null, null]);
  });

  it('leaves at once when an arrival of that instant waits to be planned, too', () => {
    const arrivals = [[long], [makeRequest(5, 4, 3)]];
    expect(differences(caseOf(5, 1, arrivals))).toEqual([null, null]);
  });
});

describe('a client that gives up some nanoseconds after the end of a step', () => {
  it.each([1.5, 2.5, 3.5, 5])('leaves at the next one: %d ns', (nanoseconds) => {
    const total = 5 + nanoseconds * 1e-9;
    for (const others of [[], [makeRequest(5, 4, 3)]]) {
      expect(differences(caseOf(total, 1, [[long], others]))).toEqual([null, null]);
    }
  });
});
