import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Stretch } from '../../../../src/engine/replica/stretch.ts';
import { StepTerms, stepSeconds } from '../../../../src/physics/step-model.ts';

const STEPS = 400;

type Four = [number, number, number, number];
type Nine = [...Four, ...Four, number];

/** Lines that cross inside the first steps of a stretch: flat and high, middling, steep and low. */
const crossing = fc
  .record({
    sequences: fc.integer({ min: 1, max: 64 }),
    context: fc.integer({ min: 0, max: 100_000 }),
    fixed: fc.constantFrom(0, 0.002),
    slopes: fc.tuple(fc.nat(5), fc.nat(6), fc.nat(6), fc.nat(6)),
    crossings: fc.tuple(fc.nat(STEPS), fc.nat(STEPS), fc.nat(STEPS)),
    turn: fc.nat(3),
  })
  .map(({ sequences, context, fixed, slopes, crossings, turn }) => {
    // four lines through points on the first one, given at steps of the stretch, in seconds per cached token
    const b = slopes.map((slope) => slope * 1e-7) as Four;
    const at = (step: number) => context + sequences * step;
    const a0 = 0.01;
    const through = (slope: number, step: number) => a0 + (b[0] - slope) * at(step);
    const a = [
      a0,
      through(b[1], crossings[0]),
      through(b[2], crossings[1]),
      through(b[3], crossings[2]),
    ];
    const terms = new StepTerms();
    terms.fixedSeconds = fixed;
    // whichever of the four comes first, the answer is the same
    const order = [0, 1, 2, 3].map((i) => (i + turn) % 4);
    [terms.a0, terms.a1, terms.a2, terms.a3] = order.map((i) => a[i]!) as Four;
    [terms.b0, terms.b1, terms.b2, terms.b3] = order.map((i) => b[i]!) as Four;
    return { terms, sequences, context };
  });

const anyLine = fc.record({
  sequences: fc.integer({ min: 1, max: 256 }),
  context: fc.integer({ min: 0, max: 1_000_000 }),
  terms: fc
    .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 9, maxLength: 9 })
    .map((draws) => {
      const terms = new StepTerms();
      const [fixed, a0, a1, a2, a3, b0, b1, b2, b3] = draws as Nine;
      terms.fixedSeconds = 1e-4 + fixed * 0.01;
      Object.assign(terms, { a0: a0 * 0.02, a1: a1 * 0.02, a2: a2 * 0.02, a3: a3 * 0.02 - 0.005 });
      // slopes in whole picoseconds: equal or clearly different
      const slope = (share: number) => Math.round(share * 1e5) * 1e-12;
      Object.assign(terms, { b0: slope(b0), b1: slope(b1), b2: slope(b2), b3: slope(b3) });
      return terms;
    }),
});

const cases = fc.oneof(crossing, anyLine);
const load = (
  example: { terms: StepTerms; sequences: number; context: number },
  anchor: number,
) => {
  const stretch = new Stretch();
  // what the last stretch was must not matter
  stretch.load(
    { ...new StepTerms(), b0: 1, b1: 2, a1: -3, b2: 5, a2: -40, b3: 9, a3: -200 },
    3,
    1,
    99,
  );
  stretch.load(example.terms, example.sequences, example.context, anchor);
  return stretch;
};

describe('Stretch', () => {
  it('has the duration of every step, and of every number of steps, that summing them one by one gives', () => {
    fc.assert(
      fc.property(cases, (example) => {
        const stretch = load(example, 0);
        let sum = 0;
        let worstStep = 0;
        let worstSum = 0;
        for (let j = 0; j < STEPS; j++) {
          worstSum = Math.max(worstSum, Math.abs(stretch.seconds(j) - sum) / (1 + sum));
          const seconds = stepSeconds(example.terms, example.context + example.sequences * j);
          worstStep = Math.max(worstStep, Math.abs(stretch.stepSeconds(j) - seconds));
          sum += seconds;
        }
        expect(worstStep).toBeLessThan(1e-13);
        expect(worstSum).toBeLessThan(1e-11);
      }),
      { seed: 21, numRuns: 150 },
    );
  });

  it('meets stretches of one to four lines among the random ones', () => {
    const pieces = fc.sample(crossing, { seed: 22, numRuns: 900 }).map((example) => {
      const stretch = load(example, 0);
      let count = 1;
      for (let j = stretch.nextPiece(0); j < STEPS; j = stretch.nextPiece(j)) count++;
      return count;
    });
    for (const count of [1, 2, 3, 4]) {
      expect(pieces.filter((n) => n === count).length, `${count} lines`).toBeGreaterThan(8);
    }
    expect(Math.max(...pieces)).toBe(4);
  });

  it('starts a new piece exactly where durations stop being in arithmetic progression', () => {
    fc.assert(
      fc.property(cases, (example) => {
        const stretch = load(example, 0);
        let from = 0;
        while (from < STEPS) {
          const to = stretch.nextPiece(from);
          expect(to).toBeGreaterThan(from);
          expect(Number.isInteger(to) || to === Infinity).toBe(true);
          const last = Math.min(to, STEPS) - 1;
          const first = stretch.stepSeconds(from);
          const growth = last > from ? (stretch.stepSeconds(last) - first) / (last - from) : 0;
          let worst = 0;
          for (let j = from; j <= last; j++) {
            const off = Math.abs(stretch.stepSeconds(j) - first - growth * (j - from));
            worst = Math.max(worst, stretch.nextPiece(j) === to ? off : Infinity);
          }
          expect(worst).toBeLessThan(1e-13);
          from = to;
        }
      }),
      { seed: 23, numRuns: 150 },
    );
  });

  it('inverts its boundaries: the least k ≥ 1 at an instant or later', () => {
    const instant = fc.oneof(
      fc.record({ k: fc.nat(STEPS), shift: fc.constantFrom(-1e-9, -1e-13, 0, 1e-13, 1e-9) }),
      fc.record({ k: fc.double({ min: 0, max: STEPS, noNaN: true }), shift: fc.constant(0) }),
    );
    const anchors = fc.constantFrom(0, 0.1, 12_345.678);
    fc.assert(
      fc.property(cases, instant, anchors, (example, { k: at, shift }, anchor) => {
        const stretch = load(example, anchor);
        const lower = Math.floor(at);
        const inside = (at - lower) * stretch.stepSeconds(lower);
        const time = stretch.boundary(lower) + inside + shift;
        const k = stretch.firstBoundaryAtOrAfter(time);
        expect(k).toBeGreaterThanOrEqual(1);
        expect(stretch.boundary(k)).toBeGreaterThanOrEqual(time);
        if (k > 1) expect(stretch.boundary(k - 1)).toBeLessThan(time);
      }),
      { seed: 24, numRuns: 1000 },
    );
  });

  it('takes lines that rounding alone keeps from being parallel for parallel', () => {
    for (const [low, share] of [
      [0.005, 2 * Number.EPSILON],
      [0.01 - Number.EPSILON / 128, Number.EPSILON],
      [0.005, 1e-9],
    ] as const) {
      const terms = new StepTerms();
      Object.assign(terms, { a0: 0.01, b0: 1e-7, a1: low, b1: 1e-7 * (1 + share) });
      const stretch = load({ terms, sequences: 8, context: 1000 }, 0);
      expect(stretch.nextPiece(0)).toBe(Infinity);
      expect(stretch.stepSeconds(1000)).toBeCloseTo(0.01 + 1e-7 * 9000, 12);
    }
  });

  it('keeps its inverse exact over millions of steps of slowly growing length', () => {
    const terms = new StepTerms();
    terms.a0 = 0.01;
    terms.b0 = 1e-16;
    const stretch = load({ terms, sequences: 7, context: 1000 }, 5);
    for (const k of [1, 1000, 999_999, 5_000_000]) {
      expect(stretch.firstBoundaryAtOrAfter(stretch.boundary(k))).toBe(k);
      expect(stretch.firstBoundaryAtOrAfter(stretch.boundary(k) + 1e-6)).toBe(k + 1);
    }
    expect(stretch.firstBoundaryAtOrAfter(-10)).toBe(1);
  });
});
