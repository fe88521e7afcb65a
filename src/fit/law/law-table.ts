import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createIpcFileWriter } from '../../arrow/ipc.ts';
import { ChunkedTable, type TableChunk } from '../../record/columns.ts';
import { lawsTable } from '../../record/tables/laws.ts';
import { writeFileAtomically } from '../../run/atomic-file.ts';
import { systemFailure } from '../../run/user-error.ts';
import { packageVersion } from '../../run/version.ts';
import type { LawsOfSweeps } from './laws-of-sweeps.ts';
import type { SweptLaw } from './swept-law.ts';

/** Writes laws.arrow into a folder, which is made where it is missing; returns its path. */
export function writeLaws(found: LawsOfSweeps, folder: string): string {
  const { chunks, dictionaries } = lawChunks(found.laws);
  const [sweep] = found.sweeps;
  const metadata = {
    'tailwatt.version': packageVersion(),
    scenarioHash: sweep?.scenarioHash ?? '',
    seed: sweep?.seed ?? '',
  };
  const writer = createIpcFileWriter(lawsTable, metadata, dictionaries);
  const bytes = [...chunks.flatMap((chunk) => writer.write(chunk)), ...writer.close()];
  const path = join(folder, `${lawsTable.name}.arrow`);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw systemFailure(`cannot write ${path}`, error);
  }
  writeFileAtomically(path, bytes);
  return path;
}

type Cell = number | string | null;

function lawChunks(laws: readonly SweptLaw[]) {
  const codes = lawsTable.columns.map(() => new Map<string, number>());
  const chunks: TableChunk[] = [];
  const rows = laws.flatMap(rowsOf);
  const table = new ChunkedTable(lawsTable, (chunk) => chunks.push(chunk), rows.length + 1);
  for (const row of rows) {
    table.append(
      row.map((cell, column) => {
        const isWord = lawsTable.columns[column]?.type === 'dictionary';
        if (cell === null) return isWord ? -1 : Number.NaN;
        if (typeof cell === 'number') return cell;
        const known = codes[column] ?? new Map<string, number>();
        if (!known.has(cell)) known.set(cell, known.size);
        return known.get(cell) ?? -1;
      }),
    );
  }
  table.flush();
  const dictionaries = Object.fromEntries(
    lawsTable.columns.flatMap(({ name, type }, column) =>
      type === 'dictionary' ? [[name, [...(codes[column]?.keys() ?? [])]] as const] : [],
    ),
  );
  return { chunks, dictionaries };
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
