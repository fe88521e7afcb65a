import type { OneShotShape } from '../../physics/kinds/one-shot-shape.ts';
import type { Path } from '../document/tree.ts';
import type { OneShotService } from '../one-shot-service.ts';
import type { Reporter } from '../reporter.ts';
import type { RawPool } from '../schema/pool.ts';

/** Keys that mean nothing without tokens, or whose meaning is not built for one shot. */
export function refuseForeignKeys(
  raw: RawPool,
  hasItems: boolean,
  path: Path,
  reporter: Reporter,
): void {
  const { engine, parallelism } = raw;
  const refuse = (keys: readonly string[], message: string, fix: string) =>
    reporter.error([...path, ...keys], message, fix);
  if (engine.batching !== undefined && engine.batching !== 'dynamic') {
    const how =
      engine.batching === 'continuous' ? 'batch continuously' : `batch as ${engine.batching}`;
    const message = `a model that answers in one shot has no tokens to ${how}`;
    refuse(['engine', 'batching'], message, 'write dynamic, or leave it out');
  }
  if (engine.maxBatchItems !== undefined && !hasItems) {
    const message = 'every request of this model is one item';
    refuse(['engine', 'maxBatchItems'], message, 'write maxSequences');
  }
  if (engine.lengthPredictor !== undefined) {
    const message = 'answers in one shot have no length to predict';
    refuse(['engine', 'lengthPredictor'], message, 'leave it out');
  }
  if (engine.cudaGraphs !== undefined) {
    const message = 'batches of answers in one shot are not padded';
    refuse(['engine', 'cudaGraphs'], message, 'leave it out');
  }
  if (engine.asyncScheduling === true) {
    const message = 'answers in one shot are not planned ahead';
    refuse(['engine', 'asyncScheduling'], message, 'leave it out');
  }
  const noCache = 'a model that answers in one shot has no KV cache';
  if (engine.preemption !== 'recompute') refuse(['engine', 'preemption'], noCache, 'leave it out');
  if (engine.swapSpace !== undefined) refuse(['engine', 'swapSpace'], noCache, 'leave it out');
  if (raw.node.hostBandwidth !== undefined) {
    refuse(['node', 'hostBandwidth'], noCache, 'leave it out');
  }
  if (engine.kvTiers.length > 0) refuse(['engine', 'kvTiers'], noCache, 'leave it out');
  if (engine.reserveFullPrompt) {
    refuse(['engine', 'reserveFullPrompt'], noCache, 'leave it out');
  }
  if (engine.kvBlocks !== null) refuse(['engine', 'kvBlocks'], noCache, 'leave it out');
  if (engine.speculation !== undefined && engine.speculation !== null) {
    const message = 'a model that answers in one shot has no tokens to draft';
    refuse(['engine', 'speculation'], message, 'write none');
  }
  if (!engine.kvCache) refuse(['engine', 'kvCache'], noCache, 'leave it out');
  if (engine.prefixCache) refuse(['engine', 'prefixCache'], noCache, 'leave it out');
  if (engine.prefixSharing !== undefined) {
    refuse(['engine', 'prefixSharing'], noCache, 'leave it out');
  }
  // As the schema fills it in; what is written alike changes nothing.
  if (raw.precision.kvCache !== 'bf16') refuse(['precision', 'kvCache'], noCache, 'leave it out');
  for (const [key, common] of [
    ['maxBatchedTokens', 8192],
    ['blockTokens', 16],
  ] as const) {
    if (engine[key] === common) continue;
    const message = 'a model that answers in one shot has no tokens';
    refuse(
      ['engine', key],
      message,
      `leave it out; ${hasItems ? 'maxBatchItems' : 'maxSequences'} is the largest batch`,
    );
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
    const message = 'batches of tokens wait for nobody: that is for models that answer in one shot';
    reporter.error([...path, 'engine', 'batchDelay'], message, 'leave it out');
  }
  if (engine.preferredBatchSizes !== undefined) {
    const message = 'batches of tokens prefer no size: that is for models that answer in one shot';
    reporter.error([...path, 'engine', 'preferredBatchSizes'], message, 'leave it out');
  }
  if (engine.maxBatchItems !== undefined) {
    const message = 'a model that generates tokens has no items';
    reporter.error([...path, 'engine', 'maxBatchItems'], message, 'write maxBatchedTokens');
  }
  if (parallelism.ring !== undefined) {
    const message = 'rings are available for diffusion transformers only';
    reporter.error([...path, 'parallelism', 'ring'], message, 'leave it out');
  }
}

/** Sizes of batches that start at once, each once, smallest first; with the issues of sizes that no batch can have. */
export function resolvePreferred(
  { preferredBatchSizes: sizes, scheduler }: RawPool['engine'],
  hasItems: boolean,
  most: number,
  path: Path,
  reporter: Reporter,
): Pick<OneShotService, 'preferredBatchSizes'> {
  if (sizes === undefined || sizes.length === 0) return {};
  const refuse = (at: Path, message: string, fix: string) =>
    reporter.error([...path, 'preferredBatchSizes', ...at], message, fix);
  if (hasItems) {
    const message = 'preferred sizes are not available where a request brings several items';
    refuse([], message, 'leave it out, or use batchDelay');
  }
  if (scheduler !== 'fcfs') {
    const message = `preferred sizes are not available with the scheduler ${scheduler}`;
    refuse([], message, 'write scheduler: fcfs, or leave it out');
  }
  sizes.forEach((size, i) => {
    if (size <= most) return;
    const message = `no batch has ${size} requests: the largest has ${most}`;
    refuse([i], message, 'raise maxSequences, or leave this size out');
  });
  return { preferredBatchSizes: [...new Set(sizes)].sort((a, b) => a - b) };
}

/** Several chips per replica are built for transformers over latents, whose tokens they share, and for tables. */
export function checkSharing(
  shape: OneShotShape,
  tensor: number,
  ring: number,
  path: Path,
  reporter: Reporter,
): void {
  const tokens = shape.architecture === 'diffusion' && shape.denoiser.type === 'transformer';
  if (ring > 1 && shape.architecture === 'table-ranker') {
    const message = 'rings are available for diffusion transformers only';
    reporter.error([...path, 'parallelism', 'ring'], message, 'leave it out');
  } else if (tensor > 1 && !tokens && shape.architecture !== 'table-ranker') {
    const message = `several chips per item are not available for ${shape.id}`;
    reporter.error([...path, 'parallelism', 'tensor'], message, 'use tensor: 1 and more replicas');
  } else if (tensor % ring !== 0) {
    const message = `ring ${ring} does not divide the ${tensor} chips of a replica`;
    reporter.error([...path, 'parallelism', 'ring'], message, `use a divisor of ${tensor}`);
  }
}
