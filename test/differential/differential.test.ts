import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
import { type ProductOptions, type ProductResult, runProduct } from './product.ts';
import { regimeNames } from './regimes.ts';

/** More than the usual 25 cases per regime: `TAILWATT_SEEDS=200 npx vitest run --project differential`. */
const seeds = Array.from({ length: Number(process.env['TAILWATT_SEEDS'] ?? 25) }, (_, i) => i);
const stretched: ProductOptions = { stepping: 'stretched' };
const stepwise: ProductOptions = { stepping: 'stepwise' };

/** What ran of each case so far: a plain result, and a product for each way to run it. */
type Runs = ReturnType<typeof runsOf>;

function runsOf(example: Case) {
  return {
    example,
    plain: once(() => runPlain(example)),
    stretched: once(() => runProduct(example, stretched)),
    stepwise: once(() => runProduct(example, stepwise)),
  };
}

/** Calls `make` at the first call, and again only where it threw. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** All differences of a regime at once, each with the case that shows it. */
function differences(
  regime: Case['regime'],
  runs: readonly Runs[],
  compare: (runs: Runs, seed: number) => string | null,
): string[] {
  return seeds.flatMap((seed) => {
    try {
      const difference = compare(runs[seed]!, seed);
      return difference === null ? [] : [`${regime}, seed ${seed}: ${difference}`];
    } catch (error) {
      const stack = error instanceof Error ? error.stack : String(error);
      return [`${regime}, seed ${seed}: ${stack}`];
    }
  });
}

function againstPlain({ example, plain }: Runs, product: ProductResult): string | null {
  const tolerance: Tolerance = example.exact ? exactTimes : close;
  return firstDifference(plain(), product, tolerance) ?? totalsDifference(plain(), product.totals);
}

describe.each(regimeNames)('%s', (regime) => {
  let runs: readonly Runs[] = [];
  beforeAll(() => {
    runs = seeds.map((seed) => runsOf(makeCase(regime, seed)));
  });
  afterAll(() => {
    runs = [];
  });

  it('is the same stretched as in the plain loop', () => {
    const compare = (of: Runs) => againstPlain(of, of.stretched());
    expect(differences(regime, runs, compare)).toEqual([]);
  });

  it('is the same stepwise as in the plain loop', () => {
    const compare = (of: Runs) => againstPlain(of, of.stepwise());
    expect(differences(regime, runs, compare)).toEqual([]);
  });

  it('is equal to the bit, stretched and stepwise', () => {
    const compare = (of: Runs) => firstDifference(of.stepwise(), of.stretched(), identical);
    expect(differences(regime, runs, compare)).toEqual([]);
  });

  it('is equal to the bit, however the run is cut into slices and the trace into chunks', () => {
    const compare = ({ example, stretched: whole }: Runs, seed: number) => {
      const sliced = { ...stretched, maxEvents: 1 + (seed % 7), rowsAtATime: 1 + (seed % 5) };
      return firstDifference(whole(), runProduct(example, sliced), identical);
    };
    expect(differences(regime, runs, compare)).toEqual([]);
  });
});
