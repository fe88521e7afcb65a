import type { CompiledAdapters } from '../compile/adapters.ts';
import { memoryOf } from '../compile/compile.ts';
import type { CompiledPool, CompiledScenario } from '../compile/compiled.ts';
import type { Source } from '../physics/data-sheets.ts';
import type { JobSize } from '../physics/kinds/one-shot-facts.ts';
import { isOneShot } from '../physics/kinds/one-shot-shape.ts';
import type { MemoryFit } from '../physics/memory.ts';
import { modelParameters } from '../physics/model-parameters.ts';
import { outsideOf, outsideText } from '../physics/validity.ts';
import type { DefaultUsed, Pool, Scenario, ServedModel } from '../scenario/scenario.ts';
import type { TraceRows } from '../trace/port.ts';
import { asks, calls, shareAsked } from './asks.ts';
import { billingSources, explainBilling } from './explain-billing.ts';
import { explainCluster } from './explain-cluster.ts';
import { explainEncoding } from './explain-encoding.ts';
import { decodingText, launchesOf, planningOf, tiersOf } from './explain-engine.ts';
import { explainFabric } from './explain-fabric.ts';
import { explainFacility } from './explain-facility.ts';
import { failureTexts } from './explain-failures.ts';
import { type ExplainedHandOff, explainHandOff } from './explain-hand-off.ts';
import { type ExplainedHost, explainHost } from './explain-host.ts';
import {
  coolingSources,
  type ExplainedPower,
  explainBudget,
  explainBudgets,
  explainCooling,
  explainPower,
} from './explain-power.ts';
import { explainRouting } from './explain-routing.ts';
import { type ExplainedScaling, explainScaling, scalingSources } from './explain-scaling.ts';
import { besideOf, type ExplainedSharedChips, explainSharedChips } from './explain-sharing.ts';
import {
  type ExplainedStep,
  explainSteps,
  foundTokens,
  largestBatch,
  type TypicalRequest,
} from './explain-steps.ts';
import { type BestThroughput, bestThroughput } from './explain-throughput.ts';
import { type ExplainedWork, explainWork } from './explain-work.ts';
import { type ExplainedWorkload, explainWorkload, typicalRequest } from './explain-workload.ts';
import { explainedEngines } from './explained-engines.ts';
import { explainRollout } from './rollout-text.ts';

/** What a scenario amounts to before it is run: `tailwatt explain --json`. */
export interface Explanation {
  readonly scenario: string;
  readonly workloads: readonly ExplainedWorkload[];
  readonly pools: readonly ExplainedPool[];
  /** Operations of each workload's mean request on each pool that serves it; none where steps are stated. */
  readonly work: readonly ExplainedWork[];
  /** What befalls replicas; absent where nothing does. */
  readonly failures?: readonly string[];
  /** The building around the pools; absent where figures end at the accelerators. */
  readonly facility?: readonly string[];
  readonly budgets?: readonly string[];
  /** The graph of links between replicas; absent without. */
  readonly fabric?: readonly string[];
  /** Where requests go, and in what order, by joules or by texts; absent where neither counts. */
  readonly routing?: readonly string[];
  /** What models ask of the chips that they share; absent where none do. */
  readonly sharedChips?: readonly ExplainedSharedChips[];
  /** Nodes that replicas are placed on; absent without. */
  readonly cluster?: readonly string[];
  readonly rollout?: readonly string[];
  readonly defaults: readonly DefaultUsed[];
  readonly warnings: readonly string[];
}

export interface ExplainedPool {
  readonly name: string;
  readonly replicas: number;
  readonly accelerator: string;
  readonly accelerators: number;
  readonly model: string;
  /** What the model was made from; null for one that stands by itself. */
  readonly variant: ServedModel['variant'] | null;
  readonly parameters: { readonly total: number; readonly active: number };
  /** Of one chip; null with a stated kvBlocks. */
  readonly memory: MemoryFit;
  readonly kvBlocks: number;
  /** Room of one replica, in tokens. */
  readonly kvTokens: number;
  /** Sequences of typical length that run at once at most, on one replica. */
  readonly largestBatch: number;
  /** From a request's arrival at a replica until its scheduler has it. */
  readonly apiSeconds: number;
  /** Work of CPUs on each request; absent without. */
  readonly host?: ExplainedHost;
  readonly steps: readonly ExplainedStep[];
  readonly best: BestThroughput;
  readonly idleWatts: number;
  readonly limitWatts: number;
  /** How steps are planned, where prompts have some of their own, or they are planned one ahead. */
  readonly planning?: string;
  /** How steps are launched; absent where nothing is known of it. */
  readonly launches?: string;
  /** How decoding differs from a token per step beside a cache; absent where it does not. */
  readonly decoding?: string;
  /** Present where replicas come and go. */
  readonly scaling?: ExplainedScaling;
  /** What renting the accelerators costs; absent where that is not asked. */
  readonly billing?: string;
  /** Full KV blocks are kept for prompts that begin alike: what a typical prompt finds at best. Absent where they are not. */
  readonly prefixCache?: { readonly foundTokens: number; readonly promptTokens: number };
  readonly tiers?: string;
  /** Cap and locked clock; null where neither is set. */
  readonly power: ExplainedPower | null;
  /** Other models that the same chips hold, and how they share them; the figures are of steps in which they do not run. Absent without. */
  readonly beside?: string;
  /** Whether it encodes images for others, and does nothing else. */
  readonly encodes?: true;
  /** Present where its steps encode images. */
  readonly encoder?: string;
  readonly budget?: string;
  readonly cooling?: string;
  /** Present where each tenant has an adapter of its own. */
  readonly adapters?: CompiledAdapters;
  /** Present where others decode what the pool computes. */
  readonly handOff?: ExplainedHandOff;
  /** What each request asks for, of a model that answers in one shot; else null. */
  readonly job: JobSize | null;
  /** Items in a batch at most, where a request asks for several; else null. */
  readonly maxBatchItems: number | null;
  readonly sources: Readonly<Record<string, Source>>;
}

export interface ExplainInput {
  readonly scenario: Scenario;
  readonly compiled: CompiledScenario;
  readonly defaults: readonly DefaultUsed[];
  readonly warnings: readonly string[];
  /** Rows of the workloads that come from traces. */
  readonly traces: ReadonlyMap<string, TraceRows>;
}

/** Explains a scenario: memory, KV room, steps and what bounds them, best throughput, watts, defaults and sources. */
export function explain(input: ExplainInput): Explanation {
  const { scenario, compiled, defaults, warnings, traces } = input;
  const workloads = compiled.workloads.map((workload) =>
    explainWorkload(workload, compiled, traces.get(workload.name)),
  );
  const all = explainedEngines(scenario, compiled);
  const engines = all.map(({ engine }) => engine);
  const pools = all.map(({ engine: pool, source }) => {
    const own = workloads.filter((_, i) => {
      const workload = compiled.workloads[i];
      return asks(compiled, workload, pool) || (workload !== undefined && calls(workload, pool));
    });
    const handOff = explainHandOff(pool, compiled, scenario, typicalRequest(own));
    return { ...explainPool(source, pool, typicalRequest(own)), ...handOff };
  });
  const work = compiled.workloads.flatMap((workload, i) =>
    engines
      .filter((pool) => asks(compiled, workload, pool))
      .flatMap((pool) => {
        const own = workloads[i];
        if (own === undefined) return [];
        const rate = own.ratePerSecond && own.ratePerSecond * shareAsked(compiled, workload, pool);
        const each = explainWork(workload, pool, typicalRequest([own]), rate);
        return each === null ? [] : [each];
      }),
  );
  const sharedChips = explainSharedChips(compiled, pools, workloads);
  const outside = engines.flatMap(({ name, step }) => {
    const text = outsideText(outsideOf(step, null));
    return text === null ? [] : [`pool ${name}: ${text}`];
  });
  return {
    scenario: compiled.name,
    workloads,
    pools,
    work,
    ...(sharedChips.length > 0 && { sharedChips }),
    ...explainRouting(compiled, engines),
    ...(scenario.cluster && { cluster: explainCluster(scenario.cluster, scenario.pools) }),
    ...(scenario.failures && { failures: failureTexts(scenario) }),
    ...explainFacility(compiled),
    ...explainBudgets(scenario),
    ...(scenario.rollout && { rollout: explainRollout(scenario.rollout) }),
    ...explainFabric(scenario, compiled.fabric, compiled.pools),
    defaults,
    warnings: [...warnings, ...outside],
  };
}

function explainPool(source: Pool, pool: CompiledPool, request: TypicalRequest): ExplainedPool {
  const steps = explainSteps(pool, request);
  const memory = memoryOf(source);
  const scaling = explainScaling(source, pool, memory.weightBytes);
  const [model] = source.serves;
  if (model === undefined) throw new Error(`pool ${pool.name} serves nothing`);
  const { accelerator } = source;
  const chips = Object.entries(accelerator.sources).map(
    ([name, from]) => [`${accelerator.id} ${name}`, from] as const,
  );
  const profile =
    pool.step.kind !== 'affine'
      ? Object.entries(pool.step.input.profile.sources).map(
          ([name, from]) => [`${source.engine.profile} ${name}`, from] as const,
        )
      : [];
  return {
    name: pool.name,
    replicas: pool.replicas,
    accelerator: accelerator.name,
    accelerators: pool.replicas * pool.acceleratorsPerReplica,
    model: model.ref,
    variant: model.variant ?? null,
    parameters: parametersOf(model.shape),
    memory,
    kvBlocks: pool.dataRanks * pool.kvBlocks,
    kvTokens: pool.dataRanks * pool.kvBlocks * pool.engine.blockTokens,
    largestBatch: pool.dataRanks * largestBatch(pool, request),
    apiSeconds: pool.apiSeconds,
    ...explainHost(pool, request),
    steps,
    best: bestThroughput(pool, request, steps),
    idleWatts: pool.replicas * pool.idleWatts,
    limitWatts: pool.replicas * pool.limitWatts,
    ...planningOf(pool),
    ...tiersOf(pool),
    ...explainEncoding(pool),
    ...(pool.step.kind === 'encoder' && { encodes: true as const }),
    ...launchesOf(pool),
    ...(pool.decoding === undefined ? {} : { decoding: decodingText(pool.decoding) }),
    ...(pool.engine.prefixCache === undefined
      ? {}
      : {
          prefixCache: {
            foundTokens: foundTokens(pool, request),
            promptTokens: request.promptTokens,
          },
        }),
    power: explainPower(source),
    ...explainBudget(source),
    ...explainCooling(pool, source),
    ...(scaling === null ? {} : { scaling }),
    ...explainBilling(source),
    ...(pool.adapters === undefined ? {} : { adapters: pool.adapters }),
    ...besideOf(source, pool),
    job: source.oneShot?.job ?? null,
    maxBatchItems: source.oneShot?.maxBatchItems ?? null,
    sources: {
      ...Object.fromEntries([...chips, [model.ref, model.shape.source], ...profile]),
      ...scalingSources(source),
      ...coolingSources(source),
      ...billingSources(source),
    },
  };
}

/** Of a model that answers in one shot all parameters of its main network work on each request. */
function parametersOf(shape: ServedModel['shape']): ExplainedPool['parameters'] {
  if (!isOneShot(shape)) return modelParameters(shape);
  return { total: shape.publishedParameters, active: shape.publishedParameters };
}
