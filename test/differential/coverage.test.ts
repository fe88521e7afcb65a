import { describe, expect, it } from 'vitest';
import { makeCase } from './cases.ts';
import { coverageOf, shortfalls } from './coverage.ts';
import { runPlain } from './plain-loop.ts';
import type { PlainResult } from './records.ts';
import { type RegimeName, regimeNames } from './regimes.ts';

const seeds = Array.from({ length: 25 }, (_, seed) => seed);
const results = new Map(
  regimeNames.map((name) => [name, seeds.map((seed) => runPlain(makeCase(name, seed)))]),
);
const all = [...results.values()].flat();
const of = (name: RegimeName) => coverageOf(results.get(name) ?? []);

describe('the generator of random cases', () => {
  it('exercises preemption, chunks, timeouts and ties often enough', () => {
    const coverage = coverageOf(all);
    process.stdout.write(`coverage of the differential suite: ${JSON.stringify(coverage)}\n`);
    expect(shortfalls(coverage)).toEqual([]);
  });

  it('notices when a case of interest has become rare', () => {
    const tame = all.filter(({ exercised }) => exercised.preemptions === 0);
    expect(shortfalls(coverageOf(tame)).join()).toContain('preempts');
  });

  it('makes regimes that are what their names say', () => {
    expect(of('kv-pressure').preemptions).toBeGreaterThan(2000);
    expect(of('speculation').preemptions).toBeGreaterThan(200);
    expect(of('speculation').shares.refuses).toBeGreaterThan(0.6);
    expect(of('prefix-cache').shares.findsBlocks).toBeGreaterThan(0.8);
    expect(of('prefix-cache').shares.losesBlocks).toBeGreaterThan(0.6);
    expect(of('prefix-cache').shares.sharesSteps).toBeGreaterThan(0.15);
    expect(of('prefix-cache').shares.awaitsPrompts).toBeGreaterThan(0.08);
    expect(of('without-cache').preemptions).toBeGreaterThan(200);
    const barred = (['static', 'orca', 'sarathi'] as const).map((name) => of(name).shares.isBarred);
    expect(Math.min(...barred), barred.join()).toBeGreaterThan(0.5);
    expect(of('full-prompts').shares.waitsForPrompt).toBeGreaterThan(0.5);
    expect(of('swap').shares.swaps).toBeGreaterThan(0.7);
    expect(of('swap').shares.fillsSwap).toBeGreaterThan(0.15);
    expect(of('hedges').shares.hedges).toBeGreaterThan(0.6);
    expect(of('hedges').shares.copyWins).toBeGreaterThan(0.4);
    expect(of('adapters').shares.passesOver).toBeGreaterThan(0.7);
    expect(of('adapters').shares.losesAdapters).toBeGreaterThan(0.8);
    expect(of('adapters').shares.losesCopies).toBeGreaterThan(0.25);
    expect(of('static').shares.pads).toBeGreaterThan(0.6);
    expect(of('crossing').shares.crosses).toBeGreaterThan(0.5);
    expect(of('decimal-ties').shares.ties).toBe(1);
    expect(of('dyadic-ties').shares.ties).toBeGreaterThan(0.4);
    expect(of('timeouts').shares.expires).toBeGreaterThan(0.6);
    expect(of('timeouts').shares.leavesRunning).toBeGreaterThan(0.5);
    expect(of('clients').shares.asksAgain).toBeGreaterThan(0.5);
    expect(of('clients').shares.cancels).toBeGreaterThan(0.2);
    expect(of('central-queue').shares.holdsBack).toBeGreaterThan(0.5);
    expect(of('offline').shares.endsJointly).toBeGreaterThan(0.5);
  });
});

describe('the plain loop on random cases', () => {
  const each = (check: (result: PlainResult) => void) => all.forEach(check);

  it('gives every request one row, in order of (end, request)', () => {
    each(({ rows }) => {
      expect(new Set(rows.map((row) => row.request)).size).toBe(rows.length);
      for (let i = 1; i < rows.length; i += 1) {
        const [a, b] = [rows[i - 1]!, rows[i]!];
        if (Number.isNaN(a.completionSeconds)) expect(b.completionSeconds).toBeNaN();
        else expect(b.completionSeconds < a.completionSeconds).toBe(false);
      }
    });
  });

  it('splits latency into parts that sum to it', () => {
    each(({ rows }) => {
      for (const row of rows) {
        if (row.outcome === 'in-flight') continue;
        const inBatch = row.prefillSeconds + row.decodeSeconds + row.preemptedSeconds;
        const sum = row.hostSeconds + row.queueSeconds + inBatch + row.transferSeconds;
        expect(Math.abs(sum - row.e2eSeconds)).toBeLessThan(1e-9);
      }
    });
  });

  it('attributes every joule of busy time to a request', () => {
    each(({ rows, replicas, copies }) => {
      const ofCopies = copies.reduce((sum, { joules }) => sum + joules, 0);
      const attributed = rows.reduce((sum, row) => sum + row.acceleratorJoules, ofCopies);
      const busy = replicas.reduce((sum, r) => sum + r.prefillJoules + r.decodeJoules, 0);
      expect(Math.abs(attributed - busy)).toBeLessThanOrEqual(1e-9 * Math.max(1, busy));
    });
  });

  it('counts busy time no longer than the run', () => {
    each(({ replicas, endSeconds }) => {
      for (const { busySeconds } of replicas) {
        expect(busySeconds).toBeLessThanOrEqual(endSeconds + 1e-9);
      }
    });
  });
});
