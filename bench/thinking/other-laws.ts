import { tasks } from '../../src/catalog/tasks/index.ts';
import { expectedTokensPerPass } from '../../src/physics/speculation.ts';
import { type Compression, compressedScore } from '../../src/quality/compression.ts';
import { examplesShift } from '../../src/quality/context.ts';
import {
  FIRST_ORDER_EXPONENT,
  frechetDistance,
  stepQualityThrough,
} from '../../src/quality/diffusion.ts';
import { logit, shiftChance } from '../../src/quality/logit.ts';
import { adaptiveLoss } from './answer-laws.ts';
import { type Known, knownOf } from './known.ts';
import type { ReferenceRow } from './reference-rows.ts';

/** What a law of something else than answers of one model predicts; null where it says nothing. */
export type OtherLaw = (row: ReferenceRow, x: number) => number | null;

/** Scores before compression and parameters, fitted to the rows of bf16. */
const uncompressed: Readonly<Record<string, readonly [score: number, parameters: number]>> = {
  'Llama-3.1-8B': [0.7406, 8e9],
  'Llama-3.1-405B': [0.487, 405e9],
  'R1-Distill-Llama-70B': [0.762, 70e9],
};

const quantised: OtherLaw = ({ name }) => {
  const sheet = uncompressed[name[1]];
  const format = /\b(BF16|FP8|INT8|INT4)\b/i.exec(name[0])?.[1]?.toLowerCase();
  if (sheet === undefined || format === undefined) return null;
  return 100 * compressedScore(sheet[0], format as Compression, sheet[1]);
};

/** AWQ at groups of 128: Llama-2-70B goes from 3.32 to 3.41 (Lin et al. 2023, arXiv 2306.00978), which the 7B model’s 5.47 is taken to do. */
const perplexity: OtherLaw = ({ name }) => (name[1] === 'Llama-2-7B' ? 5.47 * (3.41 / 3.32) : null);

/** Rows of twenty and a hundred steps fix floor and excess. */
const ddim = stepQualityThrough(FIRST_ORDER_EXPONENT, [20, 6.84], [100, 4.16]);
/** By how much the distance of 10,000 samples is above that of 50,000: assumed. */
const FEWER_SAMPLES = 3;

/** Steps at which the catalog's distances of images were measured. */
const SHEET_STEPS = 250;

/** What other steps do to a model's distance is taken to be in proportion to it, as DDIM's are to its floor. */
const steps: OtherLaw = ({ name }, x) => {
  if (name[1] === 'DDIM') return frechetDistance(ddim, x);
  const scores: Readonly<Record<string, { value: number }>> = tasks['image-fid'].scores;
  const id = name[1].toLowerCase().replaceAll('/', '-');
  const score = scores[id];
  if (score === undefined) return null;
  const ofSteps = frechetDistance(ddim, x) / frechetDistance(ddim, SHEET_STEPS);
  return score.value * ofSteps + FEWER_SAMPLES;
};

/** Logit that retrieving in rounds adds, fitted to the row of 128,000 tokens; more context than that adds nothing. */
const ROUNDS_LOGIT = logit(0.746) - logit(0.484);
/** Sixteen examples in the prompt, and what a doubling of them adds: assumed. */
const EXAMPLES = { count: 16, logitPerDoubling: 0.05, mostUseful: 64 };

const context: OtherLaw = (row) => {
  const known = knownOf(row);
  if (known === null) return null;
  const passAt1 = 0.484;
  const { count, logitPerDoubling, mostUseful } = EXAMPLES;
  const strategy = row.name[0];
  const shift = strategy.includes('IterDRAG')
    ? ROUNDS_LOGIT
    : strategy.includes('DRAG')
      ? examplesShift(count, logitPerDoubling, mostUseful)
      : 0;
  return 100 * shiftChance(passAt1, shift);
};

const speculated: OtherLaw = ({ xKind }) => {
  const figure = (key: string) => Number(new RegExp(`${key}=([\\d.]+)`).exec(xKind)?.[1]);
  const tokens = figure('gamma');
  return expectedTokensPerPass(figure('alpha'), tokens) / (tokens * figure('c') + 1);
};

/** One further layer of 61 guesses the second token. */
const secondToken: OtherLaw = (_, x) => expectedTokensPerPass(x, 1) / (1 + 1 / 61);
/** A layer and the LM head of Llama-2-13B in five passes: 481 M of 13 B parameters each. */
const eagle: OtherLaw = (_, x) => x / (1 + 5 * (0.481 / 13));

/** Where the adaptive votes were tried: arithmetic. */
const arithmetic = (): Known | null =>
  knownOf({
    line: 0,
    name: ['', 'PaLM-540B', 'GSM8K', ''],
    xKind: '',
    reported: '',
    unit: '',
    tolerance: '',
    note: '',
  });
const adaptive: OtherLaw = () => {
  const known = arithmetic();
  return known === null ? null : adaptiveLoss(known);
};

/** By the strategy's words: the first that fits. */
export const otherLaws: readonly (readonly [RegExp, OtherLaw])[] = [
  [/quantisation INT4 AWQ/, perplexity],
  [/quantisation/, quantised],
  [/diffusion steps/, steps],
  [/context scaling/, context],
  [/speculative decoding/, speculated],
  [/^MTP/, secondToken],
  [/^EAGLE/, eagle],
  [/adaptive consistency|Blend-ASC/, adaptive],
];
