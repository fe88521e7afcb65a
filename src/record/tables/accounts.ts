import { type ColumnSpec, float64, int32, joules, seconds, type TableSpec } from '../table.ts';
import { requestAnswers } from './answers.ts';
import { callsTable } from './calls.ts';
import { requestHedges } from './hedges.ts';
import { requestPayments } from './payments.ts';
import { nodesTable, premisesNetwork, racksTable } from './premises.ts';
import { replicasTable } from './replicas.ts';
import { requestsTable } from './requests.ts';
import { withSite } from './sites.ts';
import { timeseriesTable } from './timeseries.ts';

const nullable = { nullable: true } as const;

const usd = float64(
  'usd',
  'What it cost. Of rented accelerators, its part of the time of each step that it was in, shared equally by all in the step, at the price of its replica (`rental_usd` of `replicas` is that of all steps, and of idle time where this is billed); of owned ones, energy at the price of its hour and its share of what owning nodes and site costs, by its accelerator joules, null where no price of a node is known. What copies of requests took that answered nobody stands in no row (hedging.usd of --json has that of hedges, where accelerators are rented).',
  { ...nullable, unit: 'USD' },
) satisfies ColumnSpec;

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
  usd,
  float64(
    'grams',
    'CO2-equivalent of its energy at the grid of its hour, and its share of what making the nodes emitted.',
    { unit: 'g' },
  ),
] as const satisfies readonly ColumnSpec[];

/** Columns of the time series where a facility is stated. */
export const timeseriesAccounts = [
  float64(
    'it_watts',
    "Average power of the pool's nodes over the interval; where `fabric.topology` is stated, with their share of what links and switches between nodes take.",
    { unit: 'W' },
  ),
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

/** Columns of the time series where budgets of power or the heat of chips are followed. */
export const timeseriesBoards = [
  float64(
    'hottest_celsius',
    'Hottest chip of the interval, read whenever what it draws changes; null where the heat of the pool is not followed.',
    { ...nullable, unit: '°C' },
  ),
  float64(
    'clock',
    'Clock of steps that only decode, as a share of the highest of the chip, mean over replicas and interval; under a cap, that at full load.',
  ),
  seconds(
    'throttled_seconds',
    'Time in the interval, summed over replicas, in which a budget of power or their heat held boards to less than their own setting.',
  ),
] as const satisfies readonly ColumnSpec[];

/** Columns of the replicas table, likewise. */
export const replicaBoards = [
  seconds(
    'throttled_seconds',
    'Time in which a budget of power or their heat held its boards to less than their own setting.',
  ),
  float64('hottest_celsius', 'Hottest its chips became; null where their heat is not followed.', {
    ...nullable,
    unit: '°C',
  }),
] as const satisfies readonly ColumnSpec[];

/** Columns of the replicas table where adapters may lie in storage. */
export const replicaAdapters = [
  int32('adapter_loads', 'Adapters that it loaded onto its chips; 0 where its tenants have none.'),
  int32(
    'adapter_storage_loads',
    'Of these, those that were not in its host memory and were read from storage first.',
  ),
  seconds('adapter_loading_seconds', 'Time that its steps waited for these loads.'),
] as const satisfies readonly ColumnSpec[];

/** Column of replicas, nodes and racks where somebody asks for the leakage of chips. */
const leaked = joules(
  'leakage_joules',
  'What its accelerators drew for being warmer than their data sheets take them to be, owned by no request; below 0 where they were cooler, and 0 in pools whose leakage is not followed.',
) satisfies ColumnSpec;

export type RequestAccount = (typeof requestAccounts)[number]['name'];

/** What rows of requests and of calls call these columns. */
const accountKeys = {
  it_joules: 'itJoules',
  facility_joules: 'facilityJoules',
  usd: 'usd',
  grams: 'grams',
} as const satisfies Record<RequestAccount, string>;

export type AccountKey = (typeof accountKeys)[RequestAccount];

/** Columns of accounts that a table has, in order, and what rows call them. */
export function accountKeysOf({
  columns,
}: TableSpec): readonly (readonly [RequestAccount, AccountKey])[] {
  const has = (name: string) => columns.some((column) => column.name === name);
  return requestAccounts.flatMap(({ name }) =>
    has(name) ? [[name, accountKeys[name]] as const] : [],
  );
}

/** What of a compiled scenario says which columns its tables have. */
export interface TabledScenario {
  readonly facility?: object;
  readonly sites?: object;
  readonly fabric?: object;
  readonly budgets?: readonly object[];
  readonly pools?: readonly {
    readonly billing?: object;
    readonly cooling?: { readonly leakage?: object };
    readonly adapters?: { readonly host?: object };
  }[];
  readonly workloads?: readonly {
    readonly task?: object;
    readonly price?: object;
    readonly hedge?: object;
  }[];
  readonly outputs?: { readonly calls?: true };
}

/** Whether what boards are held to is followed: where power is budgeted, or chips may get too hot. */
export function followsBoards({ budgets, pools }: TabledScenario): boolean {
  return budgets !== undefined || pools?.some(({ cooling }) => cooling !== undefined) === true;
}

/** Whether host memory does not hold all adapters of some pool. */
export function cachesAdapters({ pools }: TabledScenario): boolean {
  return pools?.some(({ adapters }) => adapters?.host !== undefined) === true;
}

/** What requests and calls cost: with a facility all that it knows of, else where accelerators are rented the dollars alone. */
function accountsOf({ facility, pools }: TabledScenario): readonly ColumnSpec[] {
  if (facility !== undefined) return requestAccounts;
  return pools?.some(({ billing }) => billing !== undefined) === true ? [usd] : [];
}

/** Whether what chips draw depends on their temperature, in one pool at least. */
export function followsLeakage({ pools }: TabledScenario): boolean {
  return pools?.some(({ cooling }) => cooling?.leakage !== undefined) === true;
}

/**
 * The tables that a run writes while it goes on, with the columns of what it follows: answers where a workload has a task,
 * accounts, nodes and racks with a facility (dollars alone where accelerators are rented without one), sites where they are told apart, calls where they are asked for.
 */
export function runTablesOf(scenario: TabledScenario): {
  readonly requests: TableSpec;
  readonly timeseries: TableSpec;
  readonly replicas: TableSpec;
  readonly nodes?: TableSpec;
  readonly racks?: TableSpec;
  readonly calls?: TableSpec;
} {
  const boards = followsBoards(scenario);
  const onPremises = scenario.facility !== undefined;
  const asksCalls = scenario.outputs?.calls === true;
  const hasTask = scenario.workloads?.some(({ task }) => task !== undefined) === true;
  const accounts = accountsOf(scenario);
  const leaks = followsLeakage(scenario) ? [leaked] : [];
  const more = (table: TableSpec, ...columns: readonly ColumnSpec[]) =>
    withSite({ ...table, columns: [...table.columns, ...columns] }, scenario);
  const isPaid = scenario.workloads?.some(({ price }) => price !== undefined) === true;
  const isHedged = scenario.workloads?.some(({ hedge }) => hedge !== undefined) === true;
  return {
    ...(asksCalls && { calls: { ...callsTable, columns: [...callsTable.columns, ...accounts] } }),
    requests: more(
      requestsTable,
      ...(hasTask ? requestAnswers : []),
      ...(isPaid ? requestPayments : []),
      ...(isHedged ? requestHedges : []),
      ...accounts,
    ),
    timeseries: more(
      timeseriesTable,
      ...(boards ? timeseriesBoards : []),
      ...(onPremises ? timeseriesAccounts : []),
    ),
    replicas: more(
      replicasTable,
      ...(boards ? replicaBoards : []),
      ...(cachesAdapters(scenario) ? replicaAdapters : []),
      ...leaks,
    ),
    ...(onPremises && {
      nodes: more(withNetwork(nodesTable, scenario), ...leaks),
      racks: more(withNetwork(racksTable, scenario), ...leaks),
    }),
  };
}

function withNetwork(table: TableSpec, { fabric }: TabledScenario): TableSpec {
  return fabric === undefined ? table : { ...table, columns: [...table.columns, premisesNetwork] };
}
