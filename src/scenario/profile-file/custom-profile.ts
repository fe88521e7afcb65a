import { assert } from '../../base/assert.ts';
import { engineProfiles } from '../../catalog/index.ts';
import type { Dtype, Source, WeightFormat } from '../../physics/data-sheets.ts';
import type { CalibratedRange, EngineProfile } from '../../physics/engine-profile.ts';

/** Figures of an engine profile that a file may give, in the order in which they are shown. */
export const profileFigures = [
  'hostSecondsPerLayer',
  'hostSecondsPerStep',
  'hostSecondsPerSequence',
  'apiSeconds',
  'gemmEfficiency',
  'attentionEfficiency',
  'memoryEfficiency',
  'reserveBytes',
] as const satisfies readonly (keyof EngineProfile)[];
export type ProfileFigure = (typeof profileFigures)[number];

/** An engine profile of a file: a catalog profile with some figures of its own. Plain data. */
export interface CustomProfile {
  readonly name: string;
  /** Id of the catalog profile. */
  readonly base: string;
  readonly figures: Readonly<Partial<Record<ProfileFigure, number>>>;
  /** Of each figure above. */
  readonly sources: Readonly<Record<string, Source>>;
  /** What it was fitted to; null where the file does not say. */
  readonly calibrated: MeasuredRange | null;
}

/** Settings that measured rows covered: outside of them a profile extrapolates. Empty lists say nothing. */
export interface MeasuredRange {
  readonly rows: number;
  readonly accelerators: readonly string[];
  readonly models: readonly string[];
  readonly weights: readonly WeightFormat[];
  readonly kvCache: readonly Dtype[];
  readonly concurrency: Range | null;
  readonly promptTokens: Range | null;
  readonly contextTokens: Range | null;
}

export interface Range {
  readonly from: number;
  readonly to: number;
}

const catalog: Readonly<Record<string, EngineProfile>> = engineProfiles;

/** The profile of an engine that generates tokens: of the catalog, or of the file that it names, with its base's range where it states none. */
export function engineProfileOf(engine: {
  readonly profile: string;
  readonly customProfile?: CustomProfile;
}): EngineProfile {
  const { customProfile } = engine;
  const id = customProfile?.base ?? engine.profile;
  const base = Object.hasOwn(catalog, id) ? catalog[id] : undefined;
  assert(base !== undefined, `unknown engine profile ${id}`);
  if (customProfile === undefined) return base;
  const { name, figures, sources, calibrated } = customProfile;
  return {
    ...base,
    ...figures,
    id: name,
    name,
    sources: { ...base.sources, ...sources },
    ...(calibrated === null ? {} : { calibrated: rangeOf(calibrated) }),
  };
}

/** Measured rows say neither over how many chips nor of which kinds of models they speak for: no limit there. */
function rangeOf(measured: MeasuredRange): CalibratedRange {
  const { accelerators, weights, concurrency, contextTokens, promptTokens } = measured;
  return {
    chips: accelerators,
    weights,
    tensor: [],
    models: [],
    sequences: concurrency?.to ?? null,
    contextTokens: contextTokens?.to ?? null,
    promptTokens: promptTokens?.to ?? null,
    errors: {},
  };
}
