import type { Bytes, Seconds } from '../base/units.ts';
import type { GraphCapture } from './cuda-graphs.ts';
import type { KernelLibrary, Source, WeightFormat } from './data-sheets.ts';

/** A respect in which a run may leave what its profile was fitted on. */
export type CalibratedUse =
  | 'chip'
  | 'weights'
  | 'tensor'
  | 'model'
  | 'sequences'
  | 'contextTokens'
  | 'promptTokens';

/** What a profile was fitted on; an empty list says nothing. Errors elsewhere are another matter than those that its sources state. */
export interface CalibratedRange {
  /** Ids of accelerators. */
  readonly chips: readonly string[];
  readonly weights: readonly WeightFormat[];
  /** Chips that share a layer (of one shot: an item). */
  readonly tensor: readonly number[];
  readonly models: readonly (
    | 'dense'
    | 'experts'
    | 'diffusion'
    | 'encoder'
    | 'residual-network'
    | 'detector'
    | 'table-ranker'
    | 'transcriber'
  )[];
  /** Largest batch, longest sequence and prompt; null where there is none, or nobody knows. */
  readonly sequences: number | null;
  readonly contextTokens: number | null;
  readonly promptTokens: number | null;
  /** What is known of errors outside, where something is. */
  readonly errors: Readonly<Partial<Record<CalibratedUse, string>>>;
}

/**
 * From when on others find the blocks of a prompt that is computed with a prefix cache: as soon as its step is planned, so
 * that prompts of one step share; once its step has ended, so that each of them computes its own; or then, too, but whoever
 * would compute the same block waits for it.
 */
export type PrefixSharing = 'scheduled' | 'computed' | 'awaited';

/** How much work the serving engine's host side adds, and what memory it keeps for itself. */
export interface EngineProfile {
  readonly id: string;
  readonly name: string;
  /** Host work per layer and step that overlaps with the chip: step ≥ layers × this. */
  readonly hostSecondsPerLayer: Seconds;
  /** Host work per step that does not overlap. */
  readonly hostSecondsPerStep: Seconds;
  /** Host work per scheduled sequence that does not overlap. */
  readonly hostSecondsPerSequence: Seconds;
  /** As hostSecondsPerLayer, of steps that are launched kernel by kernel; absent: no more than with graphs. */
  readonly eagerSecondsPerLayer?: Seconds;
  /** What a layer with experts takes beyond that, where routing is launched in pieces; absent: nothing. */
  readonly eagerSecondsPerExpertLayer?: Seconds;
  /** Steps that are launched as CUDA graphs; absent where nothing is known of it. */
  readonly graphs?: GraphCapture;
  /** How batches form where a pool does not say; absent: prompts and decoding sequences in one step. */
  readonly batching?: 'prefill-first';
  /** Whether the next step is planned while one runs, where a pool does not say; its figures then are those of that. */
  readonly asyncScheduling?: boolean;
  /** From when on a prompt's blocks are shared, where a pool does not say; absent: as soon as they are scheduled. */
  readonly prefixSharing?: PrefixSharing;
  /** From a request's arrival until the scheduler has it: HTTP, tokenisation, hand-over between processes. */
  readonly apiSeconds: Seconds;
  /** Memory per chip kept for the context, graphs and fragmentation. */
  readonly reserveBytes: Bytes;
  /** How chips exchange: the engine's own kernels for small all-reduces, or the vendor's library for all. */
  readonly collectives: 'custom' | 'library';
  /** Kernels as measured; the three efficiencies are then shares of what these reach. Without them, of the chip. */
  readonly kernels?: KernelLibrary;
  /** Share of the chip's peak FLOP/s (or of measured kernels) that large GEMMs reach, ≤ 1. */
  readonly gemmEfficiency: number;
  /** Share of peak FLOP/s of prefill attention, ≤ 1. */
  readonly attentionEfficiency: number;
  /** Share of the memory bandwidth that streams reach, ≤ 1. */
  readonly memoryEfficiency: number;
  /** Absent where nothing was fitted. */
  readonly calibrated?: CalibratedRange;
  readonly sources: Readonly<Record<string, Source>>;
}
