import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  batchedDecode,
  cobhamWaits,
  cosmetatosWait,
  deterministicArrivalsWait,
  emptyShare,
  erlangB,
  erlangC,
  leeLongtonWait,
  manyServerSojournQuantile,
  manyServerSojournTail,
  manyServerWait,
  powerOfTwoSojourn,
  singleServerWait,
  takeAllBound,
  takeAllExactly,
} from './formulas.ts';

const anyLoad = fc.double({ min: 0.05, max: 0.95, noNaN: true });
const anyServers = fc.integer({ min: 1, max: 100 });

describe('formulas of queueing theory', () => {
  it('agree where one is a special case of another', () => {
    fc.assert(
      fc.property(anyLoad, anyServers, (load, servers) => {
        expect(erlangC(1, load)).toBeCloseTo(load, 12);
        expect(emptyShare(1, load)).toBeCloseTo(1 - load, 12);
        expect(manyServerWait(1, load, 1)).toBeCloseTo(singleServerWait(load, 1, 1), 10);
        const wait = manyServerWait(servers, servers * load, 1);
        expect(leeLongtonWait(servers, servers * load, 1, 1)).toBeCloseTo(wait, 12);
        expect(cosmetatosWait(1, load, 1)).toBeCloseTo(singleServerWait(load, 1, 0), 10);
      }),
    );
  });

  it('give the law of the time in the system of M/M/c', () => {
    fc.assert(
      fc.property(anyLoad, anyServers, (load, servers) => {
        const rate = servers * load;
        const tail = (seconds: number) => manyServerSojournTail(servers, rate, 1, seconds);
        const p99 = manyServerSojournQuantile(servers, rate, 1, 0.99);
        expect(tail(0)).toBe(1);
        expect(tail(p99)).toBeCloseTo(0.01, 10);
        // one server: exponential
        const alone = manyServerSojournTail(1, load, 1, 3);
        expect(alone).toBeCloseTo(Math.exp(-3 * (1 - load)), 12);
        // another unit of time changes nothing
        expect(manyServerSojournTail(servers, rate / 7, 7, 7 * p99)).toBeCloseTo(0.01, 10);
        // the mean is the area under the tail (Simpson's rule)
        const end = 40 * p99;
        const step = end / 20_000;
        let area = 0;
        for (let i = 0; i <= 20_000; i++) {
          const weight = i === 0 || i === 20_000 ? 1 : i % 2 === 1 ? 4 : 2;
          area += (weight * step * tail(i * step)) / 3;
        }
        expect(area / (1 + manyServerWait(servers, rate, 1))).toBeCloseTo(1, 6);
      }),
      { numRuns: 20 },
    );
    // where waiting and service are equally fast: 4 servers, 3 erlangs
    expect(manyServerSojournTail(4, 3, 1, 2)).toBeCloseTo(
      Math.exp(-2) * (1 + 2 * erlangC(4, 3)),
      12,
    );
  });

  it('keep the law of conservation between priorities', () => {
    fc.assert(
      fc.property(anyLoad, anyLoad, (a, b) => {
        const rates = [a / 2, b / 2] as const;
        const [first, second] = cobhamWaits(rates, 1);
        const together = singleServerWait(rates[0] + rates[1], 1, 1);
        const mean = (rates[0] * first + rates[1] * second) / (rates[0] + rates[1]);
        expect(mean / together).toBeCloseTo(1, 10);
        expect(first).toBeLessThanOrEqual(second);
      }),
    );
  });

  it('give the classical figures', () => {
    // Erlang's own table: 10 erlangs on 10 lines
    expect(erlangB(10, 10)).toBeCloseTo(0.21458, 5);
    expect(deterministicArrivalsWait(0.5, 1)).toBeCloseTo(0.2031879 / 0.7968121, 6);
    // one choice is M/M/1; two are exponentially better
    expect(powerOfTwoSojourn(0.99, 1)).toBeLessThan(6);
  });

  it('solve the birth–death chain of M/M/c as Erlang did', () => {
    // steps that cost nothing but their base: each request in the batch leaves at 1 ÷ (base × tokens)
    fc.assert(
      fc.property(anyLoad, fc.integer({ min: 1, max: 30 }), (load, servers) => {
        const { sojourn, running } = batchedDecode({
          ratePerSecond: servers * load,
          baseSeconds: 0.01,
          perSequenceSeconds: 0,
          outputTokens: 100,
          maxSequences: servers,
        });
        expect(sojourn / (1 + manyServerWait(servers, servers * load, 1))).toBeCloseTo(1, 9);
        expect(running / (servers * load)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('solve take-all batching inside its bound, and as one service where nobody else comes', () => {
    for (const ratePerSecond of [20, 100, 150]) {
      const spec = { ratePerSecond, perRequestSeconds: 0.005, baseSeconds: 0.01 };
      const bound = takeAllBound(spec);
      const { sojourn } = takeAllExactly(spec);
      expect(sojourn).toBeLessThan(bound);
      expect(sojourn).toBeGreaterThan(0.9 * bound);
    }
    const rare = { ratePerSecond: 1e-6, perRequestSeconds: 0.005, baseSeconds: 0.01 };
    expect(takeAllExactly(rare)).toEqual({
      sojourn: expect.closeTo(0.015, 6),
      batch: expect.closeTo(1, 6),
    });
  });
});
