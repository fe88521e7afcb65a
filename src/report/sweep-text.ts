import { metricColumns } from '../record/tables/metrics.ts';
import {
  type BestPoint,
  bestPoints,
  figureOf,
  type ReplicationResult,
} from '../summary/best-points.ts';
import { isShare, shownMetrics } from '../summary/metric-traits.ts';
import type { ReplicatedMean } from '../summary/replicated-mean.ts';
import { figure, missing, percent, quantity, seconds, span, whole, withMargin } from './numbers.ts';
import { sweepNotes } from './sweep-notes.ts';
import { textTable } from './text-table.ts';

/** A point of a sweep as its table shows it. */
export interface SweptPoint {
  readonly point: { readonly index: number; readonly values: readonly (number | string | null)[] };
  readonly replications: readonly ReplicationResult[];
}

export interface SweepForText {
  readonly name: string;
  readonly status: 'completed' | 'interrupted';
  readonly columns: readonly { readonly path: string; readonly unit: string | null }[];
  readonly points: readonly SweptPoint[];
  readonly planned: number;
  readonly replications: { readonly done: number; readonly found: number };
  readonly failures: readonly {
    readonly point: number;
    readonly replication: number;
    readonly kind: string;
    readonly message: string;
  }[];
  readonly wallSeconds: number;
}

/** Metrics of the table, by column; labels and units are theirs everywhere. */
const tabled = [
  'ttft_p99_seconds',
  'tpot_mean_seconds',
  'e2e_p99_seconds',
  'requests_per_second',
  'slo_attainment',
  'joules_per_request',
];

/** A longer table scrolls away: then the best points are shown alone, and the rest is in sweep.arrow. */
const mostRows = 60;

/** Failures that are told one by one. */
const mostFailures = 10;

export interface SweepTextOptions {
  /** False where the reader has seen the table grow. Default: true. */
  readonly table?: boolean;
}

/** What a sweep found, as people read it: its points, the best of them, and which differences are real. */
export function sweepText(sweep: SweepForText, { table = true }: SweepTextOptions = {}): string {
  const points = table ? pointsTable(sweep) : '';
  return [heading(sweep), points, notesText(sweep), bestText(sweep), failuresText(sweep)]
    .filter((block) => block !== '')
    .join('\n\n');
}

function heading({
  name,
  status,
  points,
  planned,
  replications,
  wallSeconds,
}: SweepForText): string {
  const state = status === 'completed' ? '' : ` · ${status}`;
  const ran = replications.done - replications.found;
  const found = replications.found > 0 ? `, ${whole(replications.found)} were there already` : '';
  const done = `${whole(points.length)} of ${whole(planned)} points`;
  return `${name}${state} · ${done}, ${whole(ran)} runs in ${seconds(wallSeconds)}${found}`;
}

/** The heads and rows of a sweep's table, which are printed one by one while it grows. */
export interface SweepRows {
  readonly head: readonly string[];
  row(point: SweptPoint): readonly string[];
}

export function sweepRows(columns: SweepForText['columns']): SweepRows {
  const metrics = tabled.map((name) => shownMetrics.findIndex((each) => each.name === name));
  const names = shortNames(columns.map(({ path }) => path));
  return {
    head: [...names, ...metrics.map((index) => shownMetrics[index]?.label ?? ''), ''],
    row: ({ point, replications }) => [
      ...point.values.map((value, at) => axisText(value, columns[at]?.unit ?? null)),
      ...metrics.map((metric) => figureText(figureOf(replications, metric), metric)),
      stateText(replications),
    ],
  };
}

function pointsTable({ points, columns }: SweepForText): string {
  if (points.length === 0) return '';
  if (points.length > mostRows) return `All ${whole(points.length)} points are in sweep.arrow.`;
  const { head, row } = sweepRows(columns);
  return textTable(
    head,
    points.map(row),
    columns.map((_, index) => index),
  );
}

/** The last part of each path, with as much before it as tells it from the others. */
export function shortNames(paths: readonly string[]): readonly string[] {
  const parts = paths.map((path) => path.split('.'));
  return parts.map((own, index) => {
    for (let length = 1; length < own.length; length += 1) {
      const name = own.slice(-length).join('.');
      const others = parts.filter((_, other) => other !== index);
      if (!others.some((other) => other.slice(-length).join('.') === name)) return name;
    }
    return own.join('.');
  });
}

function axisText(value: number | string | null, unit: string | null): string {
  if (value === null) return missing;
  if (typeof value === 'string') return value.length > 40 ? `${value.slice(0, 37)}...` : value;
  if (unit === null) return figure(value);
  if (unit === 's') return seconds(value);
  return unit === '1/s' ? `${figure(value)}/s` : quantity(value, unit);
}

function figureText({ mean, interval }: ReplicatedMean, metric: number): string {
  const { name = '' } = shownMetrics[metric] ?? {};
  const show = (value: number) => metricText(value, name);
  if (mean === null || interval === null) return metricText(mean, name);
  if (isShare(name)) return `${show(mean)} (${span(show(interval[0]), show(interval[1]))})`;
  return withMargin(mean, interval, show);
}

function notesText({ points }: SweepForText): string {
  const replications = points.map((each) => each.replications);
  return sweepNotes(replications, tabled)
    .map((note) => `  note: ${note}`)
    .join('\n');
}

/** A metric in the unit of its column. */
export function metricText(value: number | null, column: string): string {
  const unit = metricColumns([]).find(({ name }) => name === column)?.unit ?? null;
  if (unit === 's') return seconds(value);
  if (unit === 'J' || unit === 'W') return quantity(value, unit);
  return unit === null ? percent(value) : figure(value);
}

/** The same where no heading says that it is a rate. */
function rateText(value: number | null, column: string): string {
  const text = metricText(value, column);
  return column.endsWith('_per_second') ? `${text}/s` : text;
}

function stateText(replications: readonly ReplicationResult[]): string {
  const count = (status: ReplicationResult['status']) =>
    replications.filter((each) => each.status === status).length;
  const all = replications.length;
  const tell = (status: 'overloaded' | 'failed') => {
    const some = count(status);
    if (some === 0) return [];
    return some === all ? [status] : [`${status} in ${some} of ${all}`];
  };
  return [...tell('failed'), ...tell('overloaded')].join(', ');
}

function bestText(sweep: SweepForText): string {
  const { points, columns } = sweep;
  const best = bestPoints(points.map(({ replications }) => replications));
  if (best.length === 0 || points.length < 2) return '';
  const names = shortNames(columns.map(({ path }) => path));
  const describe = (index: number) =>
    (points[index]?.point.values ?? [])
      .map((value, at) => `${names[at]} ${axisText(value, columns[at]?.unit ?? null)}`)
      .join(', ');
  const left = points.filter(({ replications }) =>
    replications.some(({ status }) => status !== 'completed'),
  ).length;
  const all =
    left === 1
      ? '1 overloaded or failed point does'
      : `${whole(left)} overloaded or failed points do`;
  const aside = left > 0 ? ` (${all} not take part)` : '';
  const lines = best.flatMap((each) => bestLines(each, describe));
  return [`Best points${aside}`, ...lines].join('\n');
}

const untoldWords = {
  single: 'one replication tells no difference from chance: add replications: 5',
  copies: 'its replications are copies of each other, and tell no difference from chance',
} as const satisfies Record<NonNullable<BestPoint['untold']>, string>;

/** Points that are named among those that the best one is not told from. */
const mostNamed = 3;

function bestLines(
  { metric, point, mean, interval, tied, worse, untold }: BestPoint,
  describe: (index: number) => string,
): readonly string[] {
  const { phrase = metric } = shownMetrics.find(({ name }) => name === metric) ?? {};
  const show = (value: number | null) => rateText(value, metric);
  const range = interval === null ? '' : ` (${span(show(interval[0]), show(interval[1]))})`;
  const line = `  ${phrase}: ${show(mean)}${range} at ${describe(point)}`;
  if (tied.length + worse === 0) return [line];
  if (untold !== null) return [line, `    ${untoldWords[untold]}`];
  const others = worse === 1 ? '1 other is' : `${whole(worse)} others are`;
  const sure = worse > 0 ? `${others} worse (95 % sure, all together)` : '';
  const named = tied.slice(0, mostNamed).map(describe).join('; ');
  const more = tied.length > mostNamed ? `; and ${whole(tied.length - mostNamed)} more` : '';
  const open = tied.length > 0 ? `not told apart from ${named}${more}` : '';
  return [line, `    ${[sure, open].filter((part) => part !== '').join('; ')}`];
}

function failuresText({ failures, points, columns }: SweepForText): string {
  if (failures.length === 0) return '';
  const names = shortNames(columns.map(({ path }) => path));
  const lines = failures.slice(0, mostFailures).map(({ point, replication, kind, message }) => {
    const values = points.find((each) => each.point.index === point)?.point.values ?? [];
    const where = values
      .map((value, at) => `${names[at]} ${axisText(value, columns[at]?.unit ?? null)}`)
      .join(', ');
    const [reason = ''] = message.split('\n');
    return `  ${where} (replication ${replication}): ${kind}: ${reason}`;
  });
  const more =
    failures.length > mostFailures ? [`  and ${failures.length - mostFailures} more`] : [];
  const runs = failures.length === 1 ? '1 run' : `${whole(failures.length)} runs`;
  return [`${runs} failed`, ...lines, ...more].join('\n');
}
