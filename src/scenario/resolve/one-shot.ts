import { links, oneShotProfiles } from '../../catalog/index.ts';
import type { Accelerator, Dtype } from '../../physics/data-sheets.ts';
import type { OneShotInput } from '../../physics/kinds/batch-cost.ts';
import { batchMemory } from '../../physics/kinds/batch-memory.ts';
import type { OneShotProfile } from '../../physics/kinds/one-shot-profile.ts';
import type { JobSize, OneShotShape } from '../../physics/kinds/one-shot-shape.ts';
import type { MemoryFit } from '../../physics/memory.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { EngineSpec, OneShotService, Pool } from '../scenario.ts';
import type { RawPool } from '../schema/pool.ts';
import type { RawWorkload } from '../schema/workload.ts';

/** Keys of `job` that a model has a use for. */
function keysOf(shape: OneShotShape): readonly (keyof JobSize)[] {
  switch (shape.architecture) {
    case 'diffusion': {
      const clip = shape.decoder.temporalStride > 1;
      return ['width', 'height', 'steps', 'guidance', ...(clip ? (['frames'] as const) : [])];
    }
    case 'encoder':
      return shape.patchPixels === null ? ['tokens'] : ['width', 'height'];
    case 'residual-network':
      return ['width', 'height'];
  }
}

/** What a workload's requests ask for: as written, else the model's default. Keys without a use are issues. */
export function resolveJob(
  raw: RawWorkload['job'],
  shape: OneShotShape,
  path: Path,
  reporter: Reporter,
): JobSize {
  const used = keysOf(shape);
  const given: Partial<JobSize> = {
    ...raw,
    ...(raw?.guidance === undefined ? {} : { guidance: raw.guidance === 'classifier-free' }),
  } as Partial<JobSize>;
  for (const key of Object.keys(raw ?? {}) as (keyof JobSize)[]) {
    if (used.includes(key)) continue;
    const message = `${shape.id} has no use for ${key}`;
    reporter.error([...path, key], message, `its jobs have ${used.join(', ')}`);
  }
  for (const key of used) {
    if (given[key] !== undefined) continue;
    const value = shape.defaultJob[key];
    const written = key === 'guidance' ? (value === true ? 'classifier-free' : 'none') : value;
    reporter.useDefault([...path, key], written);
  }
  const job = { ...shape.defaultJob, ...given };
  if (shape.architecture === 'encoder' && shape.patchPixels === null) {
    if (job.tokens > shape.longestTokens) {
      const message = `${job.tokens} tokens are more than the ${shape.longestTokens} that ${shape.id} reads`;
      reporter.error([...path, 'tokens'], message, `use ${shape.longestTokens} or less`);
    }
  }
  return job;
}

const profiles: Readonly<Record<string, OneShotProfile>> = oneShotProfiles;

/** What the cost of a pool's batches is made from. */
export function oneShotInput(pool: Omit<Pool, 'serves'>, shape: OneShotShape): OneShotInput {
  const { accelerator, precision, parallelism, oneShot, engine } = pool;
  return {
    accelerator,
    link: (links as Readonly<Record<string, OneShotInput['link']>>)[
      accelerator.link
    ] as OneShotInput['link'],
    shape,
    job: oneShot?.job ?? shape.defaultJob,
    profile: profiles[engine.profile] ?? oneShotProfiles.tensorrt,
    chips: parallelism.tensor,
    ring: oneShot?.ring ?? 1,
    weights: precision.weights,
    activations: precision.activations,
  };
}

/** Memory of one chip of the pool, with room for whole jobs. */
export function oneShotMemory(pool: Omit<Pool, 'serves'>, shape: OneShotShape): MemoryFit {
  return batchMemory(oneShotInput(pool, shape), pool.engine.memoryUtilization);
}

/** Largest batch where a pool does not say: a denoiser is full with a few images, others with hundreds (assumed). */
const DENOISED_JOBS = 8;
const OTHER_JOBS = 256;

/** What the parts of a pool that answers in one shot need from those that it shares with all pools. */
interface Common {
  readonly name: string;
  readonly accelerator: Accelerator;
  readonly replicas: number;
  readonly acceleratorsPerNode: number;
}

/**
 * Completes a pool whose model answers in one shot: dynamic batching over replicas of `tensor` chips that share each
 * item's tokens. A job takes one block of one token in the engine's books.
 */
export function resolveOneShotPool(
  raw: RawPool,
  served: { readonly ref: string; readonly shape: OneShotShape },
  common: Common,
  job: JobSize | undefined,
  path: Path,
  reporter: Reporter,
): Pool {
  const { shape } = served;
  refuseForeignKeys(raw, path, reporter);
  const tensor = raw.parallelism.tensor ?? 1;
  if (raw.parallelism.tensor === undefined) {
    reporter.useDefault([...path, 'parallelism', 'tensor'], tensor);
  }
  const ring = raw.parallelism.ring ?? 1;
  checkSharing(shape, tensor, ring, path, reporter);
  const oneShot: OneShotService = {
    job: job ?? shape.defaultJob,
    ring,
    batchDelaySeconds: raw.engine.batchDelay ?? 0,
  };
  const precision = oneShotPrecision(
    raw,
    common.accelerator,
    shape,
    [...path, 'precision'],
    reporter,
  );
  const parallelism = { tensor, pipeline: 1, data: 1, expert: 1 };
  const engine = oneShotEngine(raw, 1, [...path, 'engine'], reporter);
  const draft = { ...common, parallelism, precision, engine, oneShot };
  const most = oneShotMemory(draft, shape).kvBlocks;
  let jobs = raw.engine.maxSequences;
  if (jobs === undefined) {
    jobs = shape.architecture === 'diffusion' ? DENOISED_JOBS : OTHER_JOBS;
    while (jobs > 1 && jobs > most) jobs /= 2;
    reporter.useDefault([...path, 'engine', 'maxSequences'], jobs);
  }
  const limits = { maxSequences: jobs, maxBatchedTokens: jobs, kvBlocks: jobs };
  return { ...draft, serves: [served], engine: { ...engine, ...limits } };
}

/** Keys that mean nothing without tokens, or whose meaning is not built for one shot. */
function refuseForeignKeys(raw: RawPool, path: Path, reporter: Reporter): void {
  const { engine, parallelism } = raw;
  const refuse = (keys: readonly string[], message: string, fix: string) =>
    reporter.error([...path, ...keys], message, fix);
  if (engine.batching === 'continuous') {
    const message = 'a model that answers in one shot has no tokens to batch continuously';
    refuse(['engine', 'batching'], message, 'write dynamic, or leave it out');
  }
  const noCache = 'a model that answers in one shot has no KV cache';
  if (engine.kvBlocks !== null) refuse(['engine', 'kvBlocks'], noCache, 'leave it out');
  if (!engine.kvCache) refuse(['engine', 'kvCache'], noCache, 'leave it out');
  // As the schema fills it in; what is written alike changes nothing.
  if (raw.precision.kvCache !== 'bf16') refuse(['precision', 'kvCache'], noCache, 'leave it out');
  for (const [key, common] of [
    ['maxBatchedTokens', 8192],
    ['blockTokens', 16],
  ] as const) {
    if (engine[key] === common) continue;
    const message = 'a model that answers in one shot has no tokens';
    refuse(['engine', key], message, 'leave it out; maxSequences is the largest batch');
  }
  if (parallelism.pipeline !== 1) {
    const message = 'pipelines are not available for models that answer in one shot';
    refuse(['parallelism', 'pipeline'], message, 'use pipeline: 1');
  }
  for (const key of ['data', 'expert'] as const) {
    if (parallelism[key] === 1) continue;
    const message = `${key} parallelism is not available for models that answer in one shot`;
    refuse(['parallelism', key], message, `use ${key}: 1`);
  }
  if (engine.batchDelay !== undefined && engine.batchDelay > 0 && engine.scheduler !== 'fcfs') {
    const message = `batchDelay is not available with the scheduler ${engine.scheduler}`;
    refuse(['engine', 'batchDelay'], message, 'write scheduler: fcfs, or batchDelay: 0s');
  }
}

/** Issues for keys of models that answer in one shot on a pool that generates tokens. */
export function refuseOneShotKeys(raw: RawPool, path: Path, reporter: Reporter): void {
  const { engine, parallelism } = raw;
  if (engine.batching === 'dynamic') {
    const message = 'dynamic batching is available for models that answer in one shot only';
    reporter.error([...path, 'engine', 'batching'], message, 'write continuous, or leave it out');
  }
  if (engine.batchDelay !== undefined) {
    const message = 'continuous batching waits for nobody';
    reporter.error([...path, 'engine', 'batchDelay'], message, 'leave it out');
  }
  if (parallelism.ring !== undefined) {
    const message = 'rings are available for diffusion transformers only';
    reporter.error([...path, 'parallelism', 'ring'], message, 'leave it out');
  }
}

/** Several chips on one item are built for transformers over latents alone. */
function checkSharing(
  shape: OneShotShape,
  tensor: number,
  ring: number,
  path: Path,
  reporter: Reporter,
): void {
  const shares = shape.architecture === 'diffusion' && shape.denoiser.type === 'transformer';
  if (tensor > 1 && !shares) {
    const message = `several chips per item are not available for ${shape.id}`;
    reporter.error([...path, 'parallelism', 'tensor'], message, 'use tensor: 1 and more replicas');
  } else if (tensor % ring !== 0) {
    const message = `ring ${ring} does not divide the ${tensor} chips of a replica`;
    reporter.error([...path, 'parallelism', 'ring'], message, `use a divisor of ${tensor}`);
  }
}

function oneShotPrecision(
  raw: RawPool,
  accelerator: Accelerator,
  shape: OneShotShape,
  path: Path,
  reporter: Reporter,
): Pool['precision'] {
  const { weights = shape.nativeDtype, kvCache } = raw.precision;
  if (raw.precision.weights === undefined) reporter.useDefault([...path, 'weights'], weights);
  if (raw.precision.activations !== undefined) {
    return { weights, activations: raw.precision.activations, kvCache };
  }
  const alike = weights !== 'fp4' && weights !== 'int4' && accelerator.peak[weights] !== undefined;
  const activations: Dtype = alike ? weights : 'bf16';
  reporter.useDefault([...path, 'activations'], activations);
  return { weights, activations, kvCache };
}

function oneShotEngine(raw: RawPool, jobs: number, path: Path, reporter: Reporter): EngineSpec {
  const { engine } = raw;
  const profile = engine.profile ?? 'tensorrt';
  if (engine.profile === undefined) reporter.useDefault([...path, 'profile'], profile);
  if (engine.batching === undefined) reporter.useDefault([...path, 'batching'], 'dynamic');
  if (engine.batchDelay === undefined) reporter.useDefault([...path, 'batchDelay'], '0s');
  if (profiles[profile] === undefined) {
    const names = Object.keys(profiles).join(', ');
    const message = `the profile ${profile} is of an engine that generates tokens`;
    reporter.error([...path, 'profile'], message, `use one of ${names}`);
  }
  return {
    profile,
    scheduler: engine.scheduler,
    lengthPredictorCv: engine.lengthPredictor?.cv ?? 0.5,
    maxSequences: jobs,
    maxBatchedTokens: jobs,
    blockTokens: 1,
    kvBlocks: jobs,
    memoryUtilization: engine.memoryUtilization,
    stepping: engine.stepping,
    ...statedSteps(engine),
  };
}

/** Stated times and joules of steps; of one shot, base + perPrefillToken × jobs. */
export function statedSteps({ stepTime, stepEnergy }: RawPool['engine']) {
  return {
    stepTime:
      stepTime === undefined
        ? null
        : {
            baseSeconds: stepTime.base,
            perPrefillTokenSeconds: stepTime.perPrefillToken,
            perDecodeSequenceSeconds: stepTime.perDecodeSequence,
            perContextTokenSeconds: stepTime.perContextToken,
          },
    stepEnergy:
      stepEnergy === undefined
        ? null
        : {
            baseJoules: stepEnergy.base,
            perPrefillTokenJoules: stepEnergy.perPrefillToken,
            perDecodeSequenceJoules: stepEnergy.perDecodeSequence,
            perContextTokenJoules: stepEnergy.perContextToken,
          },
  };
}
