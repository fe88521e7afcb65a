import type { Bytes, Seconds } from '../../base/units.ts';
import type { Source } from '../data-sheets.ts';
import type { CalibratedRange } from '../engine-profile.ts';

/** How near an engine for models of one shot comes to the data sheet, and how much it adds. All shares but that of passes are ≤ 1. */
export interface OneShotProfile {
  readonly id: string;
  readonly name: string;
  /** Share of the peak of 16 and 32 bits that large products reach; narrower formats lose more (operator.ts). */
  readonly productEfficiency: number;
  readonly convolutionEfficiency: number;
  readonly attentionEfficiency: number;
  /** What is left of these three on chips of 2024 and later. */
  readonly newerChipShare: number;
  readonly memoryEfficiency: number;
  /** Share of the bandwidth that rows of a few hundred bytes reach, read wherever they lie. */
  readonly gatherEfficiency: number;
  /** An operator costs as if it wrote so many values more: with as many it keeps half of the chip's units busy. */
  readonly fillValues: number;
  /**
   * Passes over memory that the engine makes for each that is listed (part.ts): below 1 where it fuses them into the operators
   * beside them, above 1 where it casts to 32 bits and back, or copies.
   */
  readonly passShare: number;
  /** Host work per operator, overlapping with the chip. */
  readonly launchSeconds: Seconds;
  /** Host work per batch and per item, with the chip idle. */
  readonly hostSecondsPerBatch: Seconds;
  readonly hostSecondsPerItem: Seconds;
  /** Work to take in one neighbour's keys and values in a ring, beside their transfer. */
  readonly ringSeconds: Seconds;
  /** Passes over the token stream that one layer's exchange between chips adds: packing, unpacking, merging. */
  readonly exchangePasses: number;
  readonly reserveBytes: Bytes;
  /** Of the board's power above idle: what a chip draws that waits for its host, a link or another chip. */
  readonly waitShare: number;
  /** The same while kernels run, beside what multipliers and memory take; absent: as the chip's when awake. */
  readonly kernelShare?: number;
  /** Absent where nothing was fitted. */
  readonly calibrated?: CalibratedRange;
  readonly sources: Readonly<Record<string, Source>>;
}
