import { figure, missing, seconds, whole } from '../report/numbers.ts';
import { textTable } from '../report/text-table.ts';
import type { Calibration, FittedCoefficient, MetricErrors } from './calibrate.ts';
import type { ErrorFigures } from './errors.ts';
import type { LeftOut } from './targets.ts';

/** Places of rows left out for one reason that are shown: the JSON has all of them. */
const shownPlaces = 3;

/** A calibration for people: coefficients, errors, what was left out, warnings. */
export function calibrationText(calibration: Calibration): string {
  const { rows, groups, models, base, leftOut, warnings } = calibration;
  const head =
    `${whole(rows)} rows in ${whole(groups)} groups of model, chip and load` +
    `${models.length === 0 ? '' : ` (${models.join(', ')})`}, over the profile ${base}`;
  return [
    head,
    coefficientTable(calibration),
    ...(calibration.errors.length === 0 ? [] : [errorTable(calibration)]),
    ...(leftOut.length === 0 ? [] : [leftOutText(leftOut)]),
    ...(warnings.length === 0 ? [] : [warnings.map((each) => `warning: ${each}`).join('\n')]),
  ].join('\n\n');
}

function coefficientTable({ coefficients, base, intervalMethod }: Calibration): string {
  const rows = coefficients.map((each) => [
    each.name,
    shown(each, each.base),
    each.held === null ? shown(each, each.value) : 'held',
    each.interval === null
      ? missing
      : `${shown(each, each.interval[0])} to ${shown(each, each.interval[1])}`,
    each.held ?? (each.atBound ? 'at its bound' : ''),
  ]);
  const head = ['coefficient', base, 'fitted', '95 % interval', ''];
  return `${textTable(head, rows, [0, 4])}\n  intervals: ${intervalMethod}`;
}

function shown({ unit }: FittedCoefficient, value: number): string {
  return unit === 'seconds' ? seconds(value) : figure(value);
}

function errorTable({ errors, folds, models }: Calibration): string {
  const rows = errors.map(
    ({ metric, fitted, before, after, heldOut, modelLeftOut }: MetricErrors) => [
      fitted ? metric : `${metric} (not fitted)`,
      whole(before.n),
      pair(before),
      pair(after),
      pair(heldOut),
      pair(modelLeftOut),
      `${percent(before.bias)} → ${percent(after.bias)}`,
    ],
  );
  const head = ['error', 'rows', 'before', 'after', 'rows not fitted', 'model left out', 'bias'];
  const note =
    `  absolute error in %, median / 90th; rows not fitted: ${folds} folds of whole groups` +
    (models.length < 2 ? '; one model only, so that none can be left out' : '');
  return `${textTable(head, rows)}\n${note}`;
}

function pair(figures: ErrorFigures | null): string {
  if (figures === null || figures.n === 0) return missing;
  return `${percent(figures.medianApe)} / ${percent(figures.p90Ape)}`;
}

function percent(share: number | null): string {
  return share === null ? missing : figure(100 * share);
}

function leftOutText(leftOut: readonly LeftOut[]): string {
  const byReason = new Map<string, string[]>();
  for (const { place, reason } of leftOut) {
    byReason.set(reason, [...(byReason.get(reason) ?? []), place.replace(/ \(.*\)$/, '')]);
  }
  const lines = [...byReason]
    .sort((a, b) => b[1].length - a[1].length)
    .map(([reason, places]) => {
      const more = places.length > shownPlaces ? ` and ${places.length - shownPlaces} more` : '';
      return `  ${places.length}: ${reason}; ${places.slice(0, shownPlaces).join(', ')}${more}`;
    });
  return [`left out: ${whole(leftOut.length)}`, ...lines].join('\n');
}
