import { Piscina } from 'piscina';
import { kindOf } from './kinds.ts';
import type { RowOutcome } from './port.ts';
import type { RowsJob } from './predict-rows.ts';
import { type Cells, readCells, tableNames } from './read-folder.ts';
import { DataRow } from './row.ts';

/** Threads that predict; more would not help on the two cores that the bench is meant for. */
const threads = 2;

/** Rows of one job: few where a row is a run of the simulator, many where it is one formula. */
const runsPerJob = 24;
const formulasPerJob = 4000;

export interface FolderOutcomes {
  readonly files: readonly string[];
  /** In the order of the files and of their rows. */
  readonly outcomes: readonly RowOutcome[];
}

/** Predicts every row of every table of a folder, or of one table. `onFile` hears of each table once. */
export async function predictFolder(
  folder: string,
  only: string | undefined,
  onFile: (name: string, rows: number, seconds: number) => void,
): Promise<FolderOutcomes> {
  const files = tableNames(folder).filter((name) => only === undefined || isCalled(name, only));
  const began = performance.now();
  const pool = new Piscina<RowsJob, readonly RowOutcome[]>({
    filename: new URL('./worker.ts', import.meta.url).href,
    name: 'work',
    minThreads: threads,
    maxThreads: threads,
    execArgv: ['--import', 'tsx'],
  });
  try {
    const perFile = files.map(async (name) => {
      const rows = readCells(folder, name);
      if (kindOf(name) === null) return rows.map((row) => unknownRow(name, row));
      const jobs = jobsOf(folder, name, rows);
      const parts = await Promise.all(jobs.map((job) => pool.run(job)));
      const own = parts.flat();
      onFile(name, own.length, (performance.now() - began) / 1000);
      return own;
    });
    const outcomes = (await Promise.all(perFile)).flat();
    return { files, outcomes };
  } finally {
    await pool.destroy();
  }
}

/** A row of a table that is of no kind. */
export function unknownRow(file: string, { cells, id }: Cells): RowOutcome {
  const row = new DataRow(cells, id);
  return {
    file,
    rowId: row.id,
    model: '',
    accelerator: '',
    engine: '',
    suspect: row.suspect,
    figures: [],
    skipped: 'no kind of file is called so',
  };
}

export const isCalled = (name: string, only: string): boolean =>
  name === only || name === `${only}.csv`;

/** A replay is one run of all its rows; elsewhere rows stand alone. */
export function jobsOf(folder: string, name: string, rows: readonly Cells[]): readonly RowsJob[] {
  const size = name.startsWith('requests_')
    ? Number.POSITIVE_INFINITY
    : name.startsWith('ops_')
      ? formulasPerJob
      : runsPerJob;
  const jobs: RowsJob[] = [];
  for (let from = 0; from < rows.length; from += size) {
    jobs.push({ folder, name, rows: rows.slice(from, from + size) });
  }
  return jobs;
}
