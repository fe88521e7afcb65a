import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { RequestView } from '../../src/policy/request-view.ts';
import { type RouterName, routers } from '../../src/policy/routing/index.ts';
import { type SchedulerName, schedulers, usesGuesses } from '../../src/policy/scheduling/index.ts';
import { makePool, makeRequest, makeScenario, makeWorkload } from '../differential/builders.ts';
import { runProduct } from '../differential/product.ts';

const folder = fileURLToPath(new URL('../../src/policy/', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
);
/**
 * The names under which the engine, the traces and the tables keep the true length of an answer.
 */
const TRUE_LENGTH = /\b(true|actual|intended)?output_?tokens\b/i;

describe('what a policy may know', () => {
  it('does not include the true length of an answer', () => {
    expect(TRUE_LENGTH.test('request.outputTokens')).toBe(true);
    expect(TRUE_LENGTH.test('rows.intendedOutputTokens[i]')).toBe(true);
    const readers = files.filter((name) => TRUE_LENGTH.test(readFileSync(folder + name, 'utf8')));
    expect(files.length).toBeGreaterThan(30);
    expect(readers).toEqual([]);
  });

  it('does not include the engine, the recorder or the clock of the machine', () => {
    const sources = files.map((name) => [name, readFileSync(folder + name, 'utf8')] as const);
    const reaching = sources.filter(([, text]) =>
      /from '[./]*\/(engine|record|compile|run)\/|Math\.random|Date\.now|performance\./.test(text),
    );
    expect(reaching.map(([name]) => name)).toEqual([]);
  });
});

/** Where and when requests run of which `tokensOf` says how long the answers are; nothing ends before all have begun. */
function decisions(
  scheduler: SchedulerName,
  policy: RouterName,
  tokensOf: (i: number) => number,
): readonly (readonly [replica: number, scheduledSeconds: number])[] {
  const requests = Array.from({ length: 40 }, (_, i) =>
    // a prompt fills a step, so that the order of admission shows
    makeRequest(0.1 * i, 40 + ((7 * i) % 24), 100 + tokensOf(i), {
      tenant: i % 3,
      priority: i % 2,
    }),
  );
  const scenario = makeScenario({
    pools: [
      makePool({
        replicas: 3,
        kvBlocks: 1000,
        engine: { scheduler, maxSequences: 40, maxBatchedTokens: 80 },
      }),
    ],
    workloads: [makeWorkload({ slo: { ...makeWorkload().slo, e2eSeconds: 500 } })],
    routing: {
      policy,
      queue: 'replica',
      maxOutstandingPerReplica: Number.POSITIVE_INFINITY,
      signalIntervalSeconds: 2,
      scorers: { queue: 1, kv: 1, promptTokens: 0.01, prefix: 0 },
    },
  });
  const { rows } = runProduct({ scenario, requests: [requests] }, { stepping: 'stretched' });
  expect(Math.min(...rows.map(({ completionSeconds }) => completionSeconds))).toBeGreaterThan(
    Math.max(...rows.map(({ arrivalSeconds, queueSeconds }) => arrivalSeconds + queueSeconds)),
  );
  return [...rows]
    .sort((a, b) => a.request - b.request)
    .map(({ replica, arrivalSeconds, queueSeconds }) => [replica, arrivalSeconds + queueSeconds]);
}

const short = () => 1;
const uneven = (i: number) => 1 + ((i * 37) % 400);

describe('what a policy does before an answer ends', () => {
  it('can go by no length but those that clients and predictors state', () => {
    type Lengths = Extract<keyof RequestView, `${string}okens`>;
    expectTypeOf<Lengths>().toEqualTypeOf<'promptTokens' | 'maxTokens' | 'predictedTokens'>();
  });

  it.each(Object.keys(routers) as RouterName[])('does not depend on its length: %s', (router) => {
    expect(decisions('fcfs', router, uneven)).toEqual(decisions('fcfs', router, short));
  });

  const blind = (Object.keys(schedulers) as SchedulerName[]).filter((name) => !usesGuesses(name));
  it.each(blind)('does not depend on its length: %s', (scheduler) => {
    const found = decisions(scheduler, 'round-robin', uneven);
    expect(found).toEqual(decisions(scheduler, 'round-robin', short));
  });

  it('depends on it where a predictor without error tells', () => {
    // or else the load would show nobody's order
    const found = decisions('sjf', 'round-robin', uneven);
    expect(found).not.toEqual(decisions('sjf', 'round-robin', short));
  });
});
