import { engineProfiles } from '../../../src/catalog/index.ts';
import { Skip } from '../../../src/fit/skip.ts';
import { textTable } from '../../../src/report/text-table.ts';
import type { DataFile } from '../port.ts';
import { dataFile, readCells, tableNames } from '../read-folder.ts';
import type { DataRow } from '../row.ts';
import { apexRow, type DecodeRow, energyRow, inferencexRow, wattsRow } from './decode-rows.ts';
import { type Errors, type LeftOut, leaveOut } from './folds.ts';
import { hostFigures } from './host-figures.ts';
import { kernelGroups } from './kernels.ts';
import { powerShares } from './power-shares.ts';

type Readers = readonly (readonly [pattern: RegExp, read: (row: DataRow) => DecodeRow])[];

const decodeRows: Readers = [
  [/^serving_inferencex/, inferencexRow],
  [/^energy_mlenergy_llm/, energyRow],
  [/^serving_apex/, apexRow],
];
const wattsRows: Readers = [[/^energy_mlenergy_llm/, wattsRow]];

/** Refits every group of coefficients that can be refitted without running the simulator, with a part left out. */
export function leftOutOf(folder: string): readonly LeftOut[] {
  const files = tableNames(folder).map((name) => dataFile(folder, name, readCells(folder, name)));
  const rows = files.flatMap((file) => rowsOf(file, decodeRows));
  const measuredWatts = files.flatMap((file) => rowsOf(file, wattsRows));
  const hosts = Object.keys(engineProfiles).map((id) => hostFigures(id, rows));
  const chips = [...new Set(rows.map(({ accelerator }) => accelerator))].sort();
  const powers = chips.map((chip) => powerShares(chip, measuredWatts));
  return [
    ...files.flatMap(kernelGroups).flatMap((group) => leaveOut(group)),
    ...hosts.flatMap((group) => (group === null ? [] : leaveOut(group))),
    ...powers.flatMap((group) => (group === null ? [] : leaveOut(group))),
  ];
}

function rowsOf(file: DataFile, readers: Readers): readonly DecodeRow[] {
  const read = readers.find(([pattern]) => pattern.test(file.name))?.[1];
  if (read === undefined) return [];
  return file.rows.flatMap((row) => {
    if (row.suspect !== '') return [];
    try {
      return [read(row)];
    } catch (error) {
      if (error instanceof Skip) return [];
      throw error;
    }
  });
}

const percent = ({ median, p90 }: Errors): readonly string[] =>
  [median, p90].map((value) => (value === null ? '' : value.toFixed(1)));

/** The table, for people. */
export function leftOutText(found: readonly LeftOut[]): string {
  const rows = found.map(({ group, leftOut, n, catalog, fitted, without }) => [
    group,
    leftOut,
    String(n),
    ...percent(catalog),
    ...percent(fitted),
    ...percent(without),
  ]);
  const head = [
    'coefficients',
    'left out',
    'n',
    'catalog',
    '90th',
    'fitted',
    '90th',
    'without',
    '90th',
  ];
  return [
    'Left out: errors of a part of the rows in per cent, median and 90th, by the catalog’s coefficients, by coefficients refitted to all rows, and by coefficients refitted to all rows but the part’s',
    textTable(head, rows, [0, 1]),
  ].join('\n');
}
