import { describe, expect, it } from 'vitest';
import { type Case, makeCase } from './cases.ts';
import {
  close,
  exactTimes,
  firstDifference,
  identical,
  type Tolerance,
  totalsDifference,
} from './compare.ts';
import { runPlain } from './plain-loop.ts';
import { type ProductOptions, runProduct } from './product.ts';
import { regimeNames } from './regimes.ts';

/** More than the usual 25 cases per regime: `TAILWATT_SEEDS=200 npx vitest run --project differential`. */
const seeds = Array.from({ length: Number(process.env['TAILWATT_SEEDS'] ?? 25) }, (_, i) => i);
const stretched: ProductOptions = { stepping: 'stretched' };
const stepwise: ProductOptions = { stepping: 'stepwise' };

/** All differences of a regime at once, each with the case that shows it. */
function differences(
  regime: Case['regime'],
  compare: (example: Case, seed: number) => string | null,
): string[] {
  return seeds.flatMap((seed) => {
    try {
      const difference = compare(makeCase(regime, seed), seed);
      return difference === null ? [] : [`${regime}, seed ${seed}: ${difference}`];
    } catch (error) {
      const stack = error instanceof Error ? error.stack : String(error);
      return [`${regime}, seed ${seed}: ${stack}`];
    }
  });
}

const againstPlain = (example: Case, options: ProductOptions): string | null => {
  const tolerance: Tolerance = example.exact ? exactTimes : close;
  const plain = runPlain(example);
  const product = runProduct(example, options);
  return firstDifference(plain, product, tolerance) ?? totalsDifference(plain, product.totals);
};

describe.each(regimeNames)('%s', (regime) => {
  it('is the same stretched as in the plain loop', () => {
    expect(differences(regime, (example) => againstPlain(example, stretched))).toEqual([]);
  });

  it('is the same stepwise as in the plain loop', () => {
    expect(differences(regime, (example) => againstPlain(example, stepwise))).toEqual([]);
  });

  it('is equal to the bit, stretched and stepwise', () => {
    const compare = (example: Case) =>
      firstDifference(runProduct(example, stepwise), runProduct(example, stretched), identical);
    expect(differences(regime, compare)).toEqual([]);
  });

  it('is equal to the bit, however the run is cut into slices and the trace into chunks', () => {
    const compare = (example: Case, seed: number) => {
      const sliced = { ...stretched, maxEvents: 1 + (seed % 7), rowsAtATime: 1 + (seed % 5) };
      return firstDifference(
        runProduct(example, stretched),
        runProduct(example, sliced),
        identical,
      );
    };
    expect(differences(regime, compare)).toEqual([]);
  });
});
