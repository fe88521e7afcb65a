import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HandleSpace } from '../../../src/policy/scheduling/handle-space.ts';
import { createScheduler } from '../../../src/policy/scheduling/index.ts';
import { defaultOptions, EMPTY, type Scheduler } from '../../../src/policy/scheduling/port.ts';
import { requestView } from '../../contract/request-view.ts';

const options = (shares: readonly number[] = []) => ({
  ...defaultOptions,
  fairness: { ...defaultOptions.fairness, shares },
});
const make = (shares?: readonly number[]) =>
  createScheduler('vtc', new HandleSpace(), options(shares));

interface Running {
  readonly handle: number;
  readonly tenant: number;
  left: number;
}

/** A server of `places` sequences that makes a token for each of them per step. */
class Server {
  readonly served: number[];
  readonly running: Running[] = [];
  readonly scheduler: Scheduler;
  readonly waiting = new Map<number, { tenant: number; prompt: number; output: number }>();
  readonly #places: number;
  readonly #shares: readonly number[];
  #handles = 0;

  constructor(places: number, shares: readonly number[]) {
    this.scheduler = make(shares);
    this.#places = places;
    this.#shares = shares;
    this.served = shares.map(() => 0);
  }

  push(tenant: number, prompt: number, output: number): void {
    const handle = this.#handles++;
    this.waiting.set(handle, { tenant, prompt, output });
    this.scheduler.push(handle, requestView({ tenant, promptTokens: prompt }));
  }

  step(): void {
    const { service } = this.scheduler;
    while (this.running.length < this.#places && this.scheduler.peek() !== EMPTY) {
      const handle = this.scheduler.pop();
      const { tenant, prompt, output } = this.waiting.get(handle)!;
      this.waiting.delete(handle);
      this.running.push({ handle, tenant, left: output });
      service!.onJoined(handle);
      this.served[tenant]! += prompt / this.#shares[tenant]!;
    }
    service!.onSteps(1);
    for (const one of [...this.running]) {
      this.served[one.tenant]! += 2 / this.#shares[one.tenant]!;
      one.left -= 1;
      if (one.left > 0) continue;
      service!.onLeft(one.handle);
      this.running.splice(this.running.indexOf(one), 1);
    }
  }
}

describe('virtual token counter', () => {
  it('serves tenants that both wait within 2·max(prompt, 2·tokens of a full batch) of each other', () => {
    let widest = 0;
    let contested = 0;
    const sizes = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 30 }));
    const shares = fc.constantFrom([1, 1, 1], [1, 2, 0.5]);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        shares,
        fc.array(fc.tuple(fc.nat(2), sizes), { minLength: 60, maxLength: 200 }),
        fc.integer({ min: 1, max: 8 }),
        (places, own, requests, burst) => {
          const server = new Server(places, own);
          // Sheng et al. 2024, theorem 4.4: twice the counters' bound, over the smallest share
          const bound = (2 * Math.max(40, 2 * places * 30)) / Math.min(...own);
          const since: (readonly number[] | null)[] = [null, null, null];
          const isWaiting = (tenant: number) =>
            [...server.waiting.values()].some((one) => one.tenant === tenant);
          for (const [i, [tenant, [prompt, output]]] of requests.entries()) {
            server.push(tenant, prompt, output);
            if (i % burst > 0) continue;
            server.step();
            for (const a of [0, 1, 2]) {
              if (!isWaiting(a)) since[a] = null;
              else since[a] ??= [...server.served];
            }
            for (const [a, b] of [
              [0, 1],
              [0, 2],
              [1, 2],
            ] as const) {
              const [from, other] = [since[a], since[b]];
              if (from == null || other == null) continue;
              // since the later of the two began to wait
              const start = from[a]! + from[b]! > other[a]! + other[b]! ? from : other;
              const gap = server.served[a]! - start[a]! - server.served[b]! + start[b]!;
              expect(Math.abs(gap)).toBeLessThanOrEqual(bound);
              widest = Math.max(widest, Math.abs(gap) / bound);
              contested += 1;
            }
          }
        },
      ),
      { seed: 1, numRuns: 300 },
    );
    // the bound is about what happens, not far above it
    expect(contested).toBeGreaterThan(5000);
    expect(widest).toBeGreaterThan(0.1);
  });

  it('gives shares of the service in proportion, to tenants that always wait', () => {
    const server = new Server(4, [1, 3]);
    const tokens = [0, 0];
    for (let step = 0; step < 4000; step++) {
      for (const tenant of [0, 1]) {
        while ([...server.waiting.values()].filter((one) => one.tenant === tenant).length < 5) {
          server.push(tenant, 1, 10);
        }
      }
      server.step();
      for (const { tenant } of server.running) tokens[tenant]! += 1;
    }
    expect(tokens[1]! / tokens[0]!).toBeGreaterThan(2.9);
    expect(tokens[1]! / tokens[0]!).toBeLessThan(3.1);
  });

  it('lets nobody save up idle time', () => {
    const scheduler = make();
    let handle = 0;
    const push = (tenant: number) =>
      scheduler.push(handle++, requestView({ tenant, promptTokens: 10 }));
    for (let i = 0; i < 20; i++) push(0);
    for (let i = 0; i < 10; i++) scheduler.pop();
    for (let i = 0; i < 10; i++) push(1);
    // tenant 1 begins where tenant 0 is, not ten requests behind
    const order = Array.from({ length: 6 }, () => scheduler.pop());
    expect(order.filter((one) => one >= 20)).toHaveLength(3);
  });

  it('counts steps that are not booked yet when somebody comes back', () => {
    const scheduler = make();
    scheduler.push(0, requestView({ tenant: 0, promptTokens: 10 }));
    scheduler.pop();
    scheduler.service!.onJoined(0);
    // by now tenant 0 has 10 + 2·5; who comes now starts there, and not at 10
    scheduler.push(1, requestView({ tenant: 1, promptTokens: 1 }), 5);
    scheduler.push(2, requestView({ tenant: 0, promptTokens: 1 }), 5);
    scheduler.service!.onSteps(5);
    scheduler.service!.onLeft(0);
    expect(scheduler.pop()).toBe(2);
    expect(scheduler.pop()).toBe(1);
  });
});

describe('weighted-fair', () => {
  it('serves flows that always wait in proportion to their shares, whatever they ask for', () => {
    const shares = [1, 2, 4];
    const space = new HandleSpace();
    const scheduler = createScheduler('weighted-fair', space, options(shares));
    const asked: { tenant: number; cost: number }[] = [];
    const push = (tenant: number) => {
      const [promptTokens, predictedTokens] = [1 + (asked.length % 7), 1 + (asked.length % 3)];
      scheduler.push(asked.length, requestView({ tenant, promptTokens, predictedTokens }));
      asked.push({ tenant, cost: promptTokens + 2 * predictedTokens });
    };
    for (let i = 0; i < 5; i++) for (const tenant of [0, 1, 2]) push(tenant);
    const served = [0, 0, 0];
    for (let i = 0; i < 3000; i++) {
      const { tenant, cost } = asked[scheduler.pop()]!;
      served[tenant]! += cost / shares[tenant]!;
      push(tenant);
      // Goyal et al. 1997, theorem 1: no two differ by more than one request of each
      const longest = 7 + 2 * 3;
      for (const a of [0, 1, 2])
        for (const b of [0, 1, 2])
          expect(served[a]! - served[b]!).toBeLessThanOrEqual(
            longest / shares[a]! + longest / shares[b]!,
          );
    }
  });

  it('lets an idle flow save nothing up', () => {
    const scheduler = createScheduler('weighted-fair', new HandleSpace(), options());
    for (let i = 0; i < 20; i++) scheduler.push(i, requestView({ tenant: 0 }));
    for (let i = 0; i < 10; i++) scheduler.pop();
    for (let i = 20; i < 30; i++) scheduler.push(i, requestView({ tenant: 1 }));
    const order = Array.from({ length: 6 }, () => scheduler.pop());
    expect(order.filter((one) => one >= 20)).toHaveLength(3);
  });
});
