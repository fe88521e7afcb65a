import { stringify } from 'yaml';
import { type CustomProfile, type ProfileFigure, profileFigures } from './custom-profile.ts';

/** A figure's interval, where there is one. */
export type FigureIntervals = Readonly<
  Partial<Record<ProfileFigure, readonly [low: number, high: number]>>
>;

/** The text of an engine profile's file; reading it gives the profile back, to the last bit. */
export function profileFileText(profile: CustomProfile, intervals: FigureIntervals = {}): string {
  const { name, base, figures, sources, calibrated } = profile;
  const shown = profileFigures.flatMap((key) => {
    const value = figures[key];
    if (value === undefined) return [];
    const interval = intervals[key];
    const source = sources[key];
    const figure = {
      value,
      ...(interval === undefined ? {} : { low: interval[0], high: interval[1] }),
      ...(source?.kind === 'fit' ? { fit: source.text } : {}),
    };
    return [[key, Object.keys(figure).length === 1 ? value : figure] as const];
  });
  const range =
    calibrated === null
      ? {}
      : {
          calibrated: Object.fromEntries(
            Object.entries(calibrated).filter(
              ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
            ),
          ),
        };
  const head =
    '# An engine profile: name this file as engine.profile in a pool. Times in seconds.\n';
  return head + stringify({ name, base, figures: Object.fromEntries(shown), ...range });
}
