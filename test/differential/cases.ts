import type {
  CompiledPool,
  CompiledScenario,
  CompiledWorkload,
} from '../../src/compile/compiled.ts';
import { usesGuesses } from '../../src/policy/scheduling/index.ts';
import type { EngineSpec } from '../../src/scenario/scenario.ts';
import { makePool, makeScenario, makeWorkload } from './builders.ts';
import { createDraw, type Draw } from './draw.ts';
import type { PlainInput, RequestSpec } from './records.ts';
import { anyDraft, type Draft, type RegimeName, regimes } from './regimes.ts';
import { stepModelOf } from './step-models.ts';

/** One random case: everything that both engines are given. */
export interface Case extends PlainInput {
  readonly regime: RegimeName;
  readonly seed: number;
  /** Times must be equal to the bit, not merely close. */
  readonly exact: boolean;
}

/** The case of a regime and seed: always the same. */
export function makeCase(regime: RegimeName, seed: number): Case {
  const draw = createDraw(regime, seed);
  const draft = anyDraft(draw);
  regimes[regime](draft, draw);
  const workloads = Array.from({ length: draft.workloads }, (_, i) => drawWorkload(draft, draw, i));
  const requests = drawRequests(draft, draw, workloads);
  const pools = drawPools(draft, draw, requests.flat());
  const scenario = makeScenario({
    name: `${regime}-${seed}`,
    workloads,
    pools,
    ...drawHandOff(draft, draw, pools),
    routing: {
      policy: draft.router,
      queue: draft.centralPlaces > 0 ? 'pool' : 'replica',
      maxOutstandingPerReplica: draft.centralPlaces > 0 ? draft.centralPlaces : Infinity,
      signalIntervalSeconds: 0,
    },
    admission: draft.admission,
    horizon: drawHorizon(draft, draw, requests),
  });
  return { regime, seed, exact: draft.exact, scenario, requests, steps: pools.map(stepModelOf) };
}

/** A duration of about `seconds`, on the case's grid if it has one. */
function onGrid(draft: Draft, seconds: number): number {
  const grid = draft.gridPerSecond;
  return grid === 0 ? seconds : Math.round(seconds * grid) / grid;
}

function drawWorkload(draft: Draft, draw: Draw, index: number): CompiledWorkload {
  const typical = draft.stepSeconds * draft.output[1];
  const giveUp = draw.chance(draft.timeouts);
  const only = draw.pick(['total', 'first', 'both']);
  const { stepSeconds: step, patience } = draft;
  return makeWorkload({
    name: `workload-${index}`,
    group: index % draft.models,
    priority: draw.whole(0, 2),
    timeout: {
      totalSeconds:
        giveUp && only !== 'first'
          ? onGrid(draft, patience * typical * draw.real(0.15, 2))
          : Infinity,
      firstTokenSeconds:
        giveUp && only !== 'total' ? onGrid(draft, patience * step * draw.real(2, 20)) : Infinity,
    },
    slo: {
      ttftSeconds: draw.pick([Infinity, step * draw.real(1, 20)]),
      tpotSeconds: draw.pick([Infinity, step * draw.real(0.8, 2)]),
      e2eSeconds: draw.pick([Infinity, typical * draw.real(0.3, 3)]),
      attainment: 0.99,
    },
    ...drawClients(draft, draw),
  });
}

/** What clients do beside waiting, without chance: the plain loop draws nothing. */
function drawClients(
  draft: Draft,
  draw: Draw,
): Pick<CompiledWorkload, 'cancel' | 'hedge' | 'retry'> {
  const step = draft.stepSeconds;
  const cancels = draft.cancels > 0 && draw.chance(draft.cancels);
  const retries = draft.retries > 0 && draw.chance(draft.retries);
  const hedges = draft.hedges > 0 && draw.chance(draft.hedges);
  return {
    ...(hedges && {
      hedge: { afterSeconds: step * draw.real(0.3, 6), max: draw.whole(1, 3) },
    }),
    ...(cancels && {
      cancel: {
        patience: {
          law: 'fixed',
          seconds: onGrid(draft, draft.patience * step * draw.real(4, 60)),
        },
        until: draw.pick(['first-token', 'end']),
      },
    }),
    ...(retries && {
      retry: {
        maxAttempts: draw.whole(2, 4),
        baseSeconds: onGrid(draft, step * draw.real(1, 20)),
        multiplier: draw.pick([1, 2]),
        capSeconds: onGrid(draft, step * 30),
        jitter: 0,
        on: draw.pick([
          ['expired'],
          ['rejected'],
          ['expired', 'rejected'],
          ['expired', 'rejected'],
        ]),
      },
    }),
  };
}

/** Requests per second that the replicas of the case can serve at about its load. */
function ratePerSecond(draft: Draft): number {
  const mean = ([least, most]: readonly [number, number]) => (least + most) / 2;
  const largest = draft.prompt[1] + draft.output[1];
  const fits = (draft.kvSlack * largest) / (mean(draft.prompt) + mean(draft.output) / 2);
  const together = Math.max(1, Math.min(draft.maxSequences, fits));
  const replicas = draft.ranks * draft.replicas * draft.models * draft.poolsPerModel;
  const steps = mean(draft.output) / together + mean(draft.prompt) / draft.maxBatchedTokens;
  return (draft.load * replicas) / (steps * draft.stepSeconds);
}

function drawRequests(
  draft: Draft,
  draw: Draw,
  workloads: readonly CompiledWorkload[],
): RequestSpec[][] {
  const each = Math.ceil(draft.requests / workloads.length);
  const meanGap = workloads.length / ratePerSecond(draft);
  return workloads.map((workload) => {
    const fresh = () => drawLengths(draft, draw);
    const same = fresh();
    const batch = draw.whole(2, 12);
    const between = onGrid(draft, batch * meanGap);
    const tight = draw.chance(0.3);
    const rows: RequestSpec[] = [];
    const contents = drawContents(draft, draw);
    const sameContent = draft.texts > 0 ? draw.pick(contents) : [];
    let clock = 0;
    for (let i = 0; i < each; i += 1) {
      if (draft.arrivals === 'poisson') clock += draw.exponential(meanGap);
      if (draft.arrivals === 'batches' && i > 0 && i % batch === 0) clock += between;
      const lengths = draft.identical ? same : fresh();
      // Some clients ask for less than the model would say.
      const maxTokens =
        tight && !draft.identical ? draw.whole(1, draft.output[1]) : draft.output[1] + 10;
      rows.push({
        arrivalSeconds: onGrid(draft, clock),
        ...lengths,
        maxTokens,
        priority: draw.chance(0.5) ? workload.priority : draw.whole(0, 3),
        tenant: draw.whole(0, 2),
        predictedTokens: usesGuesses(draft.scheduler)
          ? Math.min(lengths.outputTokens, maxTokens)
          : maxTokens,
        ...(draft.texts > 0 && {
          content: cutAt(draft.identical ? sameContent : draw.pick(contents), lengths.promptTokens),
        }),
      });
    }
    return rows;
  });
}

type Begin = NonNullable<RequestSpec['content']>;

/** A tree of texts: what a prompt may begin with, nothing among it. */
function drawContents({ texts, prompt }: Draft, draw: Draw): Begin[] {
  const contents: Begin[] = [[]];
  for (let text = 0; text < texts; text += 1) {
    const before = draw.pick(contents);
    const from = before.at(-1)?.[1] ?? 0;
    contents.push([...before, [text, from + draw.whole(1, Math.ceil(prompt[1] / 2))]]);
  }
  return contents;
}

function cutAt(content: Begin, promptTokens: number): Begin {
  const whole = content.findIndex(([, tokens]) => tokens >= promptTokens);
  if (whole === -1) return content;
  return [...content.slice(0, whole), [content[whole]![0], promptTokens]];
}

function drawLengths(draft: Draft, draw: Draw) {
  // Half of the lengths are short, so that finishes, chunks and long stretches mix.
  const between = ([least, most]: readonly [number, number]) =>
    draw.whole(least, draw.chance(0.5) ? most : Math.ceil((least + most) / 3));
  return {
    promptTokens: between(draft.prompt),
    outputTokens: Math.max(1, between(draft.output)),
  };
}

function drawPools(draft: Draft, draw: Draw, requests: readonly RequestSpec[]): CompiledPool[] {
  const tokens = requests.map((r) => r.promptTokens + Math.min(r.outputTokens, r.maxTokens));
  // Without a cache, a block is the place of a token in a step.
  const blockTokens = draft.decoding?.kind === 'recompute' ? 1 : draft.blockTokens;
  const largest = draft.stateBlocks + Math.ceil((Math.max(...tokens) - 1) / blockTokens);
  // In some cases the longest few are too long for the cache or for the model's positions.
  const shrink = draw.chance(0.08) ? 0.8 : 1;
  const kvBlocks = Math.max(1, Math.ceil(largest * draft.kvSlack * shrink));
  const contextTokens = draw.chance(0.08) ? Math.ceil(Math.max(...tokens) * 0.9) : 8192;
  const pools: CompiledPool[] = [];
  let firstReplica = 0;
  for (let i = 0; i < draft.models * draft.poolsPerModel; i += 1) {
    const scaling = draft.scaling?.(draw);
    const drawn = draft.poolsPerModel > 1 ? draw.whole(1, draft.replicas) : draft.replicas;
    const replicas = scaling?.max ?? drawn;
    pools.push(
      makePool({
        name: `pool-${i}`,
        // Pools of a model need not stand side by side.
        group: draft.handOff === null ? i % draft.models : i,
        firstReplica,
        replicas,
        dataRanks: draft.ranks,
        kvBlocks,
        stateBlocks: draft.stateBlocks,
        contextTokens,
        idleWatts: draw.real(50, 100),
        apiSeconds:
          draft.apiSteps[1] > 0
            ? onGrid(draft, draft.stepSeconds * draw.real(...draft.apiSteps))
            : 0,
        step: draft.step(draw),
        ...(draft.decoding === null ? {} : { decoding: draft.decoding }),
        ...(scaling === undefined ? {} : { scaling }),
        ...(draft.blocks.preemption === 'swap' && {
          swap: {
            blocks: draw.pick([draw.whole(1, largest), 1000]),
            secondsPerBlock: draw.pick([1 / 128, 0.125, 1]) * draft.stepSeconds,
          },
        }),
        ...(draft.adapters !== null && {
          adapters: {
            slots: draft.adapters.slots,
            chipBytes: 0,
            loadSeconds: draft.adapters.loadSteps * draft.stepSeconds,
            ...(draft.adapters.host !== null && {
              host: {
                slots: draft.adapters.slots + draft.adapters.host.more,
                readSeconds: draft.adapters.host.readSteps * draft.stepSeconds,
              },
            }),
          },
        }),
        ...(draft.handOff !== null && {
          network: {
            bytesPerSecond:
              (1e5 * draft.prompt[1]) / (draft.stepSeconds * draft.handOff.carriedSteps),
            latencySeconds: draft.stepSeconds * draft.handOff.latencySteps,
          },
        }),
        engine: {
          scheduler: draft.scheduler,
          ...orderOf(draft),
          ...(draft.batching === null ? {} : { batching: draft.batching }),
          ...draft.blocks,
          maxSequences: draft.maxSequences,
          maxBatchedTokens:
            draft.decoding?.kind === 'recompute' ? kvBlocks : draft.maxBatchedTokens,
          blockTokens,
          ...(draft.lags ? { asyncScheduling: true as const } : {}),
          ...(draft.texts > 0 && { prefixCache: true as const }),
          ...(draft.sharing !== 'scheduled' && { prefixSharing: draft.sharing }),
        },
      }),
    );
    firstReplica += replicas;
  }
  return pools;
}

/** Of two pools, the first computes prompts and the second decodes. */
function drawHandOff(
  { handOff }: Draft,
  draw: Draw,
  pools: readonly CompiledPool[],
): Pick<CompiledScenario, 'groups'> | object {
  if (handOff === null) return {};
  const { leastPromptTokens, streamedLayers } = handOff;
  const bytesPerSequence = draw.pick([0, draw.real(0, 1e6)]);
  return {
    groups: pools.map(({ firstReplica, replicas }, group) => ({
      model: `model-${group}`,
      replicas: Array.from({ length: replicas }, (_, i) => firstReplica + i),
      ...(group === 0 && {
        handOff: {
          group: 1,
          leastPromptTokens,
          bytesPerToken: 1e5,
          bytesPerSequence,
          streamedLayers,
        },
      }),
    })),
  };
}

/** Weights and shares are powers of two: what the product adds up at once and the plain loop by the token is equal to the bit. */
function orderOf({ scheduler, prompt }: Draft): Pick<EngineSpec, 'fairness' | 'levels'> {
  if (scheduler === 'mlfq')
    return { levels: [0.1, 0.3].map((part) => Math.ceil(part * prompt[1])) };
  if (scheduler !== 'vtc' && scheduler !== 'weighted-fair') return {};
  const shares = { tenantShares: [1, 2, 0.5], workloadShares: [] };
  return { fairness: { by: 'tenant', promptWeight: 1, outputWeight: 2, ...shares } };
}

function drawHorizon(
  draft: Draft,
  draw: Draw,
  requests: readonly (readonly RequestSpec[])[],
): CompiledScenario['horizon'] {
  const last = Math.max(...requests.map((rows) => rows.at(-1)?.arrivalSeconds ?? 0));
  const total = requests.reduce((sum, rows) => sum + rows.length, 0);
  return {
    maxRequests: draw.chance(0.08) ? draw.whole(1, total) : Infinity,
    // an empty fleet would go on deciding until then
    durationSeconds:
      draw.chance(0.08) && draft.scaling === null
        ? onGrid(draft, last * draw.real(0.5, 1))
        : Infinity,
    warmupRequests: draw.chance(0.2) ? draw.whole(0, 30) : 0,
    warmupSeconds: draw.chance(0.1) ? last * draw.real(0, 0.3) : 0,
    drainSeconds: draw.chance(draft.cut)
      ? onGrid(draft, draft.stepSeconds * draw.real(0, 30))
      : Infinity,
  };
}
