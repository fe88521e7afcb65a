import type { AdapterTotals, ResidencyTotals } from '../record/residency-totals.ts';
import type { Answer } from './answer-figures.ts';
import type { ClientFigures, Tasks } from './client-figures.ts';
import type { DeadlineFigures } from './deadline.ts';
import type { DeferralSummary } from './deferral.ts';
import type { FacilityFigures } from './facility-figures.ts';
import type { Availability, ClusterSummary, ScalingSummary } from './fleet-summary.ts';
import type { FloorFigures } from './floors.ts';
import type { HedgingSummary } from './hedging.ts';
import type { NetworkSummary } from './network.ts';
import type { PercentileBlock } from './percentiles.ts';
import type { PoolValidity } from './pool-validity.ts';
import type { PowerSummary } from './power.ts';
import type { PriceFigures } from './prices.ts';
import type { RolloutSummary } from './rollout.ts';
import type { SatisfactionFigures } from './satisfaction.ts';
import type { SiteFigures } from './sites.ts';
import type { StageFigures } from './stages.ts';
import type { ThinkingFigures } from './thinking.ts';
import type { ToolUse } from './tool-use.ts';
import type { Utilization } from './utilization.ts';

export type { Availability, ScalingSummary } from './fleet-summary.ts';

/** The document of `run --json`. A figure that was not computed is null, with the reason under `warnings`. */
export interface RunSummary extends ClassSummary {
  readonly scenario: string;
  readonly seed: string;
  readonly version: string;
  readonly scenarioHash: string;
  readonly status: RunStatus;
  /** Null unless overloaded. */
  readonly overload: Overload | null;
  readonly warnings: readonly string[];
  /** Pools that left what their engines' profiles were fitted on, and in what; empty where none did. */
  readonly validity: readonly PoolValidity[];
  readonly simulatedSeconds: number;
  readonly wallSeconds: number;
  readonly events: number;
  readonly energy: Energy;
  readonly utilization: Utilization;
  /** Absent where strategies use none. */
  readonly tools?: readonly ToolUse[];
  /** Absent where all replicas stand. */
  readonly scaling?: ScalingSummary;
  /** Absent where there is a place for every replica. */
  readonly cluster?: ClusterSummary;
  /** Absent where all models are there all the time. */
  readonly residency?: ResidencyTotals;
  /** Absent where tenants have no adapters of their own. */
  readonly adapters?: AdapterTotals;
  /** Absent where nothing befalls replicas. */
  readonly availability?: Availability;
  /** Absent where no power is budgeted. */
  readonly power?: PowerSummary;
  /** Absent where no topology of a fabric is stated. */
  readonly network?: NetworkSummary;
  /** Absent where figures end at the accelerators. */
  readonly facility?: FacilityFigures;
  /** By name of site; absent where all pools stand in one place. */
  readonly sites?: Readonly<Record<string, SiteFigures>>;
  /** Absent where no version replaces another. */
  readonly rollout?: RolloutSummary;
  /** Present where clients send requests once more. */
  readonly hedging?: HedgingSummary;
  /** Present where requests may wait for cleaner or cheaper power. */
  readonly deferral?: DeferralSummary;
  /** By name of workload. */
  readonly classes: Readonly<Record<string, ClassSummary>>;
  readonly answer: Answer;
}

export type RunStatus = 'completed' | 'overloaded' | 'interrupted';

export interface Overload {
  /** Arrivals per second, from the start of the run to the last arrival. */
  readonly offeredPerSecond: number | null;
  /** Completions per second over the second half of the arrivals, or over the whole run where that is more. */
  readonly sustainablePerSecond: number | null;
}

/** The blocks that a workload has as well as the whole run. */
export interface ClassSummary {
  readonly counts: Counts;
  readonly latency: Readonly<Record<LatencyName, PercentileBlock>>;
  readonly throughput: Throughput;
  readonly slo: Slo;
  readonly energy: ClassEnergy;
  readonly cost: Cost;
  readonly carbon: Carbon;
  readonly quality: Quality | null;
  readonly tails: Tails;
  /** Absent where users pay nothing. */
  readonly prices?: PriceFigures;
  /** Of sessions and agents' tasks; absent where requests belong to none. */
  readonly tasks?: Tasks;
  /** Of a workload with a hard deadline; absent without, and over several workloads. */
  readonly deadline?: DeadlineFigures;
  /** Of a workload whose strategy has several tiers or models; absent without, and over several workloads. */
  readonly stages?: readonly StageFigures[];
  /** Of a workload whose route promises shares of right answers, or tells high stakes apart; absent elsewhere. */
  readonly floors?: readonly FloorFigures[];
  /** Of clients who do more than wait for one answer; absent where none does. */
  readonly clients?: ClientFigures;
  /** Of sessions whose users may leave for how they were served; absent where none may. */
  readonly satisfaction?: SatisfactionFigures;
}

export type LatencyName =
  | 'ttftSeconds'
  | 'tpotSeconds'
  | 'itlSeconds'
  | 'e2eSeconds'
  | 'queueSeconds';

/** Over every arrival; the outcomes sum to `offered`. */
export interface Counts {
  readonly offered: number;
  readonly measured: number;
  readonly completed: number;
  readonly rejected: number;
  readonly shed: number;
  readonly expired: number;
  readonly cancelled: number;
  readonly failed: number;
  readonly inFlight: number;
}

/** Completions between the end of the warm-up and the end of the arrivals, per second of it. */
export interface Throughput {
  readonly requestsPerSecond: number | null;
  readonly promptTokensPerSecond: number | null;
  readonly outputTokensPerSecond: number | null;
  readonly outputTokensPerSecondPerAccelerator: number | null;
}

export interface Slo {
  /** Measured requests that met every target ÷ all measured. */
  readonly attainment: number | null;
  readonly goodputRequestsPerSecond: number | null;
}

export interface ClassEnergy {
  /**
   * Of the run: all accelerator joules of the window, idle included, ÷ measured completed requests (contract section 5).
   * Of a workload: what its measured completed requests own, times idleFactor, ÷ their number.
   */
  readonly joulesPerRequest: number | null;
  /** The same joules ÷ the output tokens of the same requests. */
  readonly joulesPerOutputToken: number | null;
}

export interface Energy extends ClassEnergy {
  /** Total ÷ attributed joules of the whole run: what a request's joules are to be multiplied by. */
  readonly idleFactor: number | null;
  /** All accelerators, over the window. */
  readonly acceleratorJoules: number;
  readonly itJoules: number | null;
  readonly facilityJoules: number | null;
  /** Of all accelerators together, over the window. */
  readonly acceleratorAverageWatts: number | null;
  readonly pue: number | null;
}

export interface Cost {
  readonly usdPerRequest: number | null;
  readonly usdPerMillionOutputTokens: number | null;
}

export interface Carbon {
  readonly gramsPerRequest: number | null;
}

/** Of the measured requests of workloads with a task. */
export interface Quality {
  /** Right answers ÷ measured requests, whatever became of these; with its interval at 95 %. */
  readonly accuracy: number | null;
  readonly accuracyInterval: readonly [number, number] | null;
  /** Prompt and output tokens of all calls. */
  readonly tokensPerRequest: number | null;
  readonly callsPerRequest: number | null;
  readonly tokensPerCorrectAnswer: number | null;
  readonly joulesPerCorrectAnswer: number | null;
  readonly usdPerCorrectAnswer: number | null;
  /** Latencies of all completed requests ÷ right answers: how long users wait for a right one. */
  readonly secondsPerCorrectAnswer: number | null;
  /** Shares of the completed requests: wrong and delivered with a confidence of a half or more; with any; right and held back. */
  readonly hallucinationRate: number | null;
  readonly escapedErrorRate: number | null;
  readonly falseRejectRate: number | null;
  /** Also of the completed: there is no answer, since maxTokens ended it before its end, or its text outgrew the context. */
  readonly cutOffRate: number | null;
  readonly outgrownRate: number | null;
  /** Of the delivered answers. */
  readonly calibrationError: number | null;
  /** Shares of tokens and of attributed joules that led to delivered answers, and that checked some; the rest is discarded. */
  readonly keptTokensShare: number | null;
  readonly verificationTokensShare: number | null;
  readonly keptJoulesShare: number | null;
  readonly verificationJoulesShare: number | null;
  /** Absent where no chain of thought is asked for a length. */
  readonly thinking?: ThinkingFigures;
}

/** Distributions over measured completed requests. */
export interface Tails {
  readonly requestUsd: PercentileBlock | null;
  /** Attributed accelerator joules, without idleFactor. */
  readonly requestJoules: PercentileBlock;
  /** Prompt and output tokens. */
  readonly requestTokens: PercentileBlock;
}
