import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SchedulerName } from '../../src/policy/scheduling/index.ts';
import { makePool, makeRequest, makeScenario, makeWorkload } from '../differential/builders.ts';
import { runProduct } from '../differential/product.ts';
import type { RequestSpec, ResultRow } from '../differential/records.ts';

/** Runs on one replica with `slots`, whose every step lasts a second and whose cache holds all. */
function run(
  scheduler: SchedulerName,
  slots: number,
  requests: readonly (readonly RequestSpec[])[],
  deadlines: readonly number[] = [],
): readonly ResultRow[] {
  const { slo } = makeWorkload();
  const scenario = makeScenario({
    pools: [
      makePool({
        kvBlocks: 10_000,
        engine: { scheduler, maxSequences: slots, maxBatchedTokens: 256 },
      }),
    ],
    workloads: requests.map((_, i) =>
      makeWorkload({
        name: `workload-${i}`,
        slo: { ...slo, e2eSeconds: deadlines[i] ?? Number.POSITIVE_INFINITY },
      }),
    ),
  });
  return runProduct({ scenario, requests }, { stepping: 'stretched' }).rows;
}

describe('earliest deadline first on one slot, all jobs there at once', () => {
  /** Jobs with their seconds of service, which are their tokens, and their deadlines. */
  const jobs = fc.array(
    fc.record({
      tokens: fc.integer({ min: 1, max: 20 }),
      deadline: fc.integer({ min: 1, max: 60 }),
    }),
    { minLength: 2, maxLength: 5 },
  );
  type Job = { readonly tokens: number; readonly deadline: number };

  function orders<T>(items: readonly T[]): T[][] {
    if (items.length === 0) return [[]];
    return items.flatMap((first, i) =>
      orders(items.filter((_, j) => j !== i)).map((rest) => [first, ...rest]),
    );
  }

  function worstLateness(order: readonly Job[]): number {
    let seconds = 0;
    const lateness = order.map(({ tokens, deadline }) => {
      seconds += tokens;
      return seconds - deadline;
    });
    return Math.max(...lateness);
  }

  function latenessUnder(scheduler: SchedulerName, all: readonly Job[]): number {
    const requests = all.map(({ tokens }) => [makeRequest(0, 1, tokens)]);
    const deadlines = all.map(({ deadline }) => deadline);
    const rows = run(scheduler, 1, requests, deadlines);
    return Math.max(...rows.map((row) => row.completionSeconds - deadlines[row.workload]!));
  }

  it('has the least worst lateness of all orders, so that what some order keeps, it keeps', () => {
    const met = { feasible: 0, late: 0, keptByFcfs: 0 };
    fc.assert(
      fc.property(jobs, (all) => {
        const least = Math.min(...orders(all).map(worstLateness));
        expect(latenessUnder('edf', all)).toBeCloseTo(least, 9);
        if (least > 0) met.late++;
        else {
          met.feasible++;
          if (latenessUnder('fcfs', all) <= 1e-9) met.keptByFcfs++;
        }
      }),
      { numRuns: 100, seed: 1 },
    );
    expect(met.late, JSON.stringify(met)).toBeGreaterThan(20);
    expect(met.feasible, JSON.stringify(met)).toBeGreaterThan(20);
    // or else any order would have passed
    expect(met.keptByFcfs, JSON.stringify(met)).toBeLessThan(met.feasible - 10);
  });
});

describe('the virtual token counter among tenants that always wait', () => {
  const slots = 4;
  const longest = { prompt: 60, answer: 30 };
  const weights = { prompt: 1, output: 2 };
  /**
   * While two tenants both wait, what they are served differs by at most twice this over any span of time: the prompt
   * weight × the longest prompt, or the output weight × the tokens of a full batch (Sheng et al. 2024, theorem 4.4).
   */
  const bound =
    2 * Math.max(weights.prompt * longest.prompt, weights.output * slots * longest.answer);

  const tenant = fc.record({
    prompt: fc.integer({ min: 1, max: longest.prompt }),
    answer: fc.integer({ min: 1, max: longest.answer }),
  });

  /** All of the first tenant's requests stand before those of the second, and so on. */
  function loadOf(tenants: readonly { readonly prompt: number; readonly answer: number }[]) {
    return tenants.flatMap(({ prompt, answer }, number) =>
      Array.from({ length: 150 }, (_, i) =>
        // every third one is short
        makeRequest(0, i % 3 ? prompt : 1, i % 3 ? answer : 1, { tenant: number }),
      ),
    );
  }

  /** What a tenant was served by the end of second `seconds`: prompts when they are admitted, and tokens as they come. */
  function served(rows: readonly ResultRow[], tenant: number, seconds: number): number {
    return rows
      .filter((row) => row.tenant === tenant && row.queueSeconds <= seconds + 1e-9)
      .reduce((sum, row) => {
        const made = Math.floor(seconds - row.firstTokenSeconds + 1 + 1e-9);
        const tokens = Math.min(row.outputTokens, Math.max(0, made));
        return sum + weights.prompt * row.promptTokens + weights.output * tokens;
      }, 0);
  }

  /** Most that the differences of two tenants' service lie apart, while requests of all tenants wait. */
  function worstSpread(rows: readonly ResultRow[], tenants: number): number {
    const numbers = Array.from({ length: tenants }, (_, i) => i);
    const lastStart = (number: number) =>
      Math.max(...rows.filter((row) => row.tenant === number).map((row) => row.queueSeconds));
    const until = Math.min(...numbers.map(lastStart));
    const seconds = Array.from({ length: Math.max(1, Math.floor(until)) }, (_, i) => i);
    const service = numbers.map((number) => seconds.map((at) => served(rows, number, at)));
    return Math.max(
      ...numbers.flatMap((a) =>
        numbers.slice(a + 1).map((b) => {
          const apart = seconds.map((at) => service[a]![at]! - service[b]![at]!);
          return Math.max(...apart) - Math.min(...apart);
        }),
      ),
    );
  }

  it('serves them within its bound, and who comes first first does not', () => {
    const met = { runs: 0, closest: 0, unfair: 0 };
    fc.assert(
      fc.property(fc.array(tenant, { minLength: 2, maxLength: 3 }), (tenants) => {
        const load = [loadOf(tenants)];
        const spread = worstSpread(run('vtc', slots, load), tenants.length);
        expect(spread).toBeLessThanOrEqual(bound);
        met.runs++;
        met.closest = Math.max(met.closest, spread / bound);
        if (worstSpread(run('fcfs', slots, load), tenants.length) > bound) met.unfair++;
      }),
      { numRuns: 25, seed: 1 },
    );
    expect(met.closest, JSON.stringify(met)).toBeGreaterThan(0.1);
    expect(met.unfair, JSON.stringify(met)).toBeGreaterThan(met.runs / 2);
  });
});
