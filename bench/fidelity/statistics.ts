import { mean, quantileSorted } from 'simple-statistics';
import type { Figure, RowOutcome } from './port.ts';

/** Errors of one metric over one group of rows, in per cent. */
export interface ErrorSummary {
  readonly file: string;
  readonly metric: string;
  /** `all`, or model, accelerator and engine. */
  readonly group: string;
  readonly n: number;
  /** Quantiles (type 7) of |predicted ÷ measured − 1|; null without rows. */
  readonly medianApe: number | null;
  readonly p90Ape: number | null;
  /** Mean of predicted ÷ measured − 1: above 0 where predictions are too large. */
  readonly bias: number | null;
  /** Rows of the group that were not predicted, marked ones apart. */
  readonly skipped: number;
  /** Rows that carry a mark of suspicion: they are predicted, but count in no figure. */
  readonly suspect: number;
  /** Of `all`: means of the medians and 90ths over model × accelerator. */
  readonly macroMedianApe?: number | null;
  readonly macroP90Ape?: number | null;
}

/** predicted ÷ measured − 1, in per cent. */
export function percentageError({ measured, predicted }: Figure): number {
  return 100 * (predicted / measured - 1);
}

const at = (sorted: readonly number[], share: number): number | null =>
  sorted.length === 0 ? null : quantileSorted(sorted as number[], share);

/** Median, 90th and bias of signed percentage errors. */
export function summarizeErrors(errors: readonly number[]) {
  const sizes = errors.map(Math.abs).sort((a, b) => a - b);
  return {
    n: errors.length,
    medianApe: at(sizes, 0.5),
    p90Ape: at(sizes, 0.9),
    bias: errors.length === 0 ? null : mean(errors as number[]),
  };
}

function grouped<T>(values: readonly T[], key: (value: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const own = groups.get(key(value));
    if (own === undefined) groups.set(key(value), [value]);
    else own.push(value);
  }
  return groups;
}

const noMetric = '-';

/** Errors of each file by metric: over all its rows, then by (model, accelerator, engine). */
export function errorSummaries(outcomes: readonly RowOutcome[]): readonly ErrorSummary[] {
  return [...grouped(outcomes, ({ file }) => file).values()].flatMap((rows) => {
    const found = new Set(rows.flatMap(({ figures }) => figures.map(({ metric }) => metric)));
    const metrics = found.size === 0 ? [noMetric] : [...found];
    const groups = grouped(rows, (row) => `${row.model} | ${row.accelerator} | ${row.engine}`);
    return metrics.flatMap((metric) => [
      { ...summaryOf(rows, metric, 'all'), ...macroOf(rows, metric) },
      ...[...groups].map(([group, own]) => summaryOf(own, metric, group)),
    ]);
  });
}

function errorsOf(rows: readonly RowOutcome[], metric: string): readonly number[] {
  return rows
    .filter(({ suspect }) => suspect === '')
    .flatMap(({ figures }) => figures.filter((figure) => figure.metric === metric))
    .map(percentageError);
}

function summaryOf(rows: readonly RowOutcome[], metric: string, group: string): ErrorSummary {
  const clean = rows.filter(({ suspect }) => suspect === '');
  return {
    file: rows[0]?.file ?? '',
    metric,
    group,
    ...summarizeErrors(errorsOf(rows, metric)),
    skipped: clean.filter(({ skipped }) => skipped !== null).length,
    suspect: rows.length - clean.length,
  };
}

function macroOf(rows: readonly RowOutcome[], metric: string) {
  const pairs = [...grouped(rows, (row) => `${row.model} | ${row.accelerator}`).values()];
  const each = pairs.map((own) => summarizeErrors(errorsOf(own, metric))).filter(({ n }) => n > 0);
  const average = (values: readonly (number | null)[]) =>
    values.length === 0 ? null : mean(values.map((value) => value ?? 0));
  return {
    macroMedianApe: average(each.map(({ medianApe }) => medianApe)),
    macroP90Ape: average(each.map(({ p90Ape }) => p90Ape)),
  };
}
