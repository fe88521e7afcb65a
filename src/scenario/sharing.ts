import type { Seconds } from '../base/units.ts';

/** What one process has of a chip that it shares. */
export interface SharingClient {
  /** As the pool serves it. */
  readonly model: string;
  /** Share of the chip's memory that its engine takes, weights included. */
  readonly memoryUtilization: number;
}

/** How the processes of a pool's models, one each, share the chip of a replica. */
export type Sharing =
  | {
      readonly kind: 'time-slicing';
      readonly sliceSeconds: Seconds;
      /** What it takes the chip to change from one process to another. */
      readonly switchSeconds: Seconds;
      readonly clients: readonly SharingClient[];
    }
  | {
      readonly kind: 'mps';
      readonly clients: readonly (SharingClient & {
        /** Share of the chip's processors that its kernels may use; 1 = all. */
        readonly threadShare: number;
      })[];
    };
