import { accelerators, engineProfiles, links, models } from '../../src/catalog/index.ts';
import type { Link } from '../../src/physics/data-sheets.ts';
import type { RooflineInput } from '../../src/physics/operator.ts';
import type { PowerSetting } from '../../src/physics/power.ts';
import { StepTerms, stepSeconds } from '../../src/physics/step-model.ts';
import { rooflineStepModel } from '../../src/physics/step-time.ts';

type Chip = keyof typeof accelerators;
type Layout = Pick<RooflineInput, 'tensor' | 'weights' | 'activations'>;

/** A model on one replica of chips, on vLLM. */
export function inputOf(chip: Chip, model: keyof typeof models, layout: Layout): RooflineInput {
  const accelerator = accelerators[chip];
  return {
    accelerator,
    link: (links as Readonly<Record<string, Link>>)[accelerator.link] as Link,
    model: models[model],
    profile: engineProfiles['vllm-v1'],
    pipeline: 1,
    data: 1,
    expert: 1,
    expertLoadCv: 0.5,
    kvCache: 'bf16',
    ...layout,
  };
}

/** A decode step: tokens per second and joules per token that a setting leaves, of those without it. */
export function left(
  input: RooflineInput,
  power: PowerSetting,
  sequences: number,
  context: number,
): { readonly speed: number; readonly joules: number } {
  const cost = (each: RooflineInput) => {
    const terms = new StepTerms();
    rooflineStepModel(each).decode(sequences, terms);
    const x = sequences * context;
    const seconds = stepSeconds(terms, x);
    const joules =
      terms.staticWatts * seconds +
      terms.sharedJoules +
      sequences * terms.tokenJoules +
      x * terms.contextJoules;
    return { seconds, joules: Math.min(joules, terms.limitWatts * seconds) };
  };
  const [before, after] = [cost(input), cost({ ...input, power })];
  return { speed: before.seconds / after.seconds, joules: after.joules / before.joules };
}

/** Least joules per token at the locked clocks that were tried, of those at the highest: 32 sequences of 1,000 tokens. */
export function leastLockedJoules(chip: Chip, model: keyof typeof models): number {
  const input = inputOf(chip, model, { tensor: 1, weights: 'bf16', activations: 'bf16' });
  const capWatts = Number.POSITIVE_INFINITY;
  const tried = [0.9, 0.8, 0.7, 0.6, 0.5].map((clock) =>
    left(input, { capWatts, clock }, 32, 1000),
  );
  return Math.min(...tried.map(({ joules }) => joules));
}

/** Tokens per second that GLM-4.5-Air keeps on two RTX PRO 6000 under a cap, for 12 clients with 2,000 tokens each. */
export function cappedSpeed(capWatts: number): number {
  const input = inputOf('rtx-pro-6000', 'glm-4.5-air', {
    tensor: 2,
    weights: 'fp8',
    activations: 'fp8',
  });
  return left(input, { capWatts, clock: 1 }, 12, 2000).speed;
}
