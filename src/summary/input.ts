import type { PricedStep } from '../physics/validity.ts';
import type { ClassSamples } from '../record/class-samples.ts';
import type { LatencyPartsByE2e } from '../record/latency-parts.ts';
import type { RunTotals } from '../record/totals.ts';
import type { TokenPrices } from '../scenario/prices.ts';
import type { SummarizedFacility } from './facility-figures.ts';
import type { SummarizedFloors } from './floors.ts';
import type { SummarizedLadder } from './ladder.ts';

/** What a summary must know of a compiled scenario (compile/ has this folder's rank); CompiledScenario fits. */
export interface SummarizedScenario {
  readonly name: string;
  readonly seed: string;
  readonly failures?: readonly {
    readonly kind: string;
    /** With `atSeconds` where it is to happen once. */
    readonly when: object;
  }[];
  /** Present where transfers flow over a topology, whose cables may fail likewise. */
  readonly fabric?: { readonly failures: readonly { readonly when: object }[] };
  readonly workloads: readonly {
    readonly name: string;
    readonly group: number;
    /** Present where clients send requests once more. */
    readonly hedge?: object;
    readonly strategy?: {
      readonly stages?: readonly string[];
      /** Of a route what it promises. */
      readonly spec?: SummarizedFloors & { readonly kind: string };
      readonly tiers: readonly { readonly group: number | null }[];
    };
    readonly price?: TokenPrices;
    /** Present where requests are routed between models by difficulty; tiers are those of `models`. */
    readonly routes?: {
      readonly models: readonly string[];
      readonly tiers: readonly { readonly group: number | null }[];
    };
    readonly ladder?: SummarizedLadder;
    /** Infinity where there is no target. */
    readonly slo: {
      readonly ttftSeconds: number;
      readonly tpotSeconds: number;
      readonly e2eSeconds: number;
      readonly deadlineSeconds?: number;
      readonly attainment: number;
    };
  }[];
  /** Present where pools stand in several places. */
  readonly sites?: { readonly names: readonly string[] };
  /** Present where figures go beyond the accelerators. */
  readonly facility?: SummarizedFacility;
  readonly pools: readonly {
    readonly group: number;
    readonly replicas: number;
    readonly dataRanks: number;
    readonly engine: {
      readonly maxSequences: number;
      readonly maxBatchedTokens: number;
      readonly prefixCache?: true;
    };
    readonly tiers?: object;
    readonly name: string;
    readonly step: PricedStep;
    /** Present where replicas hold several models: an engine for each. */
    readonly engines?: readonly {
      readonly name: string;
      readonly group: number;
      readonly step: PricedStep;
    }[];
    readonly decoding?: { readonly kind: 'recompute' | 'speculation' };
  }[];
  /** Absent: nobody is refused. */
  readonly admission?: { readonly policy: string };
  /** Where prompts are computed apart, the group that decodes them. */
  readonly groups: readonly { readonly handOff?: { readonly group: number } }[];
}

/** What a run's recorder has collected; MetricsRecorder fits. */
export interface CollectedMetrics {
  readonly workloads: readonly ClassSamples[];
  readonly all: ClassSamples;
  /** By site, in their order; where they are not told apart, absent or empty. */
  readonly sites?: readonly ClassSamples[];
  readonly parts: Pick<LatencyPartsByE2e, 'slowest'>;
}

export interface SummaryInput {
  readonly compiled: SummarizedScenario;
  readonly totals: RunTotals;
  readonly metrics: CollectedMetrics;
  readonly version: string;
  readonly scenarioHash: string;
  readonly wallSeconds: number;
  /** The run was stopped before its end. */
  readonly interrupted: boolean;
  /** What the layers before had to say; the summary's own come after. */
  readonly warnings: readonly string[];
}
