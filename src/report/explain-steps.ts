import { assertNever } from '../base/assert.ts';
import type { CompiledPool } from '../compile/compiled.ts';
import { imagesOfPass } from '../engine/replica/encoder.ts';
import { createSingleStepModel, createStepModel, queriesOf } from '../engine/step-models.ts';
import { fillLaunch, type Launch } from '../physics/cuda-graphs.ts';
import { explainStep, type StepTerm } from '../physics/explain.ts';
import { explainBatch } from '../physics/kinds/batch-model.ts';
import { StepTerms, stepSeconds } from '../physics/step-model.ts';
import { batchingRulesOf } from '../policy/batching/index.ts';
import {
  batchLoads,
  encoderLoads,
  type Load,
  noPrefill,
  promptLoad,
  rerunLoad,
} from './explain-loads.ts';

/** Mean lengths of the requests that a pool serves. */
export interface TypicalRequest {
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** What its client allows. */
  readonly maxTokens: number;
  /** That its prompt has; absent: none. */
  readonly images?: number;
  /** Of its prompt: what a prefix cache may find at best. */
  readonly sharedTokens: number;
}

/** What a pool's prefix cache may find of a typical prompt; 0 where it has none. */
export function foundTokens({ engine }: CompiledPool, { sharedTokens }: TypicalRequest): number {
  return engine.prefixCache === undefined ? 0 : sharedTokens;
}

/** One engine step, taken apart. */
export interface ExplainedStep {
  readonly load: string;
  readonly decodeSequences: number;
  readonly prefillTokens: number;
  readonly seconds: number;
  /** Tokens that the step is padded by to a captured size; null where it is launched kernel by kernel, or stated. */
  readonly paddingTokens: number | null;
  /** Useful FLOPs and memory bytes, of one data rank; 0 where steps are stated. */
  readonly flops: number;
  readonly bytes: number;
  /** Average power of the replica's chips during the step; null where the figures do not give it. */
  readonly watts: number;
  /** Kind of work that takes most of the time. */
  readonly boundBy: StepTerm['bound'] | 'stated';
  /** They add up to the seconds. */
  readonly terms: readonly ExplainedTerm[];
}

export type ExplainedTerm = Pick<StepTerm, 'name' | 'seconds' | 'source'> & {
  readonly bound: StepTerm['bound'] | 'stated';
};

/** Sequences that run at once at most on one data rank: by the cap, and by KV memory at typical lengths (shared blocks are there once, and not counted). */
export function largestBatch(pool: CompiledPool, request: TypicalRequest): number {
  const { maxSequences, blockTokens } = pool.engine;
  if (pool.step.kind === 'one-shot') return maxSequences;
  if (pool.step.kind === 'encoder') return imagesOfPass(pool.step.image.tokens, pool.engine);
  const { reserves } = batchingRulesOf(pool.engine);
  const most = request.promptTokens + request.maxTokens;
  const tokens = reserves
    ? Math.min(most, pool.contextTokens)
    : request.promptTokens + request.outputTokens;
  const own = tokens - foundTokens(pool, request);
  const perSequence = pool.stateBlocks + Math.ceil(own / blockTokens);
  return Math.max(1, Math.min(maxSequences, Math.floor(pool.kvBlocks / perSequence)));
}

/** Decoding batches that are shown beside one sequence alone and the largest. */
const shownBatches = [16, 64] as const;

/** The steps worth knowing: one sequence alone, some batches up to the largest, and a step full of prompts. */
export function explainSteps(pool: CompiledPool, request: TypicalRequest): ExplainedStep[] {
  const batch = largestBatch(pool, request);
  if (pool.step.kind === 'encoder') {
    return encoderLoads(pool, pool.step).map((load) => explainLoad(pool, load));
  }
  if (pool.step.kind === 'one-shot') {
    return batchLoads(pool, request, batch).map((load) => explainLoad(pool, load));
  }
  const context = request.promptTokens + request.outputTokens / 2;
  const decode = (sequences: number): Load =>
    pool.decoding?.kind === 'recompute'
      ? rerunLoad(sequences, context)
      : {
          label: `${sequences} decoding`,
          decodeSequences: sequences,
          contextTokens: sequences * context,
          prefill: noPrefill,
        };
  const batches = [1, ...shownBatches.filter((each) => each < batch), batch];
  const loads = [...new Set(batches)].map(decode);
  return [...loads, promptLoad(pool, request)].map((load) => explainLoad(pool, load));
}

function explainLoad(pool: CompiledPool, load: Load): ExplainedStep {
  const { decodeSequences, prefill } = load;
  const { seconds, joules, flops, bytes } = costOf(pool, load);
  const parts = termsOf(pool, load);
  const { dataRanks } = pool;
  return {
    load: dataRanks === 1 ? load.label : `${load.label}, on each of ${dataRanks} data ranks`,
    decodeSequences: load.rerun ?? decodeSequences,
    prefillTokens: load.rerun === undefined ? prefill.tokens : 0,
    seconds,
    paddingTokens: paddingOf(pool, load),
    flops,
    bytes,
    watts: (dataRanks * joules) / seconds,
    boundBy: strongestBound(parts),
    terms: parts.map(({ name, seconds: own, bound, source }) => ({
      name,
      seconds: own,
      bound,
      source,
    })),
  };
}

function paddingOf(pool: CompiledPool, { decodeSequences, prefill }: Load): number | null {
  const { step } = pool;
  if (step.kind !== 'roofline' || step.input.graphs === undefined) return null;
  const tokens = queriesOf(pool) * decodeSequences + prefill.tokens;
  const batches = Math.max(1, Math.min(step.input.pipeline, tokens));
  const launch: Launch = { rows: 0, eager: false };
  fillLaunch(step.input.graphs, tokens - prefill.tokens, prefill.tokens, batches, launch);
  if (launch.eager) return null;
  return pool.dataRanks === 1 ? launch.rows * batches - tokens : 0;
}

function costOf(pool: CompiledPool, load: Load) {
  const { decodeSequences, prefill } = load;
  const model = createStepModel(pool);
  const terms = new StepTerms();
  // A step that runs contexts again is one of prompts already.
  const single = load.rerun === undefined ? createSingleStepModel(pool, model) : null;
  let { contextTokens } = load;
  if (single !== null) {
    const each = decodeSequences === 0 ? 0 : contextTokens / decodeSequences;
    const ownJoules = decodeSequences * single.sequenceJoules(each);
    const decode = { sequences: decodeSequences, context: contextTokens, pairs: 0, ownJoules };
    single.step(decode, prefill, terms);
    contextTokens = 0;
  } else if (prefill.tokens === 0) model.decode(decodeSequences, terms);
  else model.mixed(decodeSequences, prefill, terms, undefined, contextTokens);
  const seconds = stepSeconds(terms, contextTokens);
  const chunk = prefill.sequences === 0 ? 0 : prefill.tokens / prefill.sequences;
  const wanted =
    terms.staticWatts * seconds +
    terms.sharedJoules +
    terms.tokenJoules * decodeSequences +
    terms.contextJoules * contextTokens +
    (prefill.images ?? 0) * (model.imageJoules ?? 0) +
    prefill.sequences * (chunk > 0 ? (single ?? model).chunkJoules(chunk, 0) : 0);
  return {
    seconds,
    joules: Math.min(wanted, terms.limitWatts * seconds),
    flops: terms.flops + terms.flopsPerContext * contextTokens,
    bytes: terms.bytes + terms.bytesPerContext * contextTokens,
  };
}

function termsOf(pool: CompiledPool, load: Load): readonly ExplainedTerm[] {
  const { step } = pool;
  switch (step.kind) {
    case 'affine':
      return affineTerms(pool, load);
    case 'roofline':
      return [
        ...explainStep(step.input, { ...load, queries: queriesOf(pool) }),
        ...draftTerms(pool, load),
      ];
    case 'encoder':
      return explainStep(step.input, load);
    case 'one-shot':
      return explainBatch(step.input, load.prefill.tokens, load.prefill.sequences);
    default:
      return assertNever(step);
  }
}

/** Drafting as one term, beside the terms of the step that verifies. */
function draftTerms({ decoding }: CompiledPool, load: Load): readonly ExplainedTerm[] {
  if (decoding?.kind !== 'speculation') return [];
  const { draft, tokens } = decoding;
  const n = load.decodeSequences;
  if (draft.kind === 'host') {
    const seconds = draft.secondsPerSequence * n;
    return [{ name: 'drafts looked up', seconds, bound: 'host', source: 'assumed' }];
  }
  if (draft.kind === 'stated') return [];
  const passes = n === 0 ? 1 : tokens;
  const prefill = { ...load.prefill, finishing: 0 };
  const terms = Array.from({ length: passes }, (_, i) => {
    const contextTokens = load.contextTokens + i * n;
    const pass = { decodeSequences: n, contextTokens, prefill: i === 0 ? prefill : noPrefill };
    return explainStep(draft.input, pass);
  }).flat();
  const seconds = terms.reduce((sum, term) => sum + term.seconds, 0);
  const { name, source } = draft.input.model;
  const label = passes === 1 ? `${name}, one pass` : `${name}, ${passes} passes`;
  return [{ name: `draft: ${label}`, seconds, bound: strongestBound(terms), source: source.text }];
}

function affineTerms(pool: CompiledPool, load: Load): readonly ExplainedTerm[] {
  if (pool.step.kind !== 'affine') return [];
  const { time } = pool.step;
  const term = (name: string, seconds: number): ExplainedTerm => ({
    name,
    seconds,
    bound: 'stated',
    source: 'engine.stepTime of the scenario',
  });
  return [
    term('base', time.baseSeconds),
    term('per prefill token', time.perPrefillTokenSeconds * load.prefill.tokens),
    term('per decoding sequence', time.perDecodeSequenceSeconds * load.decodeSequences),
    term('per context token', time.perContextTokenSeconds * load.contextTokens),
  ];
}

function strongestBound(terms: readonly ExplainedTerm[]): ExplainedTerm['bound'] {
  const seconds = new Map<ExplainedTerm['bound'], number>();
  for (const term of terms) {
    seconds.set(term.bound, (seconds.get(term.bound) ?? 0) + term.seconds);
  }
  const [strongest] = [...seconds].sort((a, b) => b[1] - a[1]);
  return strongest?.[0] ?? 'host';
}
