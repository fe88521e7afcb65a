import { accelerators, models } from '../../catalog/index.ts';
import { isOneShot } from '../../physics/kinds/one-shot-shape.ts';
import { usesGuesses } from '../../policy/scheduling/index.ts';
import type { Path } from '../document/tree.ts';
import { engineProfileOf } from '../profile-file/custom-profile.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import type { EngineSpec, Parallelism, Pool, ServedModel } from '../scenario.ts';
import type { RawPool } from '../schema/pool.ts';
import { forModels, resolveAccelerator } from './accelerator.ts';
import { holding, resolveAdapters } from './adapters.ts';
import { resolveReplicas } from './autoscaling.ts';
import { resolveBilling } from './billing.ts';
import { resolvePowerAndHeat } from './cooling.ts';
import { resolveSteps } from './engine-ways.ts';
import { resolveHost } from './host.ts';
import { idealPool } from './ideal.ts';
import { encoding } from './images.ts';
import { cacheOf } from './kv-cache.ts';
import { resolveKvTiers } from './kv-tiers.ts';
import { resolveNode } from './node.ts';
import { oneShotProfileOf, resolveOneShotPool, statedSteps } from './one-shot.ts';
import { refuseOneShotKeys } from './one-shot-keys.ts';
import { resolveOrder } from './order.ts';
import type { PoolContext } from './pool-context.ts';
import { besideEachOther, type PoolDraft, smallestTensor } from './pool-memory.ts';
import { resolvePrecision } from './precision.ts';
import { resolveProfile } from './profile.ts';
import { resolveResidency } from './residency.ts';
import { resolveServed } from './served.ts';
import { resolveSharing } from './sharing.ts';
import { resolveSpeculation } from './speculation.ts';
import { resolveSwap } from './swap.ts';

const DEFAULT_SEQUENCES = 256; // assumed: vLLM's default

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
  const resolved = completePool(raw, wrong, path, context);
  return { ...resolved, pool: idealPool(resolved.pool, context.ideal) };
}

function completePool(
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
  const [first, ...others] = model ?? [{ ref: '', shape: models['llama-3.1-70b'] }];
  const served = encoding(holding(first, raw.adapters?.slots), raw.role);
  const all: readonly [ServedModel, ...ServedModel[]] = [served, ...others];
  const accelerator = forModels(chip ?? accelerators['h100-sxm'], all, raw.accelerator);
  const acceleratorsPerNode = resolveNode(
    raw,
    accelerator,
    [...path, 'node', 'acceleratorsPerNode'],
    reporter,
  );
  const { ref, shape } = served;
  const oneShot = isOneShot(shape) ? oneShotProfileOf(raw.engine.profile) : null;
  const scaled = resolveReplicas(raw, chip, path, context.inCluster, reporter);
  const common = {
    name: raw.name,
    accelerator,
    ...scaled,
    ...(chip === null || touches(wrong, ['billing', 'autoscaling'])
      ? {}
      : resolveBilling(raw.billing, chip, scaled, [...path, 'billing'], context)),
    acceleratorsPerNode,
    ...coresOf(raw),
    ...resolveResidency(raw, all.length, accelerator, path, reporter),
    ...(model === null ? {} : resolveSharing(raw, model, accelerator, path, reporter)),
    ...(model === null ? {} : resolveAdapters(raw, served, accelerator, path, reporter)),
    ...(raw.role === 'both' ? {} : { role: raw.role }),
    ...resolvePowerAndHeat(raw, wrong, chip, oneShot, path, context),
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
    ...resolveSwap(raw, accelerator, path, reporter),
    ...(touches(stillWrong, ['serves', 'engine.speculation'])
      ? {}
      : resolveSpeculation(
          raw.engine.speculation,
          served,
          [...enginePath, 'speculation'],
          context,
        )),
  };
  const shapes = all.flatMap(({ shape: each }) => (isOneShot(each) ? [] : [each]));
  const precision = resolvePrecision(raw, accelerator, shapes, [...path, 'precision'], reporter);
  const drafts = besideEachOther(shapes, { ...common, precision, engine });
  const parallelism = resolveLayout(raw, drafts, path, reporter);
  const { tensor, pipeline } = parallelism;
  return {
    pool: {
      ...common,
      serves: all,
      parallelism,
      precision,
      engine: { ...engine, ...resolveKvTiers(raw, accelerator, tensor * pipeline, path, reporter) },
    },
    wrong: stillWrong,
  };
}

function coresOf({ node: { coresPerReplica } }: RawPool): Pick<Pool, 'coresPerReplica'> {
  return coresPerReplica === undefined ? {} : { coresPerReplica };
}

function resolveLayout(
  { parallelism, sharing }: RawPool,
  drafts: readonly PoolDraft[],
  path: Path,
  reporter: Reporter,
): Parallelism {
  const { tensor: given, ring: _, ...rest } = parallelism;
  const tensor = given ?? (sharing === undefined ? smallestTensor(drafts, rest) : 1);
  if (given === undefined) reporter.useDefault([...path, 'parallelism', 'tensor'], tensor);
  return { tensor, ...rest };
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
    ...cacheOf(raw, engineProfileOf(profile), path, reporter),
    ...resolveSteps(raw, engineProfileOf(profile), path, reporter),
  };
}
