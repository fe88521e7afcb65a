import type { Source } from '../physics/data-sheets.ts';
import type { CustomProfile } from '../scenario/profile-file/custom-profile.ts';
import type { FigureIntervals } from '../scenario/profile-file/write.ts';
import type { Calibration, FittedCoefficient } from './calibrate.ts';
import type { ErrorFigures } from './errors.ts';
import { calibratedRange } from './targets.ts';

/** A fit as a profile that scenarios can name: what was fitted, with its source; the base has the rest. */
export function fittedProfile(
  calibration: Calibration,
  name: string,
): { readonly profile: CustomProfile; readonly intervals: FigureIntervals } {
  const fitted = calibration.coefficients.filter(({ held }) => held === null);
  const figures = Object.fromEntries(fitted.map((each) => [each.name, each.value]));
  const sources = Object.fromEntries(
    fitted.map((each): [string, Source] => [
      each.name,
      { kind: 'fit', text: sourceText(each, calibration), verified: false },
    ]),
  );
  const intervals = Object.fromEntries(
    fitted.flatMap((each) => (each.interval === null ? [] : [[each.name, each.interval]])),
  );
  const calibrated = calibratedRange(calibration.targets);
  return { profile: { name, base: calibration.base, figures, sources, calibrated }, intervals };
}

function sourceText({ interval }: FittedCoefficient, calibration: Calibration): string {
  const { rows, groups, models, errors, base, intervalMethod } = calibration;
  const figures = errors
    .filter(({ fitted }) => fitted)
    .map(
      ({ metric, before, after, heldOut }) =>
        `${metric} ${shares(before)} before, ${shares(after)} after` +
        (heldOut === null ? '' : `, ${shares(heldOut)} on rows not fitted`),
    );
  const within =
    interval === null
      ? ''
      : `; 95 % interval ${Number(interval[0].toPrecision(4))} to ${Number(interval[1].toPrecision(4))} by ${intervalMethod}`;
  return (
    `${rows} measured rows in ${groups} groups (${models.join(', ')}) over ${base}; absolute errors, median and 90th: ` +
    `${figures.join('; ')}${within}`
  );
}

function shares({ medianApe, p90Ape }: ErrorFigures): string {
  const percent = (share: number | null) => (share === null ? '–' : `${(100 * share).toFixed(1)}`);
  return `${percent(medianApe)} and ${percent(p90Ape)} %`;
}
