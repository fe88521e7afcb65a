import type { Accelerator } from '../../physics/data-sheets.ts';
import { nvidiaHopper } from './nvidia-hopper.ts';

/** Every known chip, by id. */
export const accelerators = {
  ...nvidiaHopper,
} as const satisfies Readonly<Record<string, Accelerator>>;
