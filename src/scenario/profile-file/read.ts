import type { Source } from '../../physics/data-sheets.ts';
import { readDocument } from '../document/read-document.ts';
import { toPlain } from '../document/tree.ts';
import type { Issue } from '../issues.ts';
import { createReporter, sortIssues } from '../reporter.ts';
import { salvage } from '../salvage.ts';
import {
  type CustomProfile,
  type MeasuredRange,
  type ProfileFigure,
  profileFigures,
  type Range,
} from './custom-profile.ts';
import { profileFileSchema, type RawProfileFile } from './schema.ts';

export type ProfileFileResult =
  | { readonly ok: true; readonly profile: CustomProfile }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Reads an engine profile, YAML or JSON. Never throws for bad input: all issues come at once, with their places. */
export function readProfileFile(text: string, file: string): ProfileFileResult {
  const document = readDocument(text, { file });
  if (!document.ok) return { ok: false, issues: document.issues };
  const { root } = document;
  const reporter = createReporter(root);
  if (root.kind !== 'map') {
    const message = 'an engine profile is a map of keys';
    reporter.error([], message, 'begin with name: my-engine, then base and figures');
    return { ok: false, issues: reporter.issues };
  }
  const { value } = salvage(profileFileSchema, toPlain(root), [], reporter);
  if (value !== null) {
    for (const key of profileFigures) checkInterval(value, key, reporter);
    for (const key of ['concurrency', 'promptTokens', 'contextTokens'] as const) {
      const range = value.calibrated?.[key];
      if (range === undefined || range.from <= range.to) continue;
      const message = `its range ends at ${range.to}, before it begins`;
      reporter.error(['calibrated', key], message, 'write from and to in ascending order');
    }
  }
  const issues = sortIssues([...document.warnings, ...reporter.issues], file);
  if (value === null || issues.some(({ severity }) => severity === 'error')) {
    return { ok: false, issues };
  }
  return { ok: true, profile: resolve(value, file) };
}

function checkInterval(
  { figures }: RawProfileFile,
  key: ProfileFigure,
  reporter: ReturnType<typeof createReporter>,
): void {
  const figure = figures[key];
  if (typeof figure !== 'object') return;
  const { value, low = value, high = value } = figure;
  if (low <= value && value <= high) return;
  const message = `its value ${value} lies outside of its interval, ${low} to ${high}`;
  reporter.error(['figures', key], message, 'write low ≤ value ≤ high');
}

function resolve(raw: RawProfileFile, file: string): CustomProfile {
  const figures: Partial<Record<ProfileFigure, number>> = {};
  const sources: Record<string, Source> = {};
  const own: Source = { kind: 'user', text: `engine profile ${file}`, verified: false };
  for (const key of profileFigures) {
    const figure = raw.figures[key];
    if (figure === undefined) continue;
    figures[key] = typeof figure === 'object' ? figure.value : figure;
    const fit = typeof figure === 'object' ? figure.fit : undefined;
    sources[key] = fit === undefined ? own : { kind: 'fit', text: fit, verified: false };
  }
  const { name, base, calibrated } = raw;
  return {
    name,
    base,
    figures,
    sources,
    calibrated: calibrated === undefined ? null : calibratedRange(calibrated),
  };
}

function calibratedRange(raw: NonNullable<RawProfileFile['calibrated']>): MeasuredRange {
  const { rows, accelerators = [], models = [], weights = [], kvCache = [] } = raw;
  const {
    concurrency = null,
    promptTokens = null,
    contextTokens = null,
  } = raw satisfies {
    concurrency?: Range | undefined;
  };
  return {
    rows,
    accelerators,
    models,
    weights,
    kvCache,
    concurrency,
    promptTokens,
    contextTokens,
  };
}
