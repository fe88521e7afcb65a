import { links, oneShotProfiles } from '../../catalog/index.ts';
import type { Accelerator, Dtype } from '../../physics/data-sheets.ts';
import { isFree, withoutHost } from '../../physics/ideal.ts';
import type { OneShotInput } from '../../physics/kinds/batch-cost.ts';
import { batchMemory } from '../../physics/kinds/batch-memory.ts';
import type { OneShotProfile } from '../../physics/kinds/one-shot-profile.ts';
import type { OneShotShape } from '../../physics/kinds/one-shot-shape.ts';
import type { MemoryFit } from '../../physics/memory.ts';
import type { PowerSetting } from '../../physics/power.ts';
import type { Path } from '../document/tree.ts';
import type { OneShotService } from '../one-shot-service.ts';
import type { Reporter } from '../reporter.ts';
import type { EngineSpec, HostSpec, Pool } from '../scenario.ts';
import type { RawPool } from '../schema/pool.ts';
import { type ItemUnit, itemUnit } from './items.ts';
import type { Asked } from './one-shot-job.ts';
import { checkSharing, refuseForeignKeys, resolvePreferred } from './one-shot-keys.ts';
import { resolveOrder } from './order.ts';

const profiles: Readonly<Record<string, OneShotProfile>> = oneShotProfiles;

/** The profile that a pool names; TensorRT's where it names none, or one of another kind. */
export function oneShotProfileOf(profile: string | undefined): OneShotProfile {
  return profiles[profile ?? 'tensorrt'] ?? oneShotProfiles.tensorrt;
}

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
    profile: isFree(pool, 'host')
      ? withoutHost(oneShotProfileOf(engine.profile))
      : oneShotProfileOf(engine.profile),
    chips: parallelism.tensor,
    ring: oneShot?.ring ?? 1,
    maxBatchItems: oneShot?.maxBatchItems ?? null,
    // Such models have no kernels that scale by blocks.
    weights: precision.weights === 'fp8-block' ? 'fp8' : precision.weights,
    activations: precision.activations,
    ...(pool.power === undefined ? {} : { power: pool.power }),
    ...(pool.ideal === undefined ? {} : { ideal: pool.ideal }),
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
  readonly power?: PowerSetting;
  readonly host?: HostSpec;
}

/**
 * Completes a pool whose model answers in one shot: dynamic batching over replicas of `tensor` chips that share each
 * item's tokens, or the tables. An item takes one block of one token in the engine's books; a request with more items
 * than a batch holds goes through several, and keeps its blocks until its last.
 */
export function resolveOneShotPool(
  raw: RawPool,
  served: { readonly ref: string; readonly shape: OneShotShape },
  common: Common,
  asked: Asked | undefined,
  path: Path,
  reporter: Reporter,
): Pool {
  const { shape } = served;
  const unit = itemUnit(shape);
  refuseForeignKeys(raw, unit !== null, path, reporter);
  const precision = oneShotPrecision(
    raw,
    common.accelerator,
    shape,
    [...path, 'precision'],
    reporter,
  );
  const ring = raw.parallelism.ring ?? 1;
  const oneShot: OneShotService = {
    job: asked?.job ?? shape.defaultJob,
    ring,
    batchDelaySeconds: raw.engine.batchDelay ?? 0,
    ...(unit === null ? {} : { maxBatchItems: 1 }),
  };
  const engine = oneShotEngine(raw, 1, [...path, 'engine'], reporter);
  const over = (tensor: number) => {
    const parallelism = { tensor, pipeline: 1, data: 1, expert: 1 };
    return { ...common, parallelism, precision, engine, oneShot };
  };
  let tensor = raw.parallelism.tensor ?? 1;
  if (raw.parallelism.tensor === undefined) {
    if (shape.architecture === 'table-ranker') {
      // as many chips as hold the tables
      while (
        2 * tensor <= common.acceleratorsPerNode &&
        oneShotMemory(over(tensor), shape).kvBlocks < 1
      ) {
        tensor *= 2;
      }
    }
    reporter.useDefault([...path, 'parallelism', 'tensor'], tensor);
  }
  checkSharing(shape, tensor, ring, path, reporter);
  const draft = over(tensor);
  const limits = batchLimits(draft, shape, unit, asked?.longest ?? 1, raw, path, reporter);
  const { maxSequences, maxBatchedTokens } = limits;
  const at = [...path, 'engine'];
  const preferred = resolvePreferred(raw.engine, unit !== null, maxSequences, at, reporter);
  return {
    ...draft,
    serves: [served],
    oneShot: { ...oneShot, ...preferred, ...(unit && { maxBatchItems: maxBatchedTokens }) },
    engine: { ...engine, ...limits },
  };
}

/** Requests and items in a batch at most, and room for what the engine has in hand: as written, else what fits. */
function batchLimits(
  draft: Omit<Pool, 'serves'>,
  shape: OneShotShape,
  unit: ItemUnit | null,
  longest: number,
  raw: RawPool,
  path: Path,
  reporter: Reporter,
): Pick<EngineSpec, 'maxSequences' | 'maxBatchedTokens'> & { readonly kvBlocks: number } {
  const room = oneShotMemory(draft, shape).kvBlocks;
  const limit = (key: 'maxSequences' | 'maxBatchItems', usual: number, most: number): number => {
    const written = raw.engine[key];
    if (written !== undefined) return written;
    let jobs = usual;
    while (jobs > 1 && jobs > most) jobs /= 2;
    reporter.useDefault([...path, 'engine', key], jobs);
    return jobs;
  };
  if (unit === null) {
    const usual = shape.architecture === 'diffusion' ? DENOISED_JOBS : OTHER_JOBS;
    const jobs = limit('maxSequences', usual, room);
    return { maxSequences: jobs, maxBatchedTokens: jobs, kvBlocks: jobs };
  }
  const items = limit('maxBatchItems', unit.usualBatch, room);
  // a request has an item at least
  const jobs = Math.min(items, limit('maxSequences', Math.min(items, OTHER_JOBS), Infinity));
  return { maxSequences: jobs, maxBatchedTokens: items, kvBlocks: items + longest };
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
  const own: Dtype = weights === 'fp8-block' ? 'fp8' : weights;
  const alike = own !== 'fp4' && own !== 'int4' && accelerator.peak[own] !== undefined;
  const activations: Dtype = alike ? own : 'bf16';
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
    ...resolveOrder(engine, path, reporter),
    // Every answer is one: there is nothing to guess.
    lengthPredictorCv: 0,
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
