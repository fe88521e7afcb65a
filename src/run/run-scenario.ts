import { createRun } from '../engine/run.ts';
import { MetricsRecorder } from '../record/metrics-recorder.ts';
import type { RunTotals } from '../record/totals.ts';
import { combineReplications, combineRows } from '../summary/replications.ts';
import type { RunSummary } from '../summary/run-summary.ts';
import { summarize } from '../summary/summarize.ts';
import { type SummaryRow, summaryRows } from '../summary/summary-table.ts';
import { driveRun } from './drive.ts';
import { findHeadroom } from './headroom.ts';
import type { LoadedScenario } from './load-scenario.ts';
import { type PreparedRun, prepareRun } from './prepare-run.ts';
import { progressOf, type RunProgress } from './progress.ts';
import { openResultsFolder } from './results-folder.ts';
import { openRunTables, type RunTables } from './run-tables.ts';
import type { TableFileFormat } from './table-files.ts';
import { UserError } from './user-error.ts';

export interface RunOptions {
  /** Replaces the scenario's seed. */
  readonly seed?: string | undefined;
  /** Independent repetitions; with more than one the tables have a `replication` column. Default: one. */
  readonly replications?: number | undefined;
  /** Folder of the results. Default: `results/<name>`. */
  readonly out?: string | undefined;
  readonly format?: TableFileFormat | undefined;
  /** Stops the run where it stands; what has been recorded is kept. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
  /** Told where the unfinished results lie, for who must remove them by force. */
  readonly onUnfinishedFolder?: ((folder: string) => void) | undefined;
  /**
   * Whether to search for the arrival rate at which the scenario breaks (headroom.ts): once, after the run, at the cost
   * of at most 60,000 requests or a fifth of the run's own. Default: no.
   */
  readonly headroom?: boolean | undefined;
  /** Fixed events per slice, for tests; changes no result. */
  readonly eventsPerSlice?: number | undefined;
}

export interface RunResult {
  /** The document of `run --json`. */
  readonly summary: RunSummary & { readonly replications?: number };
  /** Where the tables are. */
  readonly folder: string;
  /** Stated targets that were not met, one sentence each. */
  readonly missedTargets: readonly string[];
}

/**
 * Runs a scenario and writes its tables. They appear in their folder when they are whole; an earlier result stays until
 * then, and for good when something fails ({@link UserError} for a place that cannot be written or a bad trace).
 */
export async function runScenario(
  loaded: LoadedScenario,
  options: RunOptions = {},
): Promise<RunResult> {
  const began = performance.now();
  const prepared = await prepareRun(loaded, options.seed);
  const folder = await openResultsFolder(options.out ?? `results/${prepared.scenario.name}`);
  options.onUnfinishedFolder?.(folder.unfinished);
  try {
    const tables = await openRunTables(folder, prepared, {
      format: options.format ?? 'arrow',
      replications: options.replications ?? 1,
    });
    const { summaries, lastArrivalSeconds } = await runReplications({
      prepared,
      tables,
      options,
      began,
    });
    const { summary: found, rows } = overall(summaries, options);
    const summary = await withHeadroom(found, prepared, lastArrivalSeconds, options);
    await tables.finish(rows, summary);
    const extent = summary.status === 'interrupted' ? 'partial' : 'whole';
    return { summary, folder: await folder.commit(extent), missedTargets: missedTargets(summary) };
  } catch (error) {
    await folder.discard();
    throw error;
  }
}

interface Work {
  readonly prepared: PreparedRun;
  readonly tables: RunTables;
  readonly options: RunOptions;
  readonly began: number;
}

interface Replications {
  readonly summaries: readonly RunSummary[];
  /** Of the first. */
  readonly lastArrivalSeconds: number;
}

async function runReplications(work: Work): Promise<Replications> {
  const { options } = work;
  const replications = options.replications ?? 1;
  const summaries: RunSummary[] = [];
  let events = 0;
  let lastArrivalSeconds = 0;
  for (let replication = 0; replication < replications; replication += 1) {
    const { summary, totals } = await runOnce(work, replication, events);
    if (replication === 0) ({ lastArrivalSeconds } = totals);
    summaries.push(summary);
    work.tables.replication(replication, summary);
    events += summary.events;
    if (summary.status === 'interrupted') break;
  }
  return { summaries, lastArrivalSeconds };
}

async function runOnce(
  work: Work,
  replication: number,
  pastEvents: number,
): Promise<{ readonly summary: RunSummary; readonly totals: RunTotals }> {
  const { prepared, tables, options, began } = work;
  const { compiled, feeds } = prepared;
  const replications = options.replications ?? 1;
  const recorder = new MetricsRecorder(
    compiled,
    tables.sinks,
    replications > 1 ? replication : null,
  );
  const run = createRun(compiled, replication, recorder);
  const traced = feeds.length === compiled.workloads.length;
  const scale = {
    horizon: compiled.horizon,
    traceRows: traced ? feeds.reduce((sum, { rows }) => sum + rows.length, 0) : null,
    replications,
  };
  const started = performance.now();
  const end = await driveRun(run, {
    feeds,
    signal: options.signal,
    eventsPerSlice: options.eventsPerSlice,
    onSlice: async () => {
      await tables.drain();
      const wallSeconds = (performance.now() - began) / 1000;
      const past = { wallSeconds, events: pastEvents };
      options.onProgress?.(progressOf(run, scale, replication, past));
    },
  });
  recorder.flush();
  await tables.drain();
  const totals = run.totals();
  const summary = summarize({
    compiled,
    totals,
    metrics: recorder,
    version: prepared.version,
    scenarioHash: prepared.scenarioHash,
    wallSeconds: (performance.now() - (replication === 0 ? began : started)) / 1000,
    interrupted: end === 'interrupted',
    warnings: prepared.warnings,
  });
  return { summary, totals };
}

/** The summary with the rate at which the scenario breaks, or with the reason why it is not known. */
async function withHeadroom(
  summary: RunResult['summary'],
  { compiled, feeds }: PreparedRun,
  lastArrivalSeconds: number,
  { headroom: wanted, signal }: RunOptions,
): Promise<RunResult['summary']> {
  const found =
    wanted === true
      ? await findHeadroom({ compiled, feeds, summary, lastArrivalSeconds, signal })
      : { reason: 'no search was asked for' };
  if ('reason' in found) {
    const note = `answer.headroom is null: ${found.reason}`;
    return { ...summary, warnings: [...summary.warnings, note] };
  }
  return { ...summary, answer: { ...summary.answer, headroom: found } };
}

/** One summary of all replications; one that was cut off counts only where it is the only one. */
function overall(
  summaries: readonly RunSummary[],
  options: RunOptions,
): { readonly summary: RunResult['summary']; readonly rows: readonly SummaryRow[] } {
  const [first] = summaries;
  if (first === undefined) throw new UserError('no replication was run', 'ask for at least one');
  if ((options.replications ?? 1) === 1) return { summary: first, rows: summaryRows(first) };
  const whole = summaries.filter(({ status }) => status !== 'interrupted');
  const counted = whole.length > 0 ? whole : summaries;
  const combined = combineReplications(counted);
  const rows = combineRows(counted.map(summaryRows));
  if (whole.length === summaries.length) return { summary: combined, rows };
  const left = whole.length > 0 ? 'but not in the summary' : 'and in the summary, as the only one';
  const note = `interrupted in replication ${summaries.length - 1}: its rows are in the tables, ${left}`;
  const warnings = [...combined.warnings, note];
  return { summary: { ...combined, status: 'interrupted', warnings }, rows };
}

function missedTargets({ answer }: RunSummary): readonly string[] {
  return answer.workloads.flatMap(({ workload, attainment, target, met }) => {
    if (target === null || met === true) return [];
    const reached = attainment === null ? 'nothing was measured' : `${attainment} was reached`;
    return [`workload ${workload}: ${reached}, the target is ${target}`];
  });
}
