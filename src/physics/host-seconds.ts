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

/** Launching kernel by kernel is never quicker than launching graphs; per layer in the mean over those with experts and without. */
export function hostSeconds(input: RooflineInput): HostSeconds {
  const { profile, hidesHost } = input;
  const { hostSecondsPerLayer, eagerSecondsPerLayer = 0, eagerSecondsPerExpertLayer = 0 } = profile;
  const eager = eagerSecondsPerLayer + routedShare(input) * eagerSecondsPerExpertLayer;
  return {
    layer: hostSecondsPerLayer,
    eager: Math.max(hostSecondsPerLayer, eager),
    step: profile.hostSecondsPerStep,
    sequence: profile.hostSecondsPerSequence,
    hidden: hidesHost === true,
  };
}

/** Share of the layers whose experts are reached by kernels for each step of routing: none where one kernel does it all. */
function routedShare({ model, profile, accelerator, weights }: RooflineInput): number {
  const { moe, layers } = model;
  if (moe === undefined) return 0;
  const { kernels } = profile;
  const { fit } = kernels?.chips[accelerator.id] ?? kernels?.otherwise ?? {};
  const widened = weights === 'fp8-block' ? undefined : fit?.expertsWidened[weights];
  const routesInside = widened?.launchSeconds !== undefined;
  return routesInside ? 0 : (layers - moe.denseLayers) / layers;
}
