import { accelerators, models } from '../../catalog/index.ts';
import type { Accelerator, ModelShape } from '../../physics/data-sheets.ts';
import { isOneShot } from '../../physics/kinds/one-shot-shape.ts';
import { type MemoryFit, type MemoryInput, memoryFit, roomOfOne } from '../../physics/memory.ts';
import { usesGuesses } from '../../policy/scheduling/index.ts';
import type { Path } from '../document/tree.ts';
import { engineProfileOf } from '../profile-file/custom-profile.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import type { EngineSpec, Parallelism, Pool, ServedModel } from '../scenario.ts';
import type { RawPool } from '../schema/pool.ts';
import { forModel, resolveAccelerator } from './accelerator.ts';
import { resolveReplicas } from './autoscaling.ts';
import { resolveSteps } from './engine-ways.ts';
import { resolveHost } from './host.ts';
import { cacheOf } from './kv-cache.ts';
import type { ModelLibrary } from './model.ts';
import { resolveNode } from './node.ts';
import { oneShotProfileOf, resolveOneShotPool, statedSteps } from './one-shot.ts';
import type { Asked } from './one-shot-job.ts';
import { refuseOneShotKeys } from './one-shot-keys.ts';
import { resolveOrder } from './order.ts';
import { resolvePower } from './power.ts';
import { resolvePrecision } from './precision.ts';
import { type ProfileLibrary, resolveProfile } from './profile.ts';
import { resolveSpeculation } from './speculation.ts';

const DEFAULT_SEQUENCES = 256; // assumed: vLLM's default

export interface PoolContext {
  readonly reporter: Reporter;
  readonly library: ModelLibrary;
  readonly profiles: ProfileLibrary;
  /** Models that the workloads ask for, each once: what a pool serves when it does not say. */
  readonly wantedModels: readonly { readonly ref: string; readonly path: Path }[];
  /** What the workloads of a model that answers in one shot ask for, by the model's reference. */
  readonly jobs: ReadonlyMap<string, Asked>;
}

/** A pool, and what in it was wrong. Wrong parts have stand-ins: rules that involve them must not be asked. */
export interface ResolvedPool {
  readonly pool: Pool;
  readonly wrong: readonly string[];
}

/** Completes a pool. `wrong` lists the paths inside it that had issues before. */
export function resolvePool(
  raw: RawPool,
  wrong: readonly string[],
  path: Path,
  context: PoolContext,
): ResolvedPool {
  const { reporter } = context;
  const chipWasWrong = touches(wrong, ['accelerator']);
  const chip = chipWasWrong
    ? null
    : resolveAccelerator(raw.accelerator, [...path, 'accelerator'], reporter);
  const modelWasWrong = touches(wrong, ['serves']);
  const model = modelWasWrong ? null : resolveServed(raw, path, context);
  const served: ServedModel = model ?? { ref: '', shape: models['llama-3.1-70b'] };
  const accelerator = forModel(chip ?? accelerators['h100-sxm'], served.shape, raw.accelerator);
  const acceleratorsPerNode = resolveNode(
    raw,
    accelerator,
    [...path, 'node', 'acceleratorsPerNode'],
    reporter,
  );
  const { ref, shape } = served;
  const oneShot = isOneShot(shape) ? oneShotProfileOf(raw.engine.profile) : null;
  const power =
    chip === null || touches(wrong, ['power'])
      ? undefined
      : resolvePower(raw.power, chip, oneShot, [...path, 'power'], reporter);
  const common = {
    name: raw.name,
    accelerator,
    ...resolveReplicas(raw, path, reporter),
    acceleratorsPerNode,
    ...(raw.role === 'both' ? {} : { role: raw.role }),
    ...(power === undefined ? {} : { power }),
    ...(touches(wrong, ['host']) ? {} : resolveHost(raw.host, [...path, 'host'], reporter)),
  };
  const stillWrong = [
    ...wrong,
    ...(chip === null && !chipWasWrong ? ['accelerator'] : []),
    ...(model === null && !modelWasWrong ? ['serves'] : []),
  ];
  if (isOneShot(shape)) {
    const asked = context.jobs.get(ref);
    const pool = resolveOneShotPool(raw, { ref, shape }, common, asked, path, reporter);
    return { pool, wrong: stillWrong };
  }
  refuseOneShotKeys(raw, path, reporter);
  const enginePath = [...path, 'engine'];
  const engine = {
    ...resolveEngine(raw, wrong, enginePath, context),
    ...(touches(stillWrong, ['serves', 'engine.speculation'])
      ? {}
      : resolveSpeculation(
          raw.engine.speculation,
          served,
          [...enginePath, 'speculation'],
          context,
        )),
  };
  const precisionPath = [...path, 'precision'];
  const precision = resolvePrecision(raw, accelerator, shape, precisionPath, reporter);
  const { pipeline, data, expert } = raw.parallelism;
  const rest = { pipeline, data, expert };
  const draft = { accelerator, shape, precision, engine, acceleratorsPerNode };
  const tensor = raw.parallelism.tensor ?? smallestTensor(draft, rest);
  if (raw.parallelism.tensor === undefined) {
    reporter.useDefault([...path, 'parallelism', 'tensor'], tensor);
  }
  return {
    pool: {
      ...common,
      serves: [served],
      parallelism: { tensor, ...rest },
      precision,
      engine,
    },
    wrong: stillWrong,
  };
}

function resolveServed(
  raw: RawPool,
  path: Path,
  { reporter, library, wantedModels }: PoolContext,
): Pool['serves'][number] | null {
  const at = [...path, 'serves'];
  if (raw.serves !== undefined && raw.serves.length > 1) {
    const message = 'several models on one replica are not available in this version';
    reporter.error(at, message, 'serve one model per pool, with a pool for each');
    for (const [index, ref] of raw.serves.entries()) library.require(ref, [...at, index]);
    return null;
  }
  const [onlyWanted, ...others] = wantedModels;
  const ref = raw.serves?.[0] ?? onlyWanted?.ref;
  if (ref === undefined || (raw.serves === undefined && others.length > 0)) {
    const fix = `add serves: [${ref ?? 'llama-3.1-70b'}]`;
    reporter.error(path, 'serves is missing, and the workloads ask for several models', fix);
    return null;
  }
  if (raw.serves === undefined) reporter.useDefault(at, [ref]);
  const source = raw.serves === undefined ? onlyWanted?.path : undefined;
  const shape = library.require(ref, source ?? [...at, 0]);
  if (shape === null) return null;
  const variant = library.variantOf(ref);
  return { ref, shape, ...(variant === undefined ? {} : { variant }) };
}

function resolveEngine(
  raw: RawPool,
  wrong: readonly string[],
  path: Path,
  { reporter, profiles }: PoolContext,
): EngineSpec {
  const { engine } = raw;
  const { stepTime, stepEnergy, lengthPredictor } = engine;
  if (
    stepTime !== undefined &&
    stepTime.base + stepTime.perPrefillToken + stepTime.perDecodeSequence === 0
  ) {
    const message = 'steps would take no time';
    reporter.error(
      [...path, 'stepTime'],
      message,
      'give base, perPrefillToken or perDecodeSequence a time',
    );
  }
  if (stepEnergy !== undefined && stepTime === undefined && !touches(wrong, ['engine.stepTime'])) {
    const message = 'stepEnergy needs stepTime: physics brings its own energy';
    reporter.error(
      [...path, 'stepEnergy'],
      message,
      'add stepTime: {kind: affine, …} or leave stepEnergy out',
    );
  }
  const guesses = usesGuesses(engine.scheduler);
  if (lengthPredictor === undefined && guesses) {
    reporter.useDefault([...path, 'lengthPredictor', 'cv'], 0.5);
  }
  if (lengthPredictor !== undefined && !guesses) {
    const message = `the scheduler ${engine.scheduler} uses no length predictor`;
    const fix = 'leave it out, or write scheduler: sjf, srpt or weighted-fair';
    reporter.warning([...path, 'lengthPredictor'], message, fix);
  }
  const profile = resolveProfile(engine.profile, [...path, 'profile'], reporter, profiles);
  const maxSequences = engine.maxSequences ?? DEFAULT_SEQUENCES;
  if (engine.maxSequences === undefined) {
    reporter.useDefault([...path, 'maxSequences'], maxSequences);
  }
  return {
    ...profile,
    scheduler: engine.scheduler,
    ...resolveOrder(engine, path, reporter),
    // Assumed: a predictor of middling quality.
    lengthPredictorCv: lengthPredictor?.cv ?? 0.5,
    maxSequences,
    maxBatchedTokens: engine.maxBatchedTokens,
    blockTokens: engine.blockTokens,
    kvBlocks: engine.kvBlocks,
    memoryUtilization: engine.memoryUtilization,
    stepping: engine.stepping,
    ...statedSteps(engine),
    ...cacheOf(raw, path, reporter),
    ...resolveSteps(raw, engineProfileOf(profile), path, reporter),
  };
}

export interface PoolDraft {
  readonly accelerator: Accelerator;
  readonly shape: ModelShape;
  readonly precision: Pool['precision'];
  readonly engine: EngineSpec;
  readonly acceleratorsPerNode: number;
}

/** Memory of one replica of a pool that is (or might be) laid out as given. `pipeline` must not exceed the layers. */
export function fitOf(draft: PoolDraft, layout: Parallelism): MemoryFit {
  const { accelerator, shape, precision, engine } = draft;
  return memoryFit({
    accelerator,
    model: shape,
    ...layout,
    ...precision,
    memoryUtilization: engine.memoryUtilization,
    maxBatchedTokens: engine.maxBatchedTokens,
    blockTokens: engine.blockTokens,
    reserveBytes: engineProfileOf(engine).reserveBytes,
    ...draftOf(engine),
  });
}

/** What drafts beside the model; nothing where nothing does. */
export function draftOf({ speculation }: EngineSpec): Pick<MemoryInput, 'draft'> {
  if (speculation?.draft === undefined) return {};
  const { method, draft } = speculation;
  return { draft: { model: draft.shape, hasTables: method === 'draft-model' } };
}

/** Whether a pool's layout is one at all: rules say what is wrong with it, and its memory is asked for only then. */
export function isPossible({ parallelism, serves }: Pick<Pool, 'parallelism' | 'serves'>): boolean {
  const shape = serves[0]?.shape;
  if (shape === undefined || isOneShot(shape)) return false;
  const { tensor, pipeline, data, expert } = parallelism;
  const experts = shape.moe?.experts ?? 1;
  return pipeline <= shape.layers && (tensor * data) % expert === 0 && expert <= experts;
}

/** Tensor degrees that a node and a model allow, ascending. */
export function tensorChoices(
  draft: Pick<PoolDraft, 'shape' | 'acceleratorsPerNode'>,
  { pipeline, data, expert }: Omit<Parallelism, 'tensor'>,
): number[] {
  const { shape, acceleratorsPerNode } = draft;
  const most = Math.min(acceleratorsPerNode / (pipeline * data), shape.attentionHeads);
  const choices: number[] = [];
  for (let tensor = 1; tensor <= most; tensor++) {
    const whole = acceleratorsPerNode % tensor === 0 && shape.attentionHeads % tensor === 0;
    if (whole && (tensor * data) % expert === 0) choices.push(tensor);
  }
  return choices;
}

/** Assumed: most requests are shorter. */
const COMFORTABLE_TOKENS = 32_768;

/** KV tokens of one long sequence, as far as the model's context goes. */
export function roomyTokens(shape: ModelShape): number {
  return Math.min(COMFORTABLE_TOKENS, shape.contextTokens);
}

/** The default tensor degree: the smallest with room for the weights and one long sequence; 1 when none has. */
function smallestTensor(draft: PoolDraft, rest: Omit<Parallelism, 'tensor'>): number {
  const choices = tensorChoices(draft, rest);
  if (rest.pipeline > draft.shape.layers) return choices[0] ?? 1;
  const tokens = draft.engine.kvCache === false ? 1 : roomyTokens(draft.shape);
  const fits = (tensor: number) => {
    const fit = fitOf(draft, { tensor, ...rest });
    return roomOfOne(fit, fit.kvBlocks) >= tokens;
  };
  return choices.find(fits) ?? choices[0] ?? 1;
}
