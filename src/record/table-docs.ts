import type { ColumnSpec, TableSpec } from './table.ts';
import { tables } from './tables/index.ts';

/** Documentation of every table and column, as Markdown: the text of results/README.md, which a test keeps up to date. */
export function tableDocs(): string {
  return [intro, ...Object.values(tables).map(tableSection), notebooks].join('\n');
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

A run writes one folder here: the tables below as Arrow IPC files (Feather V2, not compressed), or as Parquet with
\`--format parquet\`, and \`manifest.json\`. The files carry their own documentation: the schema's metadata holds
\`tailwatt.version\`, \`scenarioHash\` and \`seed\`, each field's metadata its \`unit\` and \`description\`.

All times are float64 seconds since the start of the run, all energies joules. Tables of a run with \`--replications\`
have a leading int32 column \`replication\`. A request counts in the metrics when \`measured\` is true; latency
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
