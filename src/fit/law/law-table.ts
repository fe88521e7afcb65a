import { lawsTable } from '../../record/tables/laws.ts';
import { packageVersion } from '../../run/version.ts';
import { type Cell, writeCells } from '../table-of-cells.ts';
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
  return writeCells(lawsTable, found.laws.flatMap(rowsOf), metadata, folder);
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
