import type { ImageSize } from '../physics/vision-encoder.ts';
import type { LengthSpec } from '../policy/length/port.ts';

/** Images that a workload's prompts bring. */
export interface Images {
  readonly perRequest: LengthSpec;
  /** Of one of them, as the workload's model cuts it. */
  readonly size: ImageSize;
}

/** Of a workload. */
export interface WithImages {
  /** Present where prompts have images. */
  readonly images?: Images;
}
