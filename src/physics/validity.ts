import { bytesPerElement } from './dtype.ts';
import type { CalibratedRange, CalibratedUse } from './engine-profile.ts';
import type { OneShotInput } from './kinds/batch-cost.ts';
import type { RooflineInput } from './operator.ts';

/** What a pool went to in a run, over its replicas: largest batch of one data rank, longest sequence, longest prompt. */
export interface Reached {
  sequences: number;
  contextTokens: number;
  promptTokens: number;
}

/** One respect in which a prediction leaves the rows that its profile was fitted on. */
export interface Outside {
  readonly aspect: CalibratedUse;
  readonly found: string;
  /** What the fitted rows have. */
  readonly calibrated: string;
  /** What is known of errors there; null where nothing is. */
  readonly error: string | null;
}

/** How a pool's steps are priced, as far as it matters here; StepSpec fits. */
export type PricedStep =
  | { readonly kind: 'affine' }
  | { readonly kind: 'roofline' | 'encoder'; readonly input: RooflineInput }
  | { readonly kind: 'one-shot'; readonly input: OneShotInput };

const most = [
  ['sequences', 'batches of', ''],
  ['contextTokens', 'contexts of', ' tokens'],
  ['promptTokens', 'prompts of', ' tokens'],
] as const;

/**
 * Where a pool is outside the rows that its engine's profile was fitted on: by its chip, format, degree and model, and,
 * after a run, by what it reached. Empty where all is inside, where steps are stated, and where the profile is a bound
 * that nothing was fitted to.
 */
export function outsideOf(step: PricedStep, reached: Readonly<Reached> | null): readonly Outside[] {
  if (step.kind === 'affine') return [];
  const range = step.input.profile.calibrated;
  if (range === undefined) return [];
  const found: Outside[] = [];
  const add = (aspect: CalibratedUse, what: string, calibrated: string) => {
    found.push({ aspect, found: what, calibrated, error: range.errors[aspect] ?? null });
  };
  const { accelerator, weights } = step.input;
  const isOneShot = step.kind === 'one-shot';
  const tensor = isOneShot ? step.input.chips : step.input.tensor;
  const model = isOneShot
    ? step.input.shape.architecture
    : step.input.model.moe === undefined
      ? 'dense'
      : 'experts';
  if (limits(range.chips, accelerator.id)) {
    add('chip', accelerator.name, range.chips.join(', '));
  }
  // 16 bits are 16 bits: kernels are as quick in either format
  const wide = bytesPerElement(weights) === 2;
  const sameWidth = wide && range.weights.some((each) => bytesPerElement(each) === 2);
  if (!sameWidth && limits(range.weights, weights)) {
    add('weights', `${weights} weights`, range.weights.join(', '));
  }
  if (limits(range.tensor, tensor)) {
    add('tensor', `${tensor} chips to a layer`, range.tensor.join(', '));
  }
  if (limits(range.models, model)) {
    add('model', modelWords[model], range.models.map((each) => modelWords[each]).join(', '));
  }
  if (reached === null) return found;
  for (const [aspect, words, unit] of most) {
    const limit = range[aspect];
    if (limit === null || reached[aspect] <= limit) continue;
    add(aspect, `${words} up to ${reached[aspect]}${unit}`, `up to ${limit}`);
  }
  return found;
}

/** Whether `found` is none of what was covered; an empty list says nothing. */
function limits<T>(covered: readonly T[], found: T): boolean {
  return covered.length > 0 && !covered.includes(found);
}

const modelWords: Readonly<Record<CalibratedRange['models'][number], string>> = {
  dense: 'dense models',
  experts: 'mixtures of experts',
  diffusion: 'diffusion models',
  encoder: 'encoders',
  'residual-network': 'residual networks',
  detector: 'detectors',
  'table-ranker': 'rankers with embedding tables',
  transcriber: 'speech recognisers',
};

/** What is outside, in a sentence; null where nothing is. */
export function outsideText(outside: readonly Outside[]): string | null {
  if (outside.length === 0) return null;
  const places = outside.map(({ found, calibrated }) => `${found} (calibrated: ${calibrated})`);
  const known = [...new Set(outside.flatMap(({ error }) => (error === null ? [] : [error])))];
  const errors =
    known.length === 0
      ? 'errors there are unknown'
      : `${known.join('; ')}${outside.every(({ error }) => error !== null) ? '' : '; other errors are unknown'}`;
  return `outside the calibrated range: ${places.join('; ')}. ${errors.charAt(0).toUpperCase()}${errors.slice(1)}`;
}
