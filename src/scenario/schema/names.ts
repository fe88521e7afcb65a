import {
  accelerators,
  engineProfiles,
  fabrics,
  links,
  models,
  oneShotModels,
  oneShotProfiles,
} from '../../catalog/index.ts';
import { topologies } from '../../physics/fabric/topologies.ts';
import { oneShotKinds } from '../../physics/kinds/one-shot-facts.ts';
import { admissions } from '../../policy/admission/index.ts';
import { arrivals } from '../../policy/arrival/index.ts';
import { batchings } from '../../policy/batching/index.ts';
import { deferrals } from '../../policy/deferral/index.ts';
import { durations } from '../../policy/duration/index.ts';
import { lengths } from '../../policy/length/index.ts';
import { powerCaps } from '../../policy/power-cap/index.ts';
import { monitors } from '../../policy/rollout/index.ts';
import { routers } from '../../policy/routing/index.ts';
import { schedulers } from '../../policy/scheduling/index.ts';

import { traceFormats } from '../../trace/index.ts';

/** Keys of a registry, with their literal types. */
function names<T extends object>(registry: T): readonly (keyof T & string)[] {
  return Object.keys(registry) as (keyof T & string)[];
}

export const acceleratorNames: readonly string[] = Object.keys(accelerators);
export const modelNames: readonly string[] = [
  ...Object.keys(models),
  ...Object.keys(oneShotModels),
];
/** Networks between nodes. */
export const fabricNames = names(fabrics);
export const topologyNames = names(topologies);
export const linkNames: readonly string[] = Object.keys(links);
export const profileNames: readonly string[] = [
  ...new Set([...Object.keys(engineProfiles), ...Object.keys(oneShotProfiles)]),
];
/** Profiles of engines that generate tokens. */
export const decoderProfileNames: readonly string[] = Object.keys(engineProfiles);

/** Whether a reference to an engine profile is the path of a file. */
export const isProfileFile = (ref: string): boolean => /\.(ya?ml|json)$/.test(ref);

/** What a service does: it generates tokens, or answers in one shot. */
export const kindNames = ['generate', ...oneShotKinds] as const;

export const routerNames = names(routers);
export const powerCapNames = names(powerCaps);
export const deferralNames = names(deferrals);
export const schedulerNames = names(schedulers);
/** Of tokens, and of jobs that are answered in one shot. */
export const batchingNames = [...names(batchings), 'dynamic'] as const;
/** Monitors of a roll-out. */
export const monitorNames = names(monitors);
export const admissionNames = names(admissions);
export const lengthNames = names(lengths);
export const durationNames = names(durations);
/** Open processes of the registry, and those whose requests wait for others or were measured. */
export const arrivalNames = [
  ...names(arrivals),
  'single-stream',
  'multi-stream',
  'closed-loop',
  'sessions',
  'agentic',
  'servegen',
  'trace',
] as const;

/** Formats of trace files. */
export const traceFormatNames = names(traceFormats);

/** Chips of one node by template. Source: the vendor's HGX baseboards carry eight GPUs each. */
export const nodeTemplates = {
  none: null,
  'hgx-a100': 8,
  'hgx-h100': 8,
  'hgx-h200': 8,
  'hgx-b200': 8,
  // of these the chip says how many one scale-up domain has
  'gb200-nvl72': null,
  'pcie-server': null,
  jetson: null,
} as const satisfies Record<string, number | null>;
export const nodeTemplateNames = names(nodeTemplates);

/**
 * Names that users know, or that the documentation promises, and that this version does not have: refused by name
 * instead of as a typing mistake. A name leaves its list when the feature arrives.
 */
export const later = {
  arrivals: [],
  admissions: [],
  routers: [],
  schedulers: [],
  batchings: [],
  roles: [],
} as const;
