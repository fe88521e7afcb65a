import type { ColumnSpec, TableSpec } from './table.ts';
import { runTablesOf } from './tables/accounts.ts';
import { tables } from './tables/index.ts';

/** Documentation of every table and column, as Markdown: the text of results/README.md, which a test keeps up to date. */
export function tableDocs(): string {
  const { sweep, laws, forecast, ...ofRuns } = tables;
  const accounts = runTablesOf({
    facility: {},
    sites: {},
    fabric: {},
    budgets: [],
    pools: [{ adapters: { host: {} }, cooling: { leakage: {} } }],
    workloads: [{ task: {}, price: {}, hedge: {} }],
    outputs: { calls: true },
  });
  const sections = Object.values({ ...ofRuns, ...accounts }).map(tableSection);
  return [
    intro,
    ...sections,
    sweepSection(sweep),
    tableSection(laws),
    tableSection(forecast),
    notebooks,
  ].join('\n');
}

/** The sweep's own columns; the metrics are those of replications.arrow and are not told twice. */
function sweepSection(sweep: TableSpec): string {
  const told = new Set(tables.replications.columns.map(({ name }) => name));
  const columns = sweep.columns.filter(({ name }) => !told.has(name));
  return `${tableSection({ ...sweep, columns })}
Between \`point_id\` and \`replication\` stand the axes, one column each; \`replication\`, \`status\` and the metrics are as
in \`replications.arrow\`.

Beside it lies \`frontier.svg\`: the points in accuracy, latency (\`e2e_p99_seconds\`) and energy
(\`joules_per_request\`), or in latency and energy where no answer is right or wrong. Full dots are points that no other
one beats in all of them; it is not there where fewer than two points can be weighed.
`;
}

function tableSection(table: TableSpec): string {
  const rows = table.columns.map((column) => columnRow(column));
  return `## \`${table.name}.arrow\`

${table.description}

| column | type | unit | null | meaning |
|---|---|---|---|---|
${rows.join('\n')}
`;
}

function columnRow({ name, type, unit, nullable, description }: ColumnSpec): string {
  const meaning = description.replaceAll('|', '\\|');
  return `| \`${name}\` | ${type} | ${unit ?? ''} | ${nullable ? 'yes' : ''} | ${meaning} |`;
}

const intro = `# Results

<!-- Generated from src/record/ by \`tableDocs()\`; a test compares. -->

A run (and each point of a sweep, under \`points/\`) writes one folder here: the tables below as Arrow IPC files (Feather V2, not compressed), or as Parquet with
\`--format parquet\`, and \`manifest.json\`. The files carry their own documentation: the schema's metadata holds
\`tailwatt.version\`, \`scenarioHash\` and \`seed\`, each field's metadata its \`unit\` and \`description\`.

All times are float64 seconds since the start of the run, all energies joules. Tables of a run with \`--replications\`
have a leading int32 column \`replication\`. The columns of \`requests\` from \`difficulty\` to
\`verification_joules\` are there where a workload has a \`task\`, \`reasoning_tokens\` and \`price_usd\` where the
scenario states \`prices\`, \`copies\` and \`answered_by\` where clients \`hedge\`; its last columns (from \`it_joules\` on) and those of
\`timeseries\` (from \`it_watts\` on) where the scenario states a \`facility\`, and with it \`nodes\` and \`racks\`; of them \`usd\` alone
where there is none, but accelerators are rented (\`billing\`);
\`network_joules\` is there where \`fabric.topology\` is stated, and \`site\`, the last column, where several \`sites\` are; \`hottest_celsius\`, \`clock\`
and \`throttled_seconds\` where power is budgeted or the heat of chips is followed; the columns of \`replicas\` that begin with
\`adapter_\` where a pool states \`adapters.hostSlots\`. A request counts in the metrics when \`measured\` is true; latency
percentiles are over the measured requests whose \`outcome\` is \`completed\`.
`;

const notebooks = `## Loading them

pandas:
\`\`\`python
import pandas as pd
requests = pd.read_feather("results/chatbot-70b/requests.arrow")
done = requests[requests.measured & (requests.outcome == "completed")]
print(done.groupby("workload", observed=True).ttft_seconds.quantile([0.5, 0.95, 0.99]))
\`\`\`

pandas, a sweep:
\`\`\`python
sweep = pd.read_feather("results/routing/sweep.arrow")
print(sweep.groupby(["routing.policy", "workloads[chat].arrivals.rate"], observed=True).e2e_p99_seconds.agg(["mean", "std"]))
\`\`\`

polars:
\`\`\`python
import polars as pl
requests = pl.scan_ipc("results/chatbot-70b/requests.arrow")
print(
    requests.filter(pl.col("measured") & (pl.col("outcome").cast(pl.String) == "completed"))
    .group_by("workload")
    .agg(pl.col("ttft_seconds").quantile(0.99, "linear"))
    .collect()
)
\`\`\`

duckdb (through pyarrow, or directly on Parquet):
\`\`\`python
import duckdb, pyarrow.feather as feather
requests = feather.read_table("results/chatbot-70b/requests.arrow", memory_map=True)
print(duckdb.sql("""
    select workload, quantile_cont(e2e_seconds, 0.99) as p99, sum(accelerator_joules) as joules
    from requests where measured and outcome = 'completed' group by workload
"""))
\`\`\`

JavaScript:
\`\`\`js
import { readFile } from 'node:fs/promises';
import { tableFromIPC } from 'apache-arrow';
const requests = tableFromIPC(await readFile('results/chatbot-70b/requests.arrow'));
console.log(requests.schema.fields.map((field) => [field.name, field.metadata.get('unit')]));
console.log(requests.getChild('ttft_seconds').get(0));
\`\`\`

R:
\`\`\`r
library(arrow)
requests <- read_feather("results/chatbot-70b/requests.arrow")
\`\`\`
`;
