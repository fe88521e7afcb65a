import { assert } from '../base/assert.ts';
import { computeDtype } from '../physics/dtype.ts';
import { busyWatts } from '../physics/energy.ts';
import { isOneShot } from '../physics/kinds/one-shot-shape.ts';
import type { MemoryFit } from '../physics/memory.ts';
import { idleWatts } from '../physics/power.ts';
import { oneShotInput, oneShotMemory } from '../scenario/resolve/one-shot.ts';
import { fitOf } from '../scenario/resolve/pool-memory.ts';
import type { Pool, Scenario, Workload } from '../scenario/scenario.ts';
import { modelViews } from '../scenario/served-models.ts';
import { facilityAround } from '../scenario/sites.ts';
import { compileAdapters } from './adapters.ts';
import { compileCooling } from './chip-cooling.ts';
import { compileBilling } from './compile-billing.ts';
import { compileCluster } from './compile-cluster.ts';
import { compileFailures } from './compile-failures.ts';
import { compileHorizon } from './compile-horizon.ts';
import { compileHost } from './compile-host.ts';
import { compileThinking } from './compile-thinking.ts';
import type {
  CompiledGroup,
  CompiledPool,
  CompiledScenario,
  CompiledWorkload,
  StepSpec,
} from './compiled.ts';
import { compileDecoding } from './decoding.ts';
import { compileFabric } from './fabric.ts';
import { embeddingsOf, handOffOf, networkOf } from './hand-off.ts';
import { compileImages, encodingOf } from './images.ts';
import { compileKvTiers } from './kv-tiers.ts';
import { compileLadder, compileRungs } from './ladder.ts';
import { contextOf, maxTokensOf, servedModel } from './longest-requests.ts';
import { compileBudgets } from './power-budgets.ts';
import { compilePremises } from './rack-air.ts';
import { compileResidency } from './residency.ts';
import { compileRollout, groupOf, successorOf } from './rollout.ts';
import { rooflineInput } from './roofline-input.ts';
import { compileScaling, mostReplicas } from './scaling.ts';
import { prefixOf } from './shared-prefix.ts';
import { compileSharing } from './sharing.ts';
import { compileSites } from './sites.ts';
import { compileSwap } from './swap.ts';
import type { TraceFacts } from './trace-facts.ts';

/**
 * Turns names into integers and specifications into numbers. Pools and workloads are put in order of name first, so
 * that shuffling a file changes nothing. A scenario that was parsed without issues compiles; what fails here is a bug.
 */
export function compileScenario(scenario: Scenario, facts: TraceFacts): CompiledScenario {
  const byName = <T extends { readonly name: string }>(list: readonly T[]) =>
    [...list].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const pools = byName(scenario.pools);
  const workloads = byName(scenario.workloads);
  const views = pools.map(modelViews);
  const { rollout, routing } = scenario;
  const groupNameOf = (pool: Pool) => groupOf(pool, pools, rollout);
  const models = [...new Set(views.flat().map(groupNameOf))].sort();
  const replicasOf = models.map((): number[] => []);
  const inCluster = scenario.cluster !== undefined;
  let firstReplica = 0;
  const compiledPools = pools.map((pool, place) => {
    const engines = (views[place] ?? [])
      .map((view) =>
        compilePool(view, models.indexOf(groupNameOf(view)), firstReplica, inCluster, (each) =>
          encodingOf(each, workloads, pools),
        ),
      )
      .sort((a, b) => a.group - b.group);
    const [first, ...others] = engines;
    assert(first !== undefined, `pool ${pool.name} serves nothing`);
    const compiled = {
      ...first,
      ...(others.length > 0 && { engines: engines.map((each) => named(each, models)) }),
      ...networkOf(pool, routing, pools),
      ...compileRungs(pool, workloads),
    };
    for (const { group } of engines) {
      for (let i = 0; i < compiled.replicas; i++) replicasOf[group]?.push(firstReplica + i);
    }
    firstReplica += compiled.replicas;
    return compiled;
  });
  const groups = models.map(
    (model, group): CompiledGroup => ({
      model,
      replicas: replicasOf[group] ?? [],
      ...handOffOf(model, models, views.flat(), routing),
      ...embeddingsOf(model, models, views.flat(), workloads),
    }),
  );
  const tools = scenario.tools && byName(scenario.tools);
  const compiledWorkloads = workloads.map((each) =>
    compileWorkload(
      each,
      { workloads, routing, tools },
      models,
      views.flat(),
      facts,
      successorOf(each, pools, rollout),
    ),
  );
  const succession = rollout && compileRollout(rollout, compiledPools, workloads);
  return {
    name: scenario.name,
    seed: scenario.seed,
    horizon: compileHorizon(scenario.horizon, workloads, facts.traces),
    workloads: compiledWorkloads,
    pools: compiledPools,
    groups,
    routing: routing,
    admission: scenario.admission,
    outputs: scenario.outputs,
    ...compileBudgets(
      pools,
      compiledPools,
      {
        workloads: compiledWorkloads,
        groups,
        ...(succession && 'groups' in succession && { rollout: succession }),
      },
      ({ name }) => facilityAround(scenario, name),
      scenario.budgets,
    ),
    ...compilePremises(scenario, pools, compiledPools),
    ...compileSites(scenario, pools, workloads),
    ...compileFabric(scenario, pools, compiledPools),
    ...(scenario.cluster && { cluster: compileCluster(scenario.cluster, pools) }),
    ...compileFailures(scenario, compiledPools, pools),
    ...(tools && { tools }),
    ...(succession && { rollout: succession }),
  };
}

function named(engine: CompiledPool, models: readonly string[]): CompiledPool {
  return { ...engine, name: `${engine.name} (${models[engine.group]})` };
}

function compileWorkload(
  workload: Workload,
  {
    workloads: all,
    routing,
    tools,
  }: Pick<Scenario, 'workloads' | 'routing'> & {
    readonly tools: Scenario['tools'];
  },
  models: readonly string[],
  pools: readonly Pool[],
  facts: TraceFacts,
  successor: ReturnType<typeof successorOf>,
): CompiledWorkload {
  const group = models.indexOf(workload.model);
  assert(group >= 0, `no pool serves ${workload.model}`);
  const { arrivals } = workload;
  return {
    ...prefixOf(workload, all),
    name: workload.name,
    group,
    arrivals:
      arrivals.process === 'trace' ? { process: 'trace', lengths: arrivals.lengths } : arrivals,
    promptTokens: workload.promptTokens,
    outputTokens: workload.outputTokens,
    maxTokens: maxTokensOf(workload, pools, facts),
    priority: workload.priority,
    tenants: workload.tenants,
    timeout: workload.timeout,
    slo: workload.slo,
    ...compileThinking(
      workload,
      pools,
      routing.byDifficulty,
      (model) => models.indexOf(model),
      (name) => tools?.findIndex((tool) => tool.name === name) ?? -1,
      successor,
    ),
    ...compileImages(workload),
    ...compileLadder(workload, pools),
    ...(workload.cancel && { cancel: workload.cancel }),
    ...(workload.retry && { retry: workload.retry }),
    ...(workload.hedge && { hedge: workload.hedge }),
    ...(workload.defer && { defer: workload.defer }),
    ...(workload.satisfaction && { satisfaction: workload.satisfaction }),
    ...(workload.price && { price: workload.price }),
  };
}

/** KV blocks of one replica: as written, else what fits beside the weights. */
export function kvBlocksOf(pool: Pool): number {
  return pool.engine.kvBlocks ?? memoryOf(pool).kvBlocks;
}

/** What one chip of a pool of one model, or of one model's view of a pool, holds. */
export function memoryOf(pool: Pool): MemoryFit {
  const { shape } = servedModel(pool);
  if (isOneShot(shape)) return oneShotMemory(pool, shape);
  return fitOf({ ...pool, shape }, pool.parallelism);
}

function compilePool(
  pool: Pool,
  group: number,
  firstReplica: number,
  inCluster: boolean,
  encoding: (pool: Pool) => ReturnType<typeof encodingOf>,
): CompiledPool {
  const { accelerator, engine } = pool;
  const { tensor, pipeline, data } = pool.parallelism;
  const chips = tensor * pipeline * data;
  const { weights, activations } = pool.precision;
  const compute = computeDtype(accelerator, weights, activations)?.dtype;
  const { shape } = servedModel(pool);
  const step: StepSpec =
    engine.stepTime === null
      ? isOneShot(shape)
        ? { kind: 'one-shot', input: oneShotInput(pool, shape) }
        : physicalSteps(pool, encoding(pool))
      : {
          kind: 'affine',
          time: engine.stepTime,
          energy: engine.stepEnergy,
          // Of one data rank, as all that an affine step says.
          busyWatts: tensor * pipeline * busyWatts(accelerator),
        };
  const fit = memoryOf(pool);
  const kvBlocks = engine.kvBlocks ?? fit.kvBlocks;
  const hasCache = engine.kvCache !== false;
  assert(kvBlocks > 0, `pool ${pool.name} has no room for KV blocks`);
  return {
    name: pool.name,
    group,
    firstReplica,
    replicas: mostReplicas(pool),
    ...compileScaling(pool, fit.weightBytes, chips, inCluster),
    ...compileBilling(pool, chips),
    // Where no layer attends, a block holds a sequence of any length.
    engine: isOneShot(shape) || !hasCache ? engine : { ...engine, blockTokens: fit.blockTokens },
    accelerator,
    acceleratorsPerReplica: chips,
    dataRanks: data,
    kvBlocks,
    stateBlocks: hasCache ? fit.stateBlocks : 0,
    contextTokens: contextOf(pool),
    batchDelaySeconds: pool.oneShot?.batchDelaySeconds ?? 0,
    preferredBatchSizes: pool.oneShot?.preferredBatchSizes ?? [],
    idleWatts: chips * idleWatts(accelerator),
    limitWatts: chips * Math.min(accelerator.boardWatts, pool.power?.capWatts ?? Infinity),
    ...compileCooling(pool),
    peakFlops: chips * (compute === undefined ? 0 : (accelerator.peak[compute] ?? 0)),
    peakBytesPerSecond: chips * accelerator.memoryBandwidth,
    // a stated step time stands for the profile's delays, too; one-shot profiles count theirs as host work
    apiSeconds:
      step.kind === 'roofline' || step.kind === 'encoder' ? step.input.profile.apiSeconds : 0,
    step,
    ...compileHost(pool, chips),
    ...compileDecoding(pool),
    ...compileSwap(engine, fit),
    ...compileKvTiers(pool, kvBlocks),
    ...compileResidency(pool, fit),
    ...compileSharing(pool),
    ...compileAdapters(pool, servedModel(pool)),
  };
}

/** Steps of a decoder, and of images before its prompts, or passes of an encoder alone. */
function physicalSteps(pool: Pool, { encoding }: ReturnType<typeof encodingOf>): StepSpec {
  if (pool.role !== 'encode') {
    return { kind: 'roofline', input: rooflineInput(pool), ...(encoding && { encoding }) };
  }
  assert(encoding !== undefined, `pool ${pool.name} has nothing to encode`);
  return { kind: 'encoder', ...encoding };
}
