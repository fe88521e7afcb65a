import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import Papa from 'papaparse';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Published figures of power, cooling, money and carbon, beside the data, outside the repository. */
export const powerRowsPath = resolve(
  root,
  process.env['TAILWATT_DATA'] ?? '../shared/data',
  '../reference/power-validation.csv',
);

export interface PowerRow {
  /** As an editor counts, the header being line 1. */
  readonly line: number;
  readonly category: string;
  readonly system: string;
  readonly condition: string;
  readonly metric: string;
  readonly value: string;
  readonly hardware: string;
  /** How far off others' models may be, such as 10%; or a word. */
  readonly tolerance: string;
}

/** A figure of a row, published and predicted; `what` where the row has several. */
export interface RowFigure {
  readonly what?: string;
  readonly published: number;
  readonly predicted: number;
  readonly tolerance: number;
}

const fleet = 'a fleet, a model or lengths that are not published';
const production = 'a week of production traffic that is not published';

/** Why categories have no prediction. */
export const reasons: Readonly<Record<string, string>> = {
  'LLM decode serving': 'played request by request by bench:power alone',
  'text-to-image 1024px min-energy config':
    'the least of many configurations, whose batch and precision the row leaves out: bench:fidelity plays them all',
  longitudinal: 'compares two releases of an engine: the older one has no profile',
  'task effect': 'a ratio between tasks, whose lengths are the scenario’s',
  'phase power': 'a coarse constant model of others, not a measurement',
  DVFS: 'a range over five models on chips that are not named, down to a clock below the lowest here',
  'power cap sweep': 'the board’s own limit, which the rows below are relative to',
  oversubscription: production,
  'energy mgmt': production,
  'per-query': fleet,
  'all-in power': 'a cluster with its storage and head nodes, which no pool has',
  facility: 'a mean of sites whose weather, cooling and loads are not published',
  'cold start':
    'the store’s bandwidth is not published: physics/cold-start.ts takes it as an input',
};

/** Null where the table is absent. */
export function readPowerRows(): readonly PowerRow[] | null {
  if (!existsSync(powerRowsPath)) return null;
  const { data } = Papa.parse<Record<string, string>>(readFileSync(powerRowsPath, 'utf8'), {
    header: true,
    skipEmptyLines: true,
  });
  return data.map((row, index) => ({
    line: index + 2,
    category: row['category'] ?? '',
    system: row['model_or_system'] ?? '',
    condition: row['condition'] ?? '',
    metric: row['metric'] ?? '',
    value: row['value'] ?? '',
    hardware: row['hardware'] ?? '',
    tolerance: row['tolerance'] ?? '',
  }));
}
