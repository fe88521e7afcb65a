import { lawsTable } from '../../record/tables/laws.ts';
import { packageVersion } from '../../run/version.ts';
import { type Cell, writeCells } from '../table-of-cells.ts';
import type { JointLaw } from './joint-law.ts';
import type { LawsOfSweeps } from './laws-of-sweeps.ts';
import type { SweptLaw } from './swept-law.ts';

/** Writes laws.arrow into a folder, which is made where it is missing; returns its path. */
export function writeLaws(found: LawsOfSweeps, folder: string): string {
  const [sweep] = found.sweeps;
  const metadata = {
    'tailwatt.version': packageVersion(),
    scenarioHash: sweep?.scenarioHash ?? '',
    seed: sweep?.seed ?? '',
  };
  const joint = found.joint.flatMap((each, i) => jointRows(each, found.laws.length + i, found));
  return writeCells(lawsTable, [...found.laws.flatMap(rowsOf), ...joint], metadata, folder);
}

/** Cells in the order of the columns. */
function rowsOf(each: SweptLaw, number: number): readonly (readonly Cell[])[] {
  const { law, axisUnit, unit } = each;
  const { elasticity } = law;
  return law.parameters.map(({ name, measure, value, interval }) => [
    number,
    each.sweep,
    each.metric,
    each.axis,
    axisUnit,
    JSON.stringify(each.where),
    law.form,
    law.formula,
    name,
    value,
    measure === 'metric' ? unit : measure === 'axis' ? axisUnit : null,
    interval?.[0] ?? null,
    interval?.[1] ?? null,
    law.intervalMethod,
    elasticity?.exponent ?? null,
    elasticity?.interval?.[0] ?? null,
    elasticity?.interval?.[1] ?? null,
    elasticity?.aboveOne ?? null,
    law.reference,
    law.from,
    law.to,
    law.residual,
    law.crossValidated[0]?.error ?? Number.NaN,
    law.r2,
    law.points,
    law.replications,
  ]);
}

/** A joint law: a row for its level, over all axes, and one for each exponent. */
function jointRows(
  each: JointLaw,
  number: number,
  { sweeps }: LawsOfSweeps,
): readonly (readonly Cell[])[] {
  const { sweep, metric, unit, level, levelInterval, exponents, points, r2, residual } = each;
  const axes = exponents.map(({ axis }) => axis).join(' · ');
  const replications = sweeps.find((one) => one.sweep === sweep)?.replications ?? 1;
  const before = (axis: string) => [number, sweep, metric, axis, null, '[]', 'joint-power'];
  const formula = `level · Π x^exponent over ${axes}`;
  const after = [residual, Number.NaN, r2, points, replications];
  const [low, high] = levelInterval;
  return [
    [
      ...before(axes),
      ...[formula, 'level', level, unit, low, high, 'points'],
      ...[null, null, null, null, 1, Number.NaN, Number.NaN],
      ...after,
    ],
    ...exponents.map(({ axis, exponent, interval: [from, to], ...range }) => [
      ...before(axis),
      ...[formula, 'exponent', exponent, null, from, to, 'points'],
      ...[exponent, from, to, null, 1, range.from, range.to],
      ...after,
    ]),
  ];
}
