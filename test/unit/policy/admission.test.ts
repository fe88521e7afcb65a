import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAdmission } from '../../../src/policy/admission/index.ts';
import { requestView } from '../../contract/request-view.ts';

const at = (nowSeconds: number, queued = 0, outstanding = 0) => ({
  nowSeconds,
  queued,
  outstanding,
  started: 0,
});

describe('queue-cap', () => {
  it('refuses exactly while a cap is reached', () => {
    const cap = createAdmission({ policy: 'queue-cap', maxQueued: 2, maxOutstanding: 5 });
    expect(cap.admits(requestView(), at(0, 1, 4))).toBe(true);
    expect(cap.admits(requestView(), at(0, 2, 4))).toBe(false);
    expect(cap.admits(requestView(), at(0, 1, 5))).toBe(false);
    expect(cap.admits(requestView(), at(0, 0, 0))).toBe(true);
  });
});

describe('token-bucket', () => {
  it('starts full, is emptied by a burst and refills at its rate', () => {
    const bucket = createAdmission({
      policy: 'token-bucket',
      ratePerSecond: 2,
      burst: 3,
      unit: 'requests',
    });
    const decide = (seconds: number) => bucket.admits(requestView(), at(seconds));
    expect([0, 0, 0, 0].map(decide)).toEqual([true, true, true, false]);
    expect([0.4, 0.5, 0.9, 1].map(decide)).toEqual([false, true, false, true]);
    // Never more than the burst, however long nothing came.
    expect([100, 100, 100, 100].map(decide)).toEqual([true, true, true, false]);
  });

  it('charges prompts by the token, refuses without charging, and never takes one above the burst', () => {
    const bucket = createAdmission({
      policy: 'token-bucket',
      ratePerSecond: 10,
      burst: 100,
      unit: 'prompt-tokens',
    });
    const decide = (promptTokens: number, seconds: number) =>
      bucket.admits(requestView({ promptTokens }), at(seconds));
    expect(decide(101, 0)).toBe(false);
    expect(decide(80, 0)).toBe(true);
    expect(decide(21, 0)).toBe(false);
    expect(decide(20, 0)).toBe(true);
    expect(decide(101, 1e6)).toBe(false);
  });

  it('finds its token at every tick of a clock of the same rate, for ever', () => {
    const bucket = createAdmission({
      policy: 'token-bucket',
      ratePerSecond: 10,
      burst: 1,
      unit: 'requests',
    });
    let admitted = 0;
    for (let i = 0; i < 100_000; i++) {
      if (bucket.admits(requestView(), at(i * 0.1))) admitted += 1;
    }
    expect(admitted).toBe(100_000);
  });

  it('lets in at most burst + rate·t over any window, and refuses only where that would be passed', () => {
    const arrivals = fc.array(
      fc.record({
        gap: fc.double({ min: 0, max: 2, noNaN: true }),
        promptTokens: fc.integer({ min: 1, max: 6 }),
      }),
      { minLength: 1, maxLength: 60 },
    );
    let refusals = 0;
    fc.assert(
      fc.property(arrivals, (rows) => {
        const [ratePerSecond, burst] = [3, 8];
        const bucket = createAdmission({
          policy: 'token-bucket',
          ratePerSecond,
          burst,
          unit: 'prompt-tokens',
        });
        let now = 0;
        let level = burst;
        const admitted: [seconds: number, tokens: number][] = [];
        for (const { gap, promptTokens } of rows) {
          now += gap;
          level = Math.min(burst, level + ratePerSecond * gap);
          const yes = bucket.admits(requestView({ promptTokens }), at(now));
          if (!yes) refusals += 1;
          // The textbook's bucket, refilled step by step; equal but for rounding at the edge.
          if (Math.abs(level - promptTokens) > 1e-6) expect(yes).toBe(level > promptTokens);
          if (yes) {
            level -= promptTokens;
            admitted.push([now, promptTokens]);
          }
        }
        for (let from = 0; from < admitted.length; from++) {
          let sum = 0;
          for (const [seconds, tokens] of admitted.slice(from)) {
            sum += tokens;
            const allowed = burst + ratePerSecond * (seconds - admitted[from]![0]);
            expect(sum).toBeLessThanOrEqual(allowed + 1e-6);
          }
        }
      }),
      { numRuns: 100, seed: 3 },
    );
    expect(refusals).toBeGreaterThan(100);
  });
});

describe('deadline-shed', () => {
  const spec = { policy: 'deadline-shed', windowSeconds: 100 } as const;
  /** A queue of `queued` that drains at 2 per second, seen every half second until `seconds`. */
  const watched = (queued: number, seconds: number) => {
    const admission = createAdmission(spec);
    for (let now = 0; now <= seconds; now += 0.5) {
      admission.admits(requestView(), {
        nowSeconds: now,
        queued,
        outstanding: queued,
        started: 2 * now,
      });
    }
    return (deadlineSeconds: number, length = queued) =>
      admission.admits(requestView({ deadlineSeconds }), {
        nowSeconds: seconds,
        queued: length,
        outstanding: length,
        started: 2 * seconds,
      });
  };

  it('lets in whose wait, queued over starts per second, ends by his deadline', () => {
    const admits = watched(8, 20);
    expect(admits(20 + 4.01)).toBe(true);
    expect(admits(20 + 3.99)).toBe(false);
    expect(admits(20 + 3.99, 7)).toBe(true);
    expect(admits(Infinity, 1e6)).toBe(true);
  });

  it('knows nothing of an idle fleet, and lets all in who find no queue', () => {
    expect(watched(0, 20)(0, 5)).toBe(true);
    expect(watched(8, 20)(0, 0)).toBe(true);
  });

  it('forgets what is long ago', () => {
    const admission = createAdmission({ ...spec, windowSeconds: 1 });
    const view = (nowSeconds: number, started: number) => ({
      nowSeconds,
      queued: 10,
      outstanding: 10,
      started,
    });
    for (let i = 0; i <= 100; i++) admission.admits(requestView(), view(i / 10, i * 10));
    for (let i = 1; i <= 200; i++) admission.admits(requestView(), view(10 + i / 10, 1000 + i / 5));
    // 2 per second since 20 s, 100 before
    expect(admission.admits(requestView({ deadlineSeconds: 34 }), view(30, 1040))).toBe(false);
    expect(admission.admits(requestView({ deadlineSeconds: 36 }), view(30, 1040))).toBe(true);
  });
});

describe('tier-shed', () => {
  it('sheds low priorities while the mark is reached', () => {
    const admission = createAdmission({ policy: 'tier-shed', minPriority: 1, outstanding: 4 });
    const admits = (priority: number, outstanding: number) =>
      admission.admits(requestView({ priority }), {
        nowSeconds: 0,
        queued: 0,
        outstanding,
        started: 0,
      });
    expect([admits(0, 3), admits(0, 4), admits(1, 4), admits(-3, 99)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});
