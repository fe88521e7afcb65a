import type { TableSpec } from '../table.ts';
import { callsTable } from './calls.ts';
import { forecastTable } from './forecast.ts';
import { lawsTable } from './laws.ts';
import { linksTable } from './links.ts';
import { nodesTable, racksTable } from './premises.ts';
import { replicasTable } from './replicas.ts';
import { replicationsTable } from './replications.ts';
import { requestsTable } from './requests.ts';
import { summaryTable } from './summary.ts';
import { sweepTable } from './sweep.ts';
import { timeseriesTable } from './timeseries.ts';

/** Every table, by name: those of a run, of a sweep, the laws of a sweep, and a forecast. */
export const tables = {
  requests: requestsTable,
  calls: callsTable,
  summary: summaryTable,
  timeseries: timeseriesTable,
  replicas: replicasTable,
  nodes: nodesTable,
  racks: racksTable,
  links: linksTable,
  replications: replicationsTable,
  sweep: sweepTable,
  laws: lawsTable,
  forecast: forecastTable,
} as const satisfies Record<string, TableSpec>;
