import { mean, quantile } from 'simple-statistics';
import { acceleratorId, modelId, profileId } from '../../src/fit/catalog-names.ts';
import { precisionOf } from '../../src/fit/precision.ts';
import { Skip } from '../../src/fit/skip.ts';
import type { TraceRows } from '../../src/trace/port.ts';
import { play, type Result } from './play.ts';
import { type DataFile, type Figure, type FileKind, figures, type Labels } from './port.ts';
import { dataFile, readCells, tableNames } from './read-folder.ts';
import type { DataRow } from './row.ts';
import type { Played } from './scenario-text.ts';
import { milliseconds } from './steps-splitwise.ts';

const summaryPattern = /^serving_.*_summary\.csv$/;
const requestsPattern = /^requests_/;

const blockTokens = 16;

/** Where a request's time to its first token is counted from its arrival and not from the sending of it. */
const ttftColumn = (row: DataRow) =>
  row.maybe('ttft_from_arrival_ms') === null ? 'ttft_ms' : 'ttft_from_arrival_ms';

/** Ids where the catalog has them, so that names need not be spelt alike; else the names. */
function runKey(row: DataRow, chip: string): string {
  const idOr = (find: (name: string) => string, name: string) => {
    try {
      return find(name);
    } catch {
      return name;
    }
  };
  const accelerator = idOr(acceleratorId, row.text(chip));
  return [accelerator, idOr(modelId, row.text('model')), row.text('tp') || '1'].join('\n');
}

/** Whether a summary's row and a request are of one run. */
function sameRun(limits: DataRow, request: DataRow): boolean {
  return runKey(limits, 'gpu') === runKey(request, 'hw');
}

/** The limits of the engine that served a measured run: the row of a summary file with its chip and model. */
function limitsOf(folder: string, request: DataRow): DataRow {
  for (const name of tableNames(folder).filter((each) => summaryPattern.test(each))) {
    const found = dataFile(folder, name, readCells(folder, name)).rows.find((row) =>
      sameRun(row, request),
    );
    if (found !== undefined) return found;
  }
  throw new Skip('no summary file has the limits of this chip and model');
}

/** The measured requests in order of arrival, as a trace. */
function traceOf(rows: readonly DataRow[]): TraceRows {
  return {
    length: rows.length,
    arrivalSeconds: Float64Array.from(rows, (row) => row.number('arrival_s')),
    promptTokens: Int32Array.from(rows, (row) => row.count('input_tokens')),
    outputTokens: Int32Array.from(rows, (row) => row.count('output_tokens')),
  };
}

function playedAs(limits: DataRow): Played {
  const accelerator = acceleratorId(limits.text('gpu'));
  const profile = profileId(limits.text('engine'), limits.text('engine_version'));
  const kvTokens = limits.maybe('kv_tokens');
  return {
    name: 'replay',
    model: modelId(limits.text('model')),
    accelerator,
    replicas: limits.count('dp', 1),
    parallelism: { tensor: limits.count('tp', 1), pipeline: limits.count('pp', 1) },
    precision: precisionOf(limits.text('precision'), accelerator, profile, limits.text('model')),
    engine: {
      profile,
      maxSequences: limits.count('max_num_seqs', 256),
      maxBatchedTokens: limits.count('max_num_batched_tokens', 8192),
      blockTokens,
      ...(kvTokens === null ? {} : { kvBlocks: Math.max(1, Math.floor(kvTokens / blockTokens)) }),
    },
    arrivals: { process: 'trace', file: 'requests.csv', format: 'tailwatt' },
    horizon: 'trace',
  };
}

/** A replayed run and the measured requests that it stands beside, in order of arrival. */
interface Replay {
  readonly result: Result;
  readonly rows: readonly DataRow[];
}

function replay(file: DataFile): Replay {
  const rows = [...file.rows].sort((a, b) => a.number('arrival_s') - b.number('arrival_s'));
  const [first] = rows;
  if (first === undefined) throw new Skip('the file has no requests');
  return { result: play(playedAs(limitsOf(file.folder, first)), traceOf(rows)), rows };
}

/** The run as a whole, from its requests: what the goals speak of. */
function wholeRun({ result, rows }: Replay): readonly Figure[] {
  const measured = (column: (row: DataRow) => string) =>
    rows.map((row) => row.maybe(column(row))).filter((value) => value !== null);
  const { ttftSeconds, tpotSeconds, e2eSeconds } = result.summary.latency;
  const figure = (metric: string, value: number, seconds: number | null): Figure => ({
    metric,
    measured: value,
    predicted: milliseconds(seconds) ?? Number.NaN,
  });
  return [
    figure('tpot_mean_ms', mean(measured(() => 'tpot_ms')), tpotSeconds.mean),
    figure('e2e_mean_ms', mean(measured(() => 'e2e_ms')), e2eSeconds.mean),
    figure('ttft_p99_ms', quantile(measured(ttftColumn), 0.99), ttftSeconds.p99),
  ];
}

const labelsOf = (row: DataRow, chip: string): Labels => ({
  model: row.text('model'),
  accelerator: row.text(chip),
  engine: row.text('engine') || 'vllm',
});

/** Requests one by one; the run's means and quantile stand in the first row. */
export const requestsReplay: FileKind = {
  pattern: requestsPattern,
  play: 'replay of the measured arrivals and lengths, with the limits of the summary file; whole-run figures stand in the first row',
  labels: (row) => labelsOf(row, 'hw'),
  open: (file) => {
    const replayed = once(() => {
      const found = replay(file);
      const positions = new Map(found.rows.map((row, position) => [row.id, position]));
      return { ...found, positions };
    });
    return (row) => {
      const { result, rows, positions } = replayed();
      const request = result.requests[positions.get(row.id) ?? -1];
      if (request === undefined) throw new Skip('the request did not end');
      const own = figures(row, {
        [ttftColumn(row)]: milliseconds(request.ttftSeconds),
        tpot_ms: milliseconds(request.tpotSeconds),
        e2e_ms: milliseconds(request.e2eSeconds),
      });
      const whole = row === file.rows[0] ? wholeRun({ result, rows }) : [];
      return { figures: [...own, ...whole], derive: result.derive };
    };
  },
};

/** The summary of a measured run: its requests stand in another file. */
export const replaySummary: FileKind = {
  pattern: summaryPattern,
  play: 'replay of the requests file of the same chip and model',
  labels: (row) => labelsOf(row, 'gpu'),
  open: (file) => (row) => {
    const own = requestsOf(file.folder, row);
    const { result, rows } = replay(own);
    const { latency, counts } = result.summary;
    const tokens = rows.reduce((sum, each) => sum + each.count('output_tokens'), 0);
    const perSecond =
      counts.completed === rows.length ? tokens / result.totals.simulatedSeconds : null;
    return {
      figures: figures(row, {
        output_tok_per_s: perSecond,
        ttft_p99_ms: milliseconds(latency.ttftSeconds.p99),
        tpot_mean_ms: milliseconds(latency.tpotSeconds.mean),
        e2e_mean_ms: milliseconds(latency.e2eSeconds.mean),
      }),
      derive: result.derive,
    };
  },
};

function requestsOf(folder: string, limits: DataRow): DataFile {
  for (const name of tableNames(folder).filter((each) => requestsPattern.test(each))) {
    const file = dataFile(folder, name, readCells(folder, name));
    const [first] = file.rows;
    if (first !== undefined && sameRun(limits, first)) return file;
  }
  throw new Skip(`no requests file of ${limits.text('model')} on ${limits.text('gpu')}`);
}

/** A value that is made when first asked for, or the reason why it cannot be. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | { readonly error: unknown } | null = null;
  return () => {
    if (made === null) {
      try {
        made = { value: make() };
      } catch (error) {
        made = { error };
      }
    }
    if ('error' in made) throw made.error;
    return made.value;
  };
}
