import { type ColumnSpec, float64, joules, type TableSpec } from '../table.ts';
import { replicasTable } from './replicas.ts';
import { requestsTable } from './requests.ts';
import { timeseriesTable } from './timeseries.ts';

const nullable = { nullable: true } as const;

/** Columns of the requests table where a facility is stated. */
export const requestAccounts = [
  joules(
    'it_joules',
    'Its accelerator joules × IT joules per accelerator joule of its pool, as last read before it ended: adds host, network, fans and power supplies.',
  ),
  joules(
    'facility_joules',
    'The same with its share of cooling and of electrical losses: what the grid delivered for it.',
  ),
  float64(
    'usd',
    'Energy at the price of its hour and its share of what owning nodes and site costs, by its accelerator joules; null where no price of a node is known, or accelerators are rented.',
    { ...nullable, unit: 'USD' },
  ),
  float64(
    'grams',
    'CO2-equivalent of its energy at the grid of its hour, and its share of what making the nodes emitted.',
    { unit: 'g' },
  ),
] as const satisfies readonly ColumnSpec[];

/** Columns of the time series where a facility is stated. */
export const timeseriesAccounts = [
  float64('it_watts', "Average power of the pool's nodes over the interval.", { unit: 'W' }),
  float64('facility_watts', 'Average power of the whole site, that of all pools included.', {
    unit: 'W',
  }),
  float64('pue', 'Power usage effectiveness of the whole site: facility ÷ IT energy.'),
  float64(
    'tue',
    'Total usage effectiveness: facility energy ÷ IT energy without fans and supplies.',
  ),
  float64('water_litres_per_kwh', 'Water usage effectiveness: water of the towers ÷ IT energy.', {
    unit: 'L/kWh',
  }),
  float64('grams_per_kwh', 'What a kilowatt-hour from the grid emitted in the interval.', {
    unit: 'g/kWh',
  }),
  float64('usd_per_kwh', 'What a kilowatt-hour from the grid cost in the interval.', {
    unit: 'USD/kWh',
  }),
] as const satisfies readonly ColumnSpec[];

export type RequestAccount = (typeof requestAccounts)[number]['name'];

/** The tables that a run writes while it goes on: with the columns of its accounts where it has a facility. */
export function runTablesOf({ facility }: { readonly facility?: object }): {
  readonly requests: TableSpec;
  readonly timeseries: TableSpec;
  readonly replicas: TableSpec;
} {
  if (facility === undefined) {
    return { requests: requestsTable, timeseries: timeseriesTable, replicas: replicasTable };
  }
  return {
    requests: { ...requestsTable, columns: [...requestsTable.columns, ...requestAccounts] },
    timeseries: {
      ...timeseriesTable,
      columns: [...timeseriesTable.columns, ...timeseriesAccounts],
    },
    replicas: replicasTable,
  };
}
