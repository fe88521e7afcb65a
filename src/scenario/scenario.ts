import type { Seconds } from '../base/units.ts';
import type { GraphChoice } from '../physics/cuda-graphs.ts';
import type { Accelerator, Dtype, ModelShape, WeightFormat } from '../physics/data-sheets.ts';
import type { PrefixSharing } from '../physics/engine-profile.ts';
import type { WithIdeal } from '../physics/ideal.ts';
import type { OneShotShape } from '../physics/kinds/one-shot-shape.ts';
import type { PowerSetting } from '../physics/power.ts';
import type { AdmissionSpec } from '../policy/admission/port.ts';
import type { ArrivalSpec } from '../policy/arrival/port.ts';
import type { BatchingName } from '../policy/batching/index.ts';
import type { SharedPrefix } from '../policy/content.ts';
import type { LengthSpec } from '../policy/length/port.ts';
import type { SchedulerName } from '../policy/scheduling/index.ts';
import type { Adapters } from './adapters.ts';
import type { AffineStepEnergy, AffineStepTime } from './affine-steps.ts';
import type { Autoscaling } from './autoscaling.ts';
import type { Billing } from './billing.ts';
import type { ClientBehaviour } from './clients.ts';
import type { ClosedLoop, QueryStream } from './closed-arrivals.ts';
import type { Cluster } from './cluster.ts';
import type { FabricSpec, ScaleOut } from './fabric.ts';
import type { FacilitySpec } from './facility.ts';
import type { FailureSpec } from './failures.ts';
import type { Fairness } from './fairness.ts';
import type { HostSpec } from './host.ts';
import type { WithImages } from './images.ts';
import type { KvTiersSpec } from './kv-tiers.ts';
import type { Ladder } from './ladder.ts';
import type { OneShotService } from './one-shot-service.ts';
import type { PoolBudget, PoolCooling, SharedBudget } from './power-budget.ts';
import type { CustomProfile } from './profile-file/custom-profile.ts';
import type { Residency } from './residency.ts';
import type { Role } from './role.ts';
import type { RolloutSpec } from './rollout.ts';
import type { Routing } from './routing.ts';
import type { Sharing } from './sharing.ts';
import type { SiteSpec } from './sites.ts';
import type { SpeculationSpec } from './speculation.ts';
import type { Agentic, ClientPools, Sessions } from './task-arrivals.ts';
import type { Thinking, WithTools } from './thinking.ts';
import type { TraceArrivals } from './trace-arrivals.ts';

export type { AffineStepEnergy, AffineStepTime } from './affine-steps.ts';
export type { ClosedLoop, QueryStream } from './closed-arrivals.ts';
export type { Fairness } from './fairness.ts';
export type { HostSpec, HostStage } from './host.ts';
export type { Routing } from './routing.ts';
export type * from './task-arrivals.ts';
export type { TraceArrivals } from './trace-arrivals.ts';

/**
 * A scenario after parsing: complete (every default filled in), checked, in SI units, in the file's order.
 * Nothing here is optional unless its absence means something. See contract section 1 for the file that it comes from.
 */
export interface Scenario extends WithTools {
  readonly name: string;
  readonly description: string;
  readonly seed: string;
  readonly horizon: Horizon;
  readonly workloads: readonly Workload[];
  readonly pools: readonly Pool[];
  readonly routing: Routing;
  readonly admission: AdmissionSpec;
  readonly outputs: Outputs;
  /** Nodes that replicas are placed on; absent where there is a place for every replica. */
  readonly cluster?: Cluster;
  /** What befalls replicas; absent where nothing does. */
  readonly failures?: readonly FailureSpec[];
  readonly rollout?: RolloutSpec;
  /** The building around all pools; absent where figures end at the accelerators, or sites have buildings of their own. */
  readonly facility?: FacilitySpec;
  /** Where pools stand, in order of name; absent where all stand in one place. */
  readonly sites?: readonly SiteSpec[];
  /** Power that pools share; absent where they share none. */
  readonly budgets?: readonly SharedBudget[];
  /** What transfers flow over; absent where each has the adapters at its ends to itself. */
  readonly fabric?: FabricSpec;
}

export interface Horizon {
  /** Arrivals stop after `requests` (all workloads together), at `seconds`, or with the traces. */
  readonly end:
    | { readonly kind: 'requests'; readonly requests: number }
    | { readonly kind: 'duration'; readonly seconds: Seconds }
    | { readonly kind: 'trace' };
  /** Arrivals that are not measured: a share of them, a count, all before an instant, or as many as MSER-5 finds. */
  readonly warmup:
    | { readonly kind: 'share'; readonly share: number }
    | { readonly kind: 'count'; readonly count: number }
    | { readonly kind: 'time'; readonly seconds: Seconds }
    | { readonly kind: 'mser-5' };
  /** How long the run may go on after the end of the arrivals; Infinity = until empty. */
  readonly drainSeconds: Seconds;
}

export interface Workload extends ClientBehaviour, Thinking, WithImages {
  readonly name: string;
  readonly model: string;
  readonly arrivals:
    | ArrivalSpec
    | TraceArrivals
    | ClosedLoop
    | QueryStream
    | Sessions
    | Agentic
    | ClientPools;
  /** Where its clients are; absent where no site is far from any. */
  readonly region?: string;
  /** Null where a trace brings the lengths; without the tokens of images. */
  readonly promptTokens: LengthSpec | null;
  readonly outputTokens: LengthSpec | null;
  /** What the client asks for at most; null with a trace that brings lengths: then the trace's maximum. */
  readonly maxTokens: number | null;
  readonly priority: number;
  readonly tenants: { readonly count: number; readonly skew: number };
  /** Infinity where there is none. */
  readonly timeout: { readonly totalSeconds: Seconds; readonly firstTokenSeconds: Seconds };
  /** Present where prompts of one group begin with the same tokens. */
  readonly prefix?: SharedPrefix;
  /** Infinity where there is no target. */
  readonly slo: {
    readonly ttftSeconds: Seconds;
    readonly tpotSeconds: Seconds;
    /** No later than the deadline, where there is one. */
    readonly e2eSeconds: Seconds;
    /** Present where an answer that comes later than that is worth nothing. */
    readonly deadlineSeconds?: Seconds;
    readonly attainment: number;
  };
  /** Present where less is done when the deadline is missed. */
  readonly ladder?: Ladder;
}

/** `ideal` is the scenario's, the same for all its pools. */
export interface Pool extends WithIdeal {
  readonly name: string;
  readonly accelerator: Accelerator;
  /** With autoscaling, those that are up when the run starts. */
  readonly replicas: number;
  /** Present where replicas come and go. */
  readonly autoscaling?: Autoscaling;
  /** Present where somebody rents the accelerators. */
  readonly billing?: Billing;
  /** Present where the pool does not do all that its model takes. */
  readonly role?: Role;
  /** Each replica holds all of them, each with an engine of its own. */
  readonly serves: readonly ServedModel[];
  /** Present where replicas hold only some of them at a time. */
  readonly residency?: Residency;
  /** Present where each of its models has a process of its own, all of which use the chip at the same time. */
  readonly sharing?: Sharing;
  /** Present where each tenant has an adapter of its own. */
  readonly adapters?: Adapters;
  /** Of one model's view of a pool (served-models.ts): the others that the same chips hold. Absent in a scenario. */
  readonly beside?: readonly ModelShape[];
  readonly parallelism: Parallelism;
  readonly precision: {
    readonly weights: WeightFormat;
    readonly activations: Dtype;
    readonly kvCache: Dtype;
  };
  readonly engine: EngineSpec;
  readonly acceleratorsPerNode: number;
  /** Present where a replica needs more than one node. */
  readonly scaleOut?: ScaleOut;
  /** CPU cores of its node that a replica takes in a cluster; absent where that is not said. */
  readonly coresPerReplica?: number;
  /** Cap and locked clock of the boards; absent where neither changes anything. */
  readonly power?: PowerSetting;
  /** Present where the heat of its chips is followed. */
  readonly cooling?: PoolCooling;
  /** What groups of its replicas may draw together; absent where nobody holds them to anything. */
  readonly powerBudget?: PoolBudget;
  /** Work of CPUs on its requests; absent where there is none. */
  readonly host?: HostSpec;
  /** Present where the model answers in one shot. */
  readonly oneShot?: OneShotService;
}

/** Accelerators per replica = tensor × pipeline × data; experts re-use them. */
export interface Parallelism {
  readonly tensor: number;
  readonly pipeline: number;
  /** Ranks of one engine with attention, batch and KV cache of their own; every limit of the engine is per rank. */
  readonly data: number;
  /** Groups of chips that the experts are spread over; divides tensor × data. */
  readonly expert: number;
}

export interface ServedModel {
  /** The reference that workloads use: a catalog id, the path of a config.json or a GGUF file as written, or a variant's name. */
  readonly ref: string;
  readonly shape: ModelShape | OneShotShape;
  /** Present where the model was made from another. */
  readonly variant?: ServedVariant;
}

/** What a served model was made from; its shape says how it differs. */
export interface ServedVariant {
  readonly base: string;
  /** What that changed of the base's ability, for models of quality; time does not depend on it. */
  readonly abilityShift: number;
}

export interface EngineSpec {
  readonly profile: string;
  /** Present where `profile` is the path of a file: what stands in it. */
  readonly customProfile?: CustomProfile;
  readonly scheduler: SchedulerName;
  /** Present where the scheduler shares by tenant or workload. */
  readonly fairness?: Fairness;
  /** Longest prompt of each level but the last; present with mlfq. */
  readonly levels?: readonly number[];
  /** Error of the length predictor that some schedulers use: coefficient of variation of guess ÷ truth; 0 = an oracle. */
  readonly lengthPredictorCv: number;
  readonly maxSequences: number;
  readonly maxBatchedTokens: number;
  readonly blockTokens: number;
  /** Null = auto: what fits in the chips' memory. */
  readonly kvBlocks: number | null;
  /** Present where there is no cache; then kvBlocks are places of tokens in a step, and blockTokens is 1. */
  readonly kvCache?: false;
  /** Present where full blocks are kept under the text that they hold, and found by prompts that begin alike. */
  readonly prefixCache?: true;
  /** Present with a prefix cache whose blocks are not found as soon as they are scheduled. */
  readonly prefixSharing?: Exclude<PrefixSharing, 'scheduled'>;
  /** Present where steps verify drafted tokens. */
  readonly speculation?: SpeculationSpec;
  /** How batches form; absent where continuously. */
  readonly batching?: Exclude<BatchingName, 'continuous'>;
  /** Present where nobody is preempted to be recomputed: `swap`, where there is room for it. */
  readonly preemption?: 'none' | 'swap';
  /** Present where blocks of the prefix cache are kept outside the chips, too. */
  readonly kvTiers?: KvTiersSpec;
  /** With preemption swap: host memory, and what its link carries each way, per chip. */
  readonly swap?: { readonly spaceBytes: number; readonly bytesPerSecond: number };
  /** Present where all of a prompt needs blocks before it is admitted. */
  readonly reserveFullPrompt?: true;
  /** Present where a step is planned while the one before it runs. */
  readonly asyncScheduling?: true;
  /** Present where the pool says how steps are launched; else the profile does. */
  readonly cudaGraphs?: GraphChoice;
  readonly memoryUtilization: number;
  readonly stepping: 'stretched' | 'stepwise';
  /** Null = physics. */
  readonly stepTime: AffineStepTime | null;
  readonly stepEnergy: AffineStepEnergy | null;
}

export interface Outputs {
  readonly requests: 'all' | 'none';
  readonly percentiles: 'exact' | 'sketch' | 'auto';
  /** Null = no time series. */
  readonly timeseriesSeconds: Seconds | null;
  /** Rows of the calls that strategies make; absent without. */
  readonly calls?: true;
}

/** A default that was filled in, for `explain` and the manifest. */
export interface DefaultUsed {
  /** As `--set` would name it: `pools[h100].engine.maxSequences`. */
  readonly path: string;
  readonly value: unknown;
}
