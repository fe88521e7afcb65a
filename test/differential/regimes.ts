import type { CompiledScaling, DecodingSpec, StepSpec } from '../../src/compile/compiled.ts';
import type { PrefixSharing } from '../../src/physics/engine-profile.ts';
import type { AdmissionSpec } from '../../src/policy/admission/port.ts';
import type { EngineSpec } from '../../src/scenario/scenario.ts';
import type { Draw } from './draw.ts';
import { anyDrafting, cappedStep, crossingStep, rankStep, tinyStep } from './step-models.ts';

/** The free choices of a case before its requests are drawn. Ranges are [least, most]. */
export interface Draft {
  requests: number;
  workloads: number;
  models: number;
  /** Pools of each model; the replicas of each. */
  poolsPerModel: number;
  replicas: number;
  /** Data ranks of each replica. */
  ranks: number;
  scheduler: EngineSpec['scheduler'];
  maxSequences: number;
  maxBatchedTokens: number;
  blockTokens: number;
  /** Blocks that each sequence holds beside those of its tokens. */
  stateBlocks: number;
  /** KV blocks as a multiple of what the largest request needs alone. */
  kvSlack: number;
  prompt: readonly [number, number];
  output: readonly [number, number];
  /** Every request of a workload is the same. */
  identical: boolean;
  /** Offered work as a share of what the replicas can do, roughly. */
  load: number;
  arrivals: 'poisson' | 'batches' | 'zero';
  /** Arrivals and timeouts are multiples of 1 ÷ this; 0 = any real number. */
  gridPerSecond: number;
  step: (draw: Draw) => StepSpec;
  /** About how long a step lasts. */
  stepSeconds: number;
  router: 'round-robin' | 'least-outstanding' | 'least-tokens';
  /** Places per replica of a central queue; 0 = every replica has its own. */
  centralPlaces: number;
  admission: AdmissionSpec;
  /** Delay of the pools' APIs, in steps. */
  apiSteps: readonly [number, number];
  /** Share of workloads whose clients give up. */
  timeouts: number;
  /** Timeouts as a multiple of what is usual. */
  patience: number;
  /** Share of workloads whose clients lose patience, and whose clients ask again. */
  cancels: number;
  retries: number;
  /** Share of workloads whose clients send a request once more. */
  hedges: number;
  /** Chance that the run is cut before it is empty. */
  cut: number;
  /** How batches form; null where continuously. */
  batching: NonNullable<EngineSpec['batching']> | null;
  /** What is done about KV blocks that may run out. */
  blocks: Pick<EngineSpec, 'preemption' | 'reserveFullPrompt'>;
  /** Steps are planned one ahead. */
  lags: boolean;
  /** From when on blocks of a prefix cache are found. */
  sharing: PrefixSharing;
  /** Texts that prompts may begin with, each after another or at the start; 0 = there is no prefix cache. */
  texts: number;
  /** Null where decoding sequences take a token per step beside a cache. */
  decoding: DecodingSpec | null;
  /** Null where replicas stand. */
  scaling: ((draw: Draw) => CompiledScaling) | null;
  /** Prompts are computed by one pool and answers decoded by another; null where every pool does both. */
  handOff: {
    /** Prompts below this stay whole. */
    readonly leastPromptTokens: number;
    readonly streamedLayers: number;
    /** Seconds that moving the largest prompt takes, and before it, in steps. */
    readonly carriedSteps: number;
    readonly latencySteps: number;
  } | null;
  /**
   * Adapters that a replica's chips hold, and how long one takes to load, in steps; how many more its host memory holds, and
   * how long it reads one from storage (null: it holds all); null where tenants have none.
   */
  adapters: {
    readonly slots: number;
    readonly loadSteps: number;
    readonly host: { readonly more: number; readonly readSteps: number } | null;
  } | null;
  /** Times are exact in binary: the plain loop's sums and the product's formulas agree to the bit. */
  exact: boolean;
}

export type Regime = (draft: Draft, draw: Draw) => void;

/** A step that depends on everything a step can depend on. */
function anyStep(draw: Draw): StepSpec {
  return {
    kind: 'affine',
    time: {
      baseSeconds: draw.real(0.004, 0.012),
      perPrefillTokenSeconds: draw.pick([0, draw.real(1e-5, 2e-4)]),
      perDecodeSequenceSeconds: draw.pick([0, draw.real(1e-5, 5e-4)]),
      perContextTokenSeconds: draw.pick([0, draw.real(1e-9, 1e-5)]),
    },
    energy: draw.chance(0.5)
      ? {
          baseJoules: draw.real(0, 5),
          perPrefillTokenJoules: draw.real(0, 0.1),
          perDecodeSequenceJoules: draw.real(0, 0.5),
          perContextTokenJoules: draw.real(0, 1e-3),
        }
      : null,
    busyWatts: draw.real(300, 700),
  };
}

/** Affine steps whose coefficients are whole multiples of `unit` seconds. */
function gridStep(draw: Draw, unit: number, base: number): StepSpec {
  const step = anyStep(draw);
  if (step.kind !== 'affine') return step;
  return {
    ...step,
    time: {
      baseSeconds: base * unit,
      perPrefillTokenSeconds: draw.pick([0, 0, unit]),
      perDecodeSequenceSeconds: draw.pick([0, 0, unit]),
      perContextTokenSeconds: 0,
    },
  };
}

/** What every regime starts from: a bit of everything. */
export function anyDraft(draw: Draw): Draft {
  const maxSequences = draw.whole(1, 16);
  return {
    requests: draw.whole(50, 150),
    workloads: draw.pick([1, 1, 2]),
    models: 1,
    poolsPerModel: 1,
    replicas: draw.whole(1, 4),
    ranks: 1,
    scheduler: 'fcfs',
    maxSequences,
    maxBatchedTokens: maxSequences + draw.whole(0, 60),
    blockTokens: draw.pick([1, 4, 16, 16]),
    stateBlocks: 0,
    kvSlack: draw.real(2, 8),
    prompt: [1, draw.whole(10, 120)],
    output: [1, draw.whole(5, 60)],
    identical: false,
    load: draw.real(0.3, 1.2),
    arrivals: 'poisson',
    gridPerSecond: 0,
    step: anyStep,
    stepSeconds: 0.01,
    router: draw.pick(['round-robin', 'least-outstanding', 'least-tokens']),
    centralPlaces: 0,
    admission: draw.chance(0.1)
      ? {
          policy: 'queue-cap',
          maxQueued: draw.pick([draw.whole(2, 12), Infinity]),
          maxOutstanding: draw.whole(4, 30),
        }
      : { policy: 'always' },
    apiSteps: [0, 0],
    timeouts: draw.pick([0, 0, 0, 0.6]),
    patience: 1,
    cancels: 0,
    retries: 0,
    hedges: 0,
    cut: 0.1,
    batching: null,
    blocks: {},
    lags: false,
    sharing: 'scheduled',
    texts: 0,
    decoding: null,
    scaling: null,
    handOff: null,
    adapters: null,
    exact: false,
  };
}

const pressOnKv: Regime = (draft, draw) => {
  draft.maxSequences = draw.whole(4, 16);
  draft.maxBatchedTokens = draft.maxSequences + draw.whole(0, 60);
  draft.blockTokens = draw.pick([1, 2, 4, 16]);
  draft.kvSlack = draw.pick([1, draw.real(1, 2.5)]);
  draft.prompt = [1, draw.whole(8, 60)];
  draft.output = [10, draw.whole(30, 90)];
  draft.load = draw.real(0.8, 3);
};

const blockHead: Regime = (draft, draw) => {
  // Long prompts wait for blocks that long answers hold; when their clients give up, short ones behind them fit.
  draft.replicas = 1;
  draft.maxSequences = draw.whole(4, 10);
  draft.maxBatchedTokens = draft.maxSequences + 200;
  draft.blockTokens = 4;
  draft.prompt = [1, 160];
  draft.output = [1, 120];
  draft.kvSlack = draw.real(1, 1.3);
  draft.workloads = 2;
  draft.timeouts = 0.8;
  draft.patience = draw.real(0.2, 1);
  draft.load = draw.real(0.8, 1.5);
};

/** Replicas that come and go every few steps, by the clock or by the requests in the system. */
function anyScaling(draw: Draw, stepSeconds: number): CompiledScaling {
  const intervalSeconds = stepSeconds * draw.real(2, 25);
  const window = 0.9 * intervalSeconds;
  const max = draw.whole(1, 4);
  const min = draw.pick([0, 0, 1]);
  const spec = draw.pick<CompiledScaling['spec']>([
    {
      policy: 'schedule',
      periodSeconds: 8 * intervalSeconds,
      steps: [0, 2.5, 4.5, 6.5].map((at, i) => ({
        atSeconds: at * intervalSeconds,
        replicas: i === 0 ? max : draw.whole(0, max),
      })),
    },
    {
      policy: 'ongoing-requests',
      target: draw.real(1, 6),
      lookBackSeconds: window,
      upDelaySeconds: 0,
      downDelaySeconds: 0,
      upFactor: 1,
      downFactor: 1,
    },
    {
      policy: 'concurrency-target',
      // more than there are requests: one replica, or none
      concurrency: 200,
      targetShare: 1,
      stableSeconds: window,
      panicSeconds: window,
      panicThreshold: 2,
      maxUpRate: 1000,
      maxDownRate: 1000,
      graceSeconds: 0,
    },
  ]);
  const startSeconds = stepSeconds * draw.real(0.5, 40);
  return {
    spec,
    min,
    max,
    initial: draw.whole(min, max),
    intervalSeconds,
    scrapeDelaySeconds: 0,
    // a clock that wants replicas for a shorter time than they take to start would never have one
    startSeconds:
      spec.policy === 'schedule' ? Math.min(startSeconds, 1.5 * intervalSeconds) : startSeconds,
    startCv: 0,
    idlesWhenDown: draw.chance(0.3),
  };
}

const onRanks: Regime = (draft, draw) => {
  if (!draw.chance(0.2)) return;
  draft.ranks = draw.whole(2, 3);
  draft.step = draw.pick([anyStep, rankStep]);
};

/** Tight or wide blocks, on a grid or not, in a central queue, in any order; clients who leave their places. */
const promptsOrLag: Regime = (draft, draw) => {
  if (draw.chance(0.4)) pressOnKv(draft, draw);
  draft.load = draw.real(0.3, 2.5);
  draft.timeouts = draw.pick([0, 0, 0.6]);
  draft.cut = 0.3;
  draft.step = draw.pick([anyStep, tinyStep]);
  if (draw.chance(0.3)) {
    draft.gridPerSecond = 1000;
    draft.step = (each) => gridStep(each, 0.001, 8);
  }
  if (draw.chance(0.3)) draft.scheduler = draw.pick(['priority', 'sjf', 'vtc', 'weighted-fair']);
  if (draw.chance(0.2)) draft.centralPlaces = draw.whole(1, 2 * draft.maxSequences);
};

/** As above with batches of several, under caps and beside recurrent states. */
const formBatches: Regime = (draft, draw) => {
  promptsOrLag(draft, draw);
  draft.load = draw.real(0.6, 3);
  draft.maxSequences = draw.whole(3, 16);
  draft.maxBatchedTokens = draft.maxSequences + draw.whole(0, 60);
  draft.stateBlocks = draw.pick([0, 0, 2]);
  if (draw.chance(0.2)) draft.step = (each) => cappedStep(each, anyStep(each));
};

export const regimes = {
  light: (draft, draw) => {
    draft.load = draw.real(0.02, 0.25);
    draft.output = [10, draw.whole(40, 120)];
    draft.kvSlack = draw.real(1.5, 8);
  },
  heavy: (draft, draw) => {
    draft.load = draw.real(1, 3);
    draft.requests = draw.whole(120, 300);
  },
  'kv-pressure': pressOnKv,
  offline: (draft, draw) => {
    draft.arrivals = 'zero';
    draft.kvSlack = draw.pick([1, draw.real(1, 6)]);
  },
  lockstep: (draft, draw) => {
    draft.identical = true;
    draft.arrivals = 'batches';
    draft.workloads = 1;
    draft.kvSlack = draw.pick([1, draw.real(1, 2.5), draw.real(2, 8)]);
  },
  crossing: (draft, draw) => {
    draft.output = [20, draw.whole(60, 160)];
    draft.prompt = [1, draw.whole(10, 80)];
    draft.load = draw.real(0.05, 0.9);
    const sequences = Math.max(1, Math.round(draft.maxSequences * Math.min(1, draft.load)));
    const typical = { sequences, context: (draft.prompt[1] + draft.output[1]) / 2 };
    draft.step = (each) => crossingStep(each, typical);
    draft.stepSeconds = 0.008;
  },
  'double-crossing': (draft, draw) => {
    // Few and long answers on one replica: a stretch runs from the host's floor over memory's line to attention's.
    draft.requests = 50;
    draft.maxSequences = draw.whole(1, 3);
    draft.maxBatchedTokens = draft.maxSequences + draw.whole(20, 60);
    draft.prompt = [1, 20];
    draft.output = [60, draw.whole(150, 300)];
    draft.load = draw.real(0.05, 0.3);
    draft.replicas = 1;
    draft.kvSlack = 8;
    const context = draft.output[1] / 3;
    draft.step = (each) => crossingStep(each, { sequences: 1, context }, 'twice');
    draft.stepSeconds = 0.008;
  },
  'power-cap': (draft, draw) => {
    // Crossing lines as above, at a cap that some steps are above and some below, and sometimes at a locked clock.
    regimes.crossing(draft, draw);
    const { step } = draft;
    draft.step = (each) => cappedStep(each, step(each));
    if (draw.chance(0.3)) {
      draft.ranks = draw.whole(2, 4);
      draft.step = (each) => cappedStep(each, rankStep(each));
    }
    draft.cut = 0.3;
  },
  'decimal-ties': (draft, draw) => {
    draft.gridPerSecond = 1000;
    draft.cut = 0.3;
    // 8 ms steps, or whole milliseconds: sums of such steps are never exact in binary.
    draft.step = (each) => gridStep(each, 0.001, draw.pick([8, 8, each.whole(2, 10)]));
    if (draw.chance(0.3)) pressOnKv(draft, draw);
  },
  'dyadic-ties': (draft, draw) => {
    const unit = draw.pick([2 ** -10, 2 ** -10, 2 ** -20]);
    const base = Math.round(2 ** -7 / unit);
    draft.gridPerSecond = unit === 2 ** -20 ? 2 ** 20 : 2 ** 9;
    draft.step = (each) => {
      const step = gridStep(each, unit, base);
      if (step.kind !== 'affine') return step;
      const perContextTokenSeconds = each.pick([0, 0, 2 ** -17, 2 ** -20]);
      return { ...step, time: { ...step.time, perContextTokenSeconds } };
    };
    draft.timeouts = draw.pick([0, 0.5]);
    draft.exact = true;
    draft.cut = 0.3;
    if (draw.chance(0.4)) pressOnKv(draft, draw);
  },
  'coarse-ties': (draft, draw) => {
    // Everything happens at multiples of one step: steps, arrivals and timeouts of several replicas all coincide.
    const step = 2 ** -7;
    draft.gridPerSecond = 1 / step;
    draft.step = (each) => {
      const any = gridStep(each, step, 1);
      if (any.kind !== 'affine') return any;
      const time = { ...any.time, perPrefillTokenSeconds: 0, perDecodeSequenceSeconds: 0 };
      return { ...any, time };
    };
    draft.stepSeconds = step;
    draft.exact = true;
    draft.replicas = draw.whole(2, 4);
    draft.workloads = 2;
    draft.router = draw.pick(['least-outstanding', 'least-tokens']);
    draft.timeouts = 0.7;
    draft.patience = draw.real(0.3, 1);
    draft.load = draw.real(0.6, 1.5);
    draft.centralPlaces = draw.pick([0, 0, draw.whole(1, draft.maxSequences)]);
    draft.cut = 0.3;
  },
  'blocked-head': blockHead,
  timeouts: (draft, draw) => {
    draft.timeouts = 1;
    draft.patience = draw.real(0.2, 0.8);
    draft.load = draw.real(0.5, 3);
    draft.kvSlack = draw.pick([draw.real(1, 2), draw.real(1, 8)]);
    if (draw.chance(0.4)) {
      draft.gridPerSecond = 1000;
      draft.step = (each) => gridStep(each, 0.001, 8);
    }
  },
  clients: (draft, draw) => {
    // Too much load for those who lose patience, are refused, and come again, past the end of the arrivals.
    draft.cancels = 0.7;
    draft.retries = 1;
    draft.timeouts = draw.pick([0.5, 1]);
    draft.patience = draw.real(0.2, 1);
    draft.load = draw.real(0.5, 3);
    draft.kvSlack = draw.pick([draw.real(1, 2), draw.real(1, 8)]);
    const maxOutstanding = draw.whole(2, 3 * draft.maxSequences);
    draft.admission = { policy: 'queue-cap', maxQueued: 20, maxOutstanding };
    draft.apiSteps = draw.pick([
      [0, 0],
      [0.5, 3],
    ]);
    draft.centralPlaces = draw.pick([0, 0, draw.whole(1, draft.maxSequences)]);
    draft.cut = 0.3;
    if (draw.chance(0.3)) regimes['dyadic-ties'](draft, draw);
    draft.exact = false;
  },
  'multi-pool': (draft, draw) => {
    draft.models = draw.whole(1, 3);
    draft.poolsPerModel = draft.models === 1 ? 2 : draw.whole(1, 2);
    draft.replicas = draw.whole(1, 2);
    draft.workloads = draft.models + draw.whole(0, 2);
    draft.kvSlack = draw.real(1, 5);
    if (draw.chance(0.3)) draft.scheduler = 'priority';
  },
  'central-queue': (draft, draw) => {
    draft.centralPlaces = draw.whole(1, draft.maxSequences + 2);
    draft.load = draw.real(0.6, 2.5);
    draft.kvSlack = draw.real(1, 5);
    draft.models = draw.pick([1, 1, 2]);
    if (draw.chance(0.4)) {
      draft.gridPerSecond = 1000;
      draft.step = (each) => gridStep(each, 0.001, 8);
    }
  },
  'data-ranks': (draft, draw) => {
    draft.ranks = draw.whole(2, 4);
    draft.replicas = draw.whole(1, 2);
    draft.load = draw.real(0.5, 2.5);
    draft.kvSlack = draw.pick([1, draw.real(1, 2.5), draw.real(2, 8)]);
    draft.step = draw.pick([anyStep, rankStep]);
    draft.timeouts = draw.pick([0, 0.6]);
    if (draw.chance(0.3)) {
      draft.gridPerSecond = 1000;
      draft.step = (each) => gridStep(each, 0.001, 8);
    }
    if (draw.chance(0.3)) draft.scheduler = draw.pick(['priority', 'sjf', 'vtc', 'weighted-fair']);
    if (draw.chance(0.2)) draft.centralPlaces = draw.whole(1, 2 * draft.maxSequences);
    draft.cut = 0.3;
  },
  api: (draft, draw) => {
    // Requests are late at their schedulers: of several pools by different times, past deadlines, cuts and boundaries.
    draft.apiSteps = draw.pick([
      [0, 1],
      [0.5, 12],
    ]);
    draft.poolsPerModel = draw.pick([1, 2]);
    draft.replicas = draw.whole(1, 2);
    draft.scheduler = draw.pick(['fcfs', 'fcfs', 'priority']);
    if (draw.chance(0.3)) {
      // who is in the API does not queue
      const maxQueued = draw.whole(1, 6);
      draft.admission = { policy: 'queue-cap', maxQueued, maxOutstanding: Infinity };
    }
    draft.centralPlaces = draw.pick([0, 0, draw.whole(1, draft.maxSequences)]);
    draft.timeouts = draw.pick([0, 0.8]);
    draft.patience = draw.real(0.2, 1);
    draft.load = draw.real(0.2, 1.5);
    draft.kvSlack = draw.pick([draw.real(1, 2), draw.real(1, 8)]);
    draft.cut = 0.3;
    if (draw.chance(0.5)) {
      draft.gridPerSecond = 1000;
      draft.step = (each) => gridStep(each, 0.001, 8);
    }
  },
  'without-cache': (draft, draw) => {
    // Contexts that grow press on each other; the budget of a step is what kvSlack says, in tokens.
    draft.decoding = { kind: 'recompute' };
    draft.step = draw.pick([anyStep, anyStep, tinyStep]);
    draft.kvSlack = draw.pick([1, draw.real(1, 2.5), draw.real(2, 8)]);
    draft.maxSequences = draw.whole(2, 12);
    draft.prompt = [1, draw.whole(8, 60)];
    draft.output = [1, draw.whole(20, 80)];
    draft.load = draw.real(0.3, 2);
    draft.timeouts = draw.pick([0, 0.6]);
    draft.cut = 0.3;
    if (draw.chance(0.3)) {
      draft.gridPerSecond = 1000;
      draft.step = (each) => gridStep(each, 0.001, 8);
    }
    if (draw.chance(0.2)) draft.scheduler = draw.pick(['priority', 'sjf']);
  },
  states: (draft, draw) => {
    // Recurrent layers: every sequence holds blocks for its state, beside few or many for its tokens.
    pressOnKv(draft, draw);
    draft.stateBlocks = draw.whole(1, 6);
    draft.kvSlack = draw.pick([1, draw.real(1, 3)]);
    // A model without attention: a block holds a sequence of any length.
    if (draw.chance(0.2)) Object.assign(draft, { blockTokens: 8192, stateBlocks: 0, kvSlack: 3 });
    draft.timeouts = draw.pick([0, 0.6]);
    draft.cut = 0.3;
  },
  'prefix-cache': (draft, draw) => {
    // Prompts that begin alike, in a cache that must lose some of them, with answers that grow into it.
    if (draw.chance(0.7)) pressOnKv(draft, draw);
    draft.texts = draw.whole(1, 12);
    draft.sharing = draw.pick(['scheduled', 'scheduled', 'computed', 'awaited', 'awaited']);
    draft.blockTokens = draw.pick([1, 2, 4, 4, 16]);
    draft.prompt = [1, draw.whole(20, 120)];
    draft.identical = draw.chance(0.1);
    draft.replicas = draw.whole(1, 2);
    draft.load = draw.real(0.3, 2.5);
    draft.kvSlack = draw.pick([1, draw.real(1, 2.5), draw.real(2, 12)]);
    draft.timeouts = draw.pick([0, 1]);
    draft.patience = draw.real(0.2, 1);
    draft.cut = 0.3;
    if (draw.chance(0.2)) draft.ranks = draw.whole(2, 3);
    if (draw.chance(0.3)) {
      draft.gridPerSecond = 1000;
      draft.step = (each) => gridStep(each, 0.001, 8);
    }
    if (draw.chance(0.3)) draft.scheduler = draw.pick(['priority', 'sjf', 'vtc', 'weighted-fair']);
    if (draw.chance(0.2)) draft.centralPlaces = draw.whole(1, draft.maxSequences);
    // who goes down forgets
    if (draw.chance(0.3)) draft.scaling = (each) => anyScaling(each, draft.stepSeconds);
    if (draw.chance(0.3)) draft.scheduler = 'longest-prefix-match';
  },
  speculation: (draft, draw) => {
    // Answers in strides that nobody knows beforehand, with room for drafts that may not be kept.
    const decoding = anyDrafting(draw);
    const drafted = decoding.kind === 'speculation' ? decoding.tokens : 0;
    draft.decoding = decoding;
    draft.step = draw.pick([anyStep, tinyStep]);
    if (draw.chance(0.5)) pressOnKv(draft, draw);
    else draft.kvSlack = draw.real(1.5, 8);
    draft.maxBatchedTokens += draft.maxSequences * drafted;
    draft.load = draw.real(0.3, 2.5);
    draft.timeouts = draw.pick([0, 0.6]);
    draft.cut = 0.3;
    if (draw.chance(0.3)) {
      draft.gridPerSecond = 1000;
      draft.step = (each) => gridStep(each, 0.001, 8);
    }
    if (draw.chance(0.2)) draft.scheduler = draw.pick(['priority', 'sjf']);
    if (draw.chance(0.2)) draft.centralPlaces = draw.whole(1, draft.maxSequences);
  },
  disaggregated: (draft, draw) => {
    // Slow and quick networks, scarce blocks on either side, short prompts that stay whole, clients that leave meanwhile.
    draft.poolsPerModel = 2;
    draft.replicas = draw.whole(1, 3);
    draft.output = [1, draw.whole(5, 60)];
    draft.kvSlack = draw.pick([1, draw.real(1, 2.5), draw.real(2, 8)]);
    draft.handOff = {
      leastPromptTokens: draw.pick([0, 0, draw.whole(1, draft.prompt[1])]),
      streamedLayers: draw.pick([1, 4, 32]),
      carriedSteps: draw.pick([draw.real(0.01, 1), draw.real(1, 20)]),
      latencySteps: draw.real(0.01, 2),
    };
    draft.scheduler = draw.pick(['fcfs', 'fcfs', 'priority', 'sjf']);
    draft.load = draw.real(0.2, 2);
    draft.timeouts = draw.pick([0, 0.7]);
    if (draw.chance(0.3)) draft.apiSteps = [0.5, 5];
    if (draw.chance(0.2)) draft.centralPlaces = draw.whole(1, draft.maxSequences);
    draft.cut = 0.3;
  },
  'fair-shares': (draft, draw) => {
    // Places are free and blocks are not: who is first changes while all that run only decode.
    blockHead(draft, draw);
    draft.scheduler = 'vtc';
    draft.timeouts = draw.pick([0, 0.4]);
    draft.load = draw.real(0.8, 3);
    if (draw.chance(0.5)) {
      draft.gridPerSecond = 1000;
      draft.step = (each) => gridStep(each, 0.001, 8);
    }
  },
  scaling: (draft, draw) => {
    // Replicas start, drain and stop under requests; those that come to none wait for the first.
    draft.scaling = (each) => anyScaling(each, draft.stepSeconds);
    draft.models = draw.pick([1, 1, 2]);
    draft.workloads = draft.models;
    draft.load = draw.pick([draw.real(0.02, 0.2), draw.real(0.2, 1.2)]);
    draft.timeouts = draw.pick([0, 0, 0.6]);
    draft.apiSteps = draw.pick([
      [0, 0],
      [0.5, 3],
    ]);
    draft.centralPlaces = draw.pick([0, 0, draw.whole(1, draft.maxSequences)]);
  },
  'prefill-first': (draft, draw) => {
    // Prompts in steps of their own, often several in a row, while others wait to decode, give up or lose their blocks.
    promptsOrLag(draft, draw);
    draft.batching = 'prefill-first';
    onRanks(draft, draw);
    draft.maxBatchedTokens = draft.maxSequences + draw.whole(0, 40);
  },
  'planned-ahead': (draft, draw) => {
    // Plans that do not know who has come or ended since the step before began.
    promptsOrLag(draft, draw);
    draft.lags = true;
    if (draw.chance(0.3)) draft.batching = 'prefill-first';
    onRanks(draft, draw);
  },
  static: (draft, draw) => {
    formBatches(draft, draw);
    draft.batching = 'static';
  },
  orca: (draft, draw) => {
    formBatches(draft, draw);
    onRanks(draft, draw);
    draft.maxBatchedTokens = draft.maxSequences + draw.whole(0, 30);
    draft.batching = 'orca';
  },
  sarathi: (draft, draw) => {
    formBatches(draft, draw);
    onRanks(draft, draw);
    draft.batching = 'sarathi';
  },
  'no-preemption': (draft, draw) => {
    formBatches(draft, draw);
    onRanks(draft, draw);
    draft.lags = draw.chance(0.2);
    draft.batching = draw.pick([null, null, 'prefill-first', 'sarathi']);
    draft.blocks = { preemption: 'none' };
  },
  'full-prompts': (draft, draw) => {
    // Long prompts in small chunks, and hardly any blocks.
    pressOnKv(draft, draw);
    onRanks(draft, draw);
    draft.prompt = [1, 160];
    draft.output = [1, 40];
    draft.maxBatchedTokens = draft.maxSequences + draw.whole(0, 16);
    draft.lags = draw.chance(0.2);
    draft.batching = draw.pick([null, null, 'prefill-first', 'sarathi']);
    draft.timeouts = draw.pick([0, 0.6]);
    draft.blocks = { reserveFullPrompt: true };
  },
  swap: (draft, draw) => {
    // Preempted sequences go to host memory and back, for little or much of a step's time, as far as there is room.
    pressOnKv(draft, draw);
    onRanks(draft, draw);
    draft.maxBatchedTokens = draft.maxSequences + draw.whole(0, 16);
    draft.lags = draw.chance(0.2);
    draft.batching = draw.pick([null, null, 'prefill-first', 'prefill-first', 'sarathi']);
    draft.timeouts = draw.pick([0, 0.6]);
    draft.blocks = { preemption: 'swap' };
  },
  hedges: (draft, draw) => {
    // Clients who do not wait long for a first token: copies queue, run, win, are preempted, and stop wherever they are.
    if (draw.chance(0.4)) pressOnKv(draft, draw);
    draft.hedges = 0.8;
    draft.replicas = draw.whole(2, 4);
    draft.poolsPerModel = draw.pick([1, 1, 2]);
    draft.scheduler = draw.pick(['fcfs', 'fcfs', 'priority', 'sjf']);
    draft.load = draw.real(0.5, 2.5);
    draft.timeouts = draw.pick([0, 0.6]);
    draft.retries = draw.pick([0, 0, 0.5]);
    if (draw.chance(0.3)) draft.apiSteps = [0.5, 5];
    draft.centralPlaces = draw.pick([0, 0, draw.whole(1, draft.maxSequences)]);
    draft.cut = 0.3;
  },
  adapters: (draft, draw) => {
    // Few slots for the adapters of three tenants of each workload, which load in little or much of a step's time.
    promptsOrLag(draft, draw);
    draft.scheduler = 'fcfs';
    draft.workloads = draw.pick([1, 2, 2]);
    draft.replicas = draw.whole(1, 2);
    draft.load = draw.real(0.5, 2.5);
    draft.adapters = {
      slots: draw.whole(1, 3),
      loadSteps: draw.pick([1 / 128, 0.125, 1, 8]),
      host: null,
    };
    draft.lags = draw.chance(0.2);
    draft.batching = draw.pick([null, null, 'prefill-first', 'sarathi', 'orca']);
    if (draft.batching !== 'orca') {
      draft.blocks = draw.pick([{}, {}, { preemption: 'swap' }, { reserveFullPrompt: true }]);
    }
    const host = { more: draw.whole(0, 2), readSteps: draw.pick([0.125, 1, 8]) };
    if (draw.chance(0.5)) draft.adapters = { ...draft.adapters, host };
  },
  schedulers: (draft, draw) => {
    draft.scheduler = draw.pick(['priority', 'sjf', 'edf', 'srpt', 'mlfq', 'vtc', 'weighted-fair']);
    draft.load = draw.real(0.6, 2.5);
    draft.kvSlack = draw.pick([draw.real(1, 2), draw.real(1, 8)]);
    draft.timeouts = draw.pick([0, 0.5]);
  },
} as const satisfies Record<string, Regime>;

export type RegimeName = keyof typeof regimes;
export const regimeNames = Object.keys(regimes) as RegimeName[];
