import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { savedJoules } from '../../../../src/engine/replica/saved-joules.ts';
import { Stretch } from '../../../../src/engine/replica/stretch.ts';
import { StepTerms, stepSeconds } from '../../../../src/physics/step-model.ts';

const positive = (max: number) => fc.double({ min: 0, max, noNaN: true });

/** A stretch whose lines cross and whose joules are now above the limit × time, now below. */
const stretches = fc
  .record({
    decoding: fc.integer({ min: 1, max: 64 }),
    context: fc.integer({ min: 0, max: 20_000 }),
    a: fc.tuple(positive(0.02), positive(0.02), positive(0.02), positive(0.02)),
    b: fc.tuple(positive(1e-6), positive(1e-6), positive(1e-6), positive(1e-6)),
    sharedJoules: positive(10),
    tokenJoules: positive(0.1),
    contextJoules: positive(2e-4),
    limitAt: fc.nat(500),
    staticWatts: positive(300),
    ownShare: fc.constantFrom(1, 1, 0.6),
  })
  .map(({ decoding, context, a, b, ...rest }) => {
    const { limitAt, ...figures } = rest;
    const terms = Object.assign(new StepTerms(), figures, { fixedSeconds: 0.002 });
    [terms.a0, terms.a1, terms.a2, terms.a3] = a;
    [terms.b0, terms.b1, terms.b2, terms.b3] = b;
    // at this step the joules are just those of the limit
    const x = context + decoding * limitAt;
    const own = decoding * terms.tokenJoules + terms.contextJoules * x;
    const joules = terms.sharedJoules + terms.ownShare * own;
    terms.limitWatts = terms.staticWatts + joules / stepSeconds(terms, x);
    const stretch = new Stretch();
    stretch.load(terms, decoding, context, 0);
    return {
      terms,
      stretch,
      decoding,
      prefilling: 0,
      paused: 0,
      places: 0,
      context,
      chunkJoules: 0,
      timeShare: 1,
    };
  });

describe('savedJoules', () => {
  it('is the sum over steps of what exceeds limit × time', () => {
    let saving = 0;
    let partly = 0;
    const check = fc.property(
      stretches,
      fc.nat(200),
      fc.integer({ min: 1, max: 300 }),
      (batch, from, steps) => {
        const { terms, decoding, context } = batch;
        const each = Array.from({ length: steps }, (_, i) => {
          const x = context + decoding * (from + i);
          const seconds = stepSeconds(terms, x);
          const own = decoding * terms.tokenJoules + terms.contextJoules * x;
          const left = terms.ownShare * own;
          const wanted = terms.staticWatts * seconds + terms.sharedJoules + left;
          return own - left + Math.max(0, wanted - terms.limitWatts * seconds);
        });
        const plain = each.reduce((sum, joules) => sum + joules, 0);
        if (plain > 0) saving++;
        if (plain > 0 && each.includes(0)) partly++;
        const scale = steps * (terms.sharedJoules + 1000 * stepSeconds(terms, context) + 1);
        expect(Math.abs(savedJoules(batch, from, from + steps) - plain)).toBeLessThan(1e-9 * scale);
      },
    );
    fc.assert(check, { numRuns: 300 });
    expect(saving).toBeGreaterThan(30);
    expect(partly).toBeGreaterThan(5);
  });

  it('is nothing without a cap at the highest clock', () => {
    const [batch] = fc.sample(stretches, 1);
    if (batch === undefined) throw new Error('no sample');
    const terms = Object.assign(new StepTerms(), batch.terms, {
      limitWatts: Infinity,
      ownShare: 1,
    });
    expect(savedJoules({ ...batch, terms }, 0, 50)).toBe(0);
  });
});
