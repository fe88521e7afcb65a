import type { Seconds } from '../base/units.ts';
import type { PlatformName } from '../catalog/platforms.ts';
import type { ColdStartInput } from '../physics/cold-start.ts';
import type { AutoscalingSpec } from '../policy/autoscaling/port.ts';

/** How the replicas of a pool come and go; its `replicas` are those that are up when the run starts. */
export interface Autoscaling {
  readonly platform: PlatformName;
  readonly spec: Exclude<AutoscalingSpec, { policy: 'none' }>;
  readonly min: number;
  readonly max: number;
  readonly intervalSeconds: Seconds;
  /** Age of the metrics that the policy decides by. */
  readonly scrapeDelaySeconds: Seconds;
  readonly coldStart: ColdStartSpec;
  /** Whether chips of replicas that are down draw what idle ones do. */
  readonly whenDown: 'idle' | 'off';
}

export type ColdStartSpec =
  | { readonly kind: 'stated'; readonly seconds: Seconds }
  | {
      readonly kind: 'parts';
      /** Without the weights, which follow from the model and its layout. */
      readonly parts: Omit<ColdStartInput, 'weightBytes' | 'weightBytesPerChip'>;
      /** Coefficient of variation of the gamma law around the sum. */
      readonly cv: number;
    };
