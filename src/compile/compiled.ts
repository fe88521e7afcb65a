import type { Accelerator } from '../physics/data-sheets.ts';
import type { AdmissionSpec } from '../policy/admission/port.ts';
import type { ArrivalSpec } from '../policy/arrival/port.ts';
import type { AutoscalingSpec } from '../policy/autoscaling/port.ts';
import type { SharedPrefix } from '../policy/content.ts';
import type { LengthSpec } from '../policy/length/port.ts';
import type { NodeCapacity, PlaceRequest } from '../policy/placement/cluster-nodes.ts';
import type { PlacementName } from '../policy/placement/index.ts';
import type { Billing } from '../scenario/billing.ts';
import type { ClientBehaviour } from '../scenario/clients.ts';
import type { FailureSpec } from '../scenario/failures.ts';
import type { TierName } from '../scenario/kv-tiers.ts';
import type { Role } from '../scenario/role.ts';
import type { RolloutPlan } from '../scenario/rollout.ts';
import type {
  Agentic,
  ClientPools,
  ClosedLoop,
  EngineSpec,
  HostStage,
  Outputs,
  QueryStream,
  Routing,
  Sessions,
  Workload,
} from '../scenario/scenario.ts';
import type { CompiledAdapters } from './adapters.ts';
import type { CompiledCooling } from './chip-cooling.ts';
import type { CompiledThinking, WithTools } from './compile-thinking.ts';
import type { CompiledOutage } from './cooling-outage.ts';
import type { DecodingSpec } from './decoding-spec.ts';
import type { CompiledFabric } from './fabric.ts';
import type { CompiledFacility } from './facility.ts';
import type { CompiledImages } from './images.ts';
import type { CompiledLadder, WithRungs } from './ladder.ts';
import type { CompiledBudget } from './power-budgets.ts';
import type { CompiledRackAir } from './rack-air.ts';
import type { CompiledResidency } from './residency.ts';
import type { CompiledSharing } from './sharing.ts';
import type { CompiledSites } from './sites.ts';
import type { StepSpec } from './step-spec.ts';
import type { CompiledSwap } from './swap.ts';

export type { DecodingSpec, DraftSpec } from './decoding-spec.ts';
export type { StepSpec } from './step-spec.ts';

/** A scenario as the engine runs it: names are integers, lists in order of name, all plain data for structured clone. */
export interface CompiledScenario extends WithTools {
  readonly name: string;
  readonly seed: string;
  readonly horizon: CompiledHorizon;
  readonly workloads: readonly CompiledWorkload[];
  readonly pools: readonly CompiledPool[];
  /** One per served model: the replicas that its requests may go to. */
  readonly groups: readonly CompiledGroup[];
  readonly routing: Routing;
  readonly admission: AdmissionSpec;
  readonly outputs: Outputs;
  /** Power that groups of replicas may draw together; absent where nobody holds any. */
  readonly budgets?: readonly CompiledBudget[];
  /** Nodes that replicas are placed on; absent where there is a place for every replica. */
  readonly cluster?: CompiledCluster;
  /** What befalls replicas; absent where nothing does. */
  readonly failures?: readonly CompiledFailure[];
  /** The buildings around the pools; absent where figures end at the accelerators. */
  readonly facility?: CompiledFacility;
  /** What racks breathe in again; absent where nobody follows it. */
  readonly rackAir?: readonly CompiledRackAir[];
  /** Where pools stand; absent where all stand in one place. */
  readonly sites?: CompiledSites;
  readonly fabric?: CompiledFabric;
  /** One pool or strategy that takes over from another; absent where none does. */
  readonly rollout?: CompiledRollout;
}

/** A roll-out whose versions are numbers: of two pools, or of the strategies of a workload. */
export type CompiledRollout = RolloutPlan &
  ({ readonly pools: Versions; readonly groups: Versions } | { readonly workload: number });

export interface Versions {
  readonly stable: number;
  readonly candidate: number;
}

/** Nodes, and who gets them; everything by number of pool. */
export interface CompiledCluster {
  readonly nodes: readonly NodeCapacity[];
  readonly placement: PlacementName;
  readonly quotas: readonly { readonly pools: readonly number[]; readonly accelerators: number }[];
  /** Pools, the first served first. */
  readonly order: readonly number[];
  /** Who is drained for whom: a pool for those of a lower class. */
  readonly classes: readonly number[];
  readonly drains: boolean;
  /** What a replica needs, and the container image that its nodes must have. */
  readonly requests: readonly PlaceRequest[];
  readonly images: readonly string[];
}

/** What happens to the units of one kind of one pool. */
export interface CompiledFailure extends Omit<FailureSpec, 'pool' | 'cooled'> {
  /** Present for the kind cooling. */
  readonly cooled?: CompiledOutage;
  /** The replicas (over all pools) that each unit takes with it. */
  readonly units: readonly (readonly number[])[];
  /** By unit, the nodes that it consists of, on which pools that scale may stand; their replicas are not among `units`. */
  readonly nodes?: readonly (readonly number[])[];
}

export interface CompiledHorizon {
  /** Arrivals stop after this many, all workloads together; Infinity without a limit. */
  readonly maxRequests: number;
  /** Arrivals stop at this instant; Infinity without a limit. Where both are Infinity, the traces end the arrivals. */
  readonly durationSeconds: number;
  /**
   * Requests before this position in order of arrival, or before this instant, are not measured. Both 0 where the
   * scenario leaves it to a method, until pilot runs have decided (run/warm-up.ts).
   */
  readonly warmupRequests: number;
  readonly warmupSeconds: number;
  readonly drainSeconds: number;
}

export interface CompiledWorkload extends ClientBehaviour, CompiledThinking, CompiledImages {
  readonly name: string;
  readonly group: number;
  readonly arrivals:
    | ArrivalSpec
    | ClosedLoop
    | QueryStream
    | Sessions
    | Agentic
    | ClientPools
    | { readonly process: 'trace'; readonly lengths: 'trace' | 'distribution' };
  readonly promptTokens: LengthSpec | null;
  readonly outputTokens: LengthSpec | null;
  readonly maxTokens: number;
  readonly priority: number;
  readonly tenants: Workload['tenants'];
  /** Present where prompts of one group begin alike; its texts are those of workload `place` of `of`. */
  readonly prefix?: SharedPrefix & { readonly place: number; readonly of: number };
  readonly timeout: Workload['timeout'];
  readonly slo: Workload['slo'];
  /** Present where less is done when the deadline is missed. */
  readonly ladder?: CompiledLadder;
}

export interface CompiledGroup {
  readonly model: string;
  /** Replica numbers (over all pools) that serve the model, ascending. */
  readonly replicas: readonly number[];
  /** Where the replicas compute prompts alone: what becomes of a prompt that is computed. */
  readonly handOff?: HandOffSpec;
  /** Where the replicas encode images: whose prompts these are of, and what of each image moves there. */
  readonly embeddings?: { readonly group: number; readonly bytesPerImage: number };
}

/** Disaggregated serving: prompts are computed here, answers are decoded elsewhere. */
export interface HandOffSpec {
  /** The group whose replicas decode. */
  readonly group: number;
  /** Shorter prompts stay whole with the replicas that decode; 0 = none do, Infinity = all. */
  readonly leastPromptTokens: number;
  /** What moves: keys and values of each prompt token, and states of recurrent layers. */
  readonly bytesPerToken: number;
  readonly bytesPerSequence: number;
  /** Layers whose keys and values leave while later ones compute; 1 = all leave together at the end of the prompt. */
  readonly streamedLayers: number;
}

export interface CompiledPool extends WithRungs {
  readonly name: string;
  /** Of its first model. */
  readonly group: number;
  /**
   * Present where a replica holds several models: an engine for each, in order of groups, as if it had the chips and all
   * of the memory for KV blocks to itself, its model in its name. What else stands here is the first one's.
   */
  readonly engines?: readonly CompiledPool[];
  /** Present where replicas hold only some of their models at a time. */
  readonly residency?: CompiledResidency;
  /** Present where each of its engines is a process of its own; of one of them, what it has of the chip. */
  readonly sharing?: CompiledSharing;
  /** Present where each tenant has an adapter of its own. */
  readonly adapters?: CompiledAdapters;
  /** Number of its first replica over all pools. */
  readonly firstReplica: number;
  /** All that are laid out: with scaling, the most that there can be. */
  readonly replicas: number;
  /** Present where replicas come and go. */
  readonly scaling?: CompiledScaling;
  /** Present where the accelerators are rented. */
  readonly billing?: CompiledBilling;
  readonly engine: EngineSpec;
  readonly accelerator: Accelerator;
  readonly acceleratorsPerReplica: number;
  /** Ranks of a replica with a batch and a cache each, which step together; limits of the engine are of one rank. */
  readonly dataRanks: number;
  /** KV blocks of one data rank: the pool that its sequences share. */
  readonly kvBlocks: number;
  /** Of them, what a sequence holds for its state in recurrent layers, whatever its tokens. */
  readonly stateBlocks: number;
  /** Present where blocks of the prefix cache are kept outside the chips, too. */
  readonly tiers?: CompiledTiers;
  /** Present where preempted sequences are copied to host memory. */
  readonly swap?: CompiledSwap;
  /** Longest sequence that the model's positions allow. */
  readonly contextTokens: number;
  /** How long the first request that waits lets an idle replica wait for others; 0 but for dynamic batching. */
  readonly batchDelaySeconds: number;
  /** Batches that an idle replica starts with, as soon as so many requests wait; smallest first. */
  readonly preferredBatchSizes: readonly number[];
  readonly idleWatts: number;
  /** Board limit, or the cap below it, × chips of one replica. */
  readonly limitWatts: number;
  /** Present where somebody asks how hot its chips get. */
  readonly cooling?: CompiledCooling;
  readonly peakFlops: number;
  readonly peakBytesPerSecond: number;
  /** From a request's arrival at the engine until its scheduler has it. */
  readonly apiSeconds: number;
  /** Present where the pool computes prompts alone, or goes on from prompts that others have computed. */
  readonly role?: Role;
  /** What the adapters of one replica carry to another replica, and after which delay; absent where nothing moves. */
  readonly network?: { readonly bytesPerSecond: number; readonly latencySeconds: number };
  readonly step: StepSpec;
  /** Work of CPUs on its requests; absent where there is none. */
  readonly host?: CompiledHost;
  /** How decoding sequences get on; absent where each takes one token per step beside its cache. */
  readonly decoding?: DecodingSpec;
}

/** What lies below the prefix cache of a replica, the fastest first, and the fewest tokens that are read from there. */
export interface CompiledTiers {
  readonly tiers: readonly CompiledTier[];
  readonly leastTokens: number;
}

/** Of one replica, or, where it is shared, of all replicas of the pool; bandwidth and latency are one replica's. */
export interface CompiledTier {
  readonly tier: TierName;
  readonly blocks: number;
  readonly secondsPerBlock: number;
  readonly latencySeconds: number;
  readonly shared: boolean;
}

export type CompiledHostStage = HostStage;

/** The CPUs beside a pool's accelerators, and what they do for each request. */
export interface CompiledHost {
  /** Nodes of accelerators: the first serves the first replicas. */
  readonly nodes: number;
  readonly replicasPerNode: number;
  readonly coresPerNode: number;
  /** CPU nodes that take work off them, with a common queue. */
  readonly offload: { readonly nodes: number; readonly cores: number } | null;
  /** In order: before a replica's scheduler has a request, and after its last token. */
  readonly before: readonly CompiledHostStage[];
  readonly after: readonly CompiledHostStage[];
}

/** What the accelerators of a replica cost. */
export interface CompiledBilling
  extends Pick<Billing, 'billed' | 'incrementSeconds' | 'minimumSeconds'> {
  readonly usdPerReplicaSecond: number;
}

/** How the replicas of a pool come and go. */
export interface CompiledScaling {
  readonly spec: AutoscalingSpec;
  readonly min: number;
  readonly max: number;
  /** Up when the run starts. */
  readonly initial: number;
  readonly intervalSeconds: number;
  readonly scrapeDelaySeconds: number;
  /** Mean of a start, and the coefficient of variation of its gamma law. */
  readonly startSeconds: number;
  readonly startCv: number;
  /** In a cluster, the part of it in which nodes fetch the image; absent without. */
  readonly imageSeconds?: number;
  /** Whether a replica that is down draws what an idle one does. */
  readonly idlesWhenDown: boolean;
}
