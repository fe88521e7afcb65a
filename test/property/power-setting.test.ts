import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accelerators, engineProfiles, links, models } from '../../src/catalog/index.ts';
import type { Accelerator, Link, ModelShape } from '../../src/physics/data-sheets.ts';
import { computeDtype } from '../../src/physics/dtype.ts';
import type { RooflineInput } from '../../src/physics/operator.ts';
import { idleWatts, leastCapWatts, lowestClock } from '../../src/physics/power.ts';
import { StepTerms, stepSeconds } from '../../src/physics/step-model.ts';
import { rooflineStepModel } from '../../src/physics/step-time.ts';

const chips: readonly Accelerator[] = Object.values(accelerators).filter(
  (chip) => computeDtype(chip, 'bf16', 'bf16') !== null,
);
const shapes: readonly ModelShape[] = Object.values(models);

const anyInput: fc.Arbitrary<RooflineInput> = fc
  .record({
    accelerator: fc.constantFrom(...chips),
    model: fc.constantFrom(...shapes),
    profile: fc.constantFrom(...Object.values(engineProfiles)),
    tensor: fc.constantFrom(1, 2, 8),
    pipeline: fc.constantFrom(1, 1, 2),
    data: fc.constantFrom(1, 1, 2),
  })
  .map((rest) => ({
    ...rest,
    expert: 1,
    expertLoadCv: 0,
    weights: 'bf16' as const,
    activations: 'bf16' as const,
    kvCache: 'bf16' as const,
    link: (links as Readonly<Record<string, Link>>)[rest.accelerator.link] as Link,
  }));

const anyLoad = fc.record({
  sequences: fc.integer({ min: 1, max: 512 }),
  context: fc.integer({ min: 1, max: 8000 }),
  prompts: fc.integer({ min: 0, max: 4 }),
  promptTokens: fc.integer({ min: 1, max: 2048 }),
});

interface Step {
  readonly seconds: number;
  /** Of the boards of one data rank. */
  readonly watts: number;
  readonly boards: number;
}

function step(
  input: RooflineInput,
  load: typeof anyLoad extends fc.Arbitrary<infer T> ? T : never,
) {
  const model = rooflineStepModel(input);
  const terms = new StepTerms();
  const { sequences, context, prompts, promptTokens } = load;
  const x = sequences * context;
  const pairs = (prompts * promptTokens * (promptTokens + 1)) / 2;
  const tokens = prompts * promptTokens;
  const prefill = {
    sequences: prompts,
    tokens,
    cachedTokens: 0,
    attentionPairs: pairs,
    finishing: prompts,
  };
  model.mixed(sequences, prefill, terms, undefined, x);
  const seconds = stepSeconds(terms, x);
  const own =
    terms.tokenJoules * sequences +
    terms.contextJoules * x +
    prompts * (prompts === 0 ? 0 : model.chunkJoules(promptTokens, 0));
  const wanted = terms.staticWatts * seconds + terms.sharedJoules + own;
  const joules = Math.min(wanted, terms.limitWatts * seconds);
  // What is left for all to share is never less than nothing.
  expect(joules - own).toBeGreaterThan(-1e-9 * joules);
  const boards = input.tensor * input.pipeline;
  return { seconds, watts: joules / seconds, boards } satisfies Step;
}

describe('caps and clocks', () => {
  it('a tighter cap never speeds up a step, and power stays between idle and the cap', () => {
    fc.assert(
      fc.property(
        anyInput,
        anyLoad,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (input, load, a, b) => {
          const { accelerator } = input;
          const least = leastCapWatts(accelerator);
          const capAt = (share: number) => least + share * (accelerator.boardWatts - least);
          const [tight, loose] = [Math.min(a, b), Math.max(a, b)].map((share) =>
            step({ ...input, power: { capWatts: capAt(share), clock: 1 } }, load),
          ) as [Step, Step];
          const free = step(input, load);
          expect(tight.seconds).toBeGreaterThanOrEqual(loose.seconds * (1 - 1e-9));
          expect(loose.seconds).toBeGreaterThanOrEqual(free.seconds * (1 - 1e-12));
          const capWatts = capAt(Math.min(a, b)) * tight.boards;
          expect(tight.watts).toBeLessThanOrEqual(capWatts * (1 + 1e-9));
          expect(tight.watts).toBeGreaterThanOrEqual(
            idleWatts(accelerator) * tight.boards * (1 - 1e-9),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  it('a lower clock never speeds up a step and never raises its power', () => {
    fc.assert(
      fc.property(
        anyInput,
        anyLoad,
        fc.double({ min: lowestClock, max: 1, noNaN: true }),
        fc.double({ min: lowestClock, max: 1, noNaN: true }),
        (input, load, a, b) => {
          const at = (clock: number) =>
            step({ ...input, power: { capWatts: Number.POSITIVE_INFINITY, clock } }, load);
          const slow = at(Math.min(a, b));
          const fast = at(Math.max(a, b));
          expect(slow.seconds).toBeGreaterThanOrEqual(fast.seconds * (1 - 1e-9));
          expect(slow.watts).toBeLessThanOrEqual(fast.watts * (1 + 1e-9));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('a cap at the board’s limit and an unlocked clock are no setting at all, to the bit', () => {
    fc.assert(
      fc.property(anyInput, anyLoad, (input, load) => {
        const power = { capWatts: input.accelerator.boardWatts, clock: 1 };
        expect(step({ ...input, power }, load)).toEqual(step(input, load));
      }),
      { numRuns: 50 },
    );
  });

  it('a cap just below the board’s limit changes hardly anything', () => {
    fc.assert(
      fc.property(anyInput, anyLoad, (input, load) => {
        const power = { capWatts: input.accelerator.boardWatts * (1 - 1e-6), clock: 1 };
        const { seconds } = step(input, load);
        expect(step({ ...input, power }, load).seconds / seconds).toBeCloseTo(1, 4);
      }),
      { numRuns: 50 },
    );
  });
});
