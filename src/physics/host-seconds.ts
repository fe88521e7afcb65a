import type { Seconds } from '../base/units.ts';
import type { RooflineInput } from './operator.ts';

/** The host's work: per layer launched in graphs and kernel by kernel, per step and per sequence. */
export interface HostSeconds {
  readonly layer: Seconds;
  readonly eager: Seconds;
  readonly step: Seconds;
  readonly sequence: Seconds;
  /** Whether the last two are done for the next step while the chip runs this one. */
  readonly hidden: boolean;
}

/** Launching kernel by kernel is never quicker than launching graphs. */
export function hostSeconds({ profile, hidesHost }: RooflineInput): HostSeconds {
  const { hostSecondsPerLayer, eagerSecondsPerLayer = 0 } = profile;
  return {
    layer: hostSecondsPerLayer,
    eager: Math.max(hostSecondsPerLayer, eagerSecondsPerLayer),
    step: profile.hostSecondsPerStep,
    sequence: profile.hostSecondsPerSequence,
    hidden: hidesHost === true,
  };
}
