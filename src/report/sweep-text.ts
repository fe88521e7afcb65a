import {
  type BestPoint,
  bestPoints,
  figureOf,
  type ReplicationResult,
} from '../summary/best-points.ts';
import { shownMetrics } from '../summary/metric-traits.ts';
import { frontierText } from './frontier-text.ts';
import { figureText, rateText } from './metric-text.ts';
import { seconds, span, whole } from './numbers.ts';
import { type SweepAxes, type SweptColumn, type SweptPoint, sweepAxes } from './sweep-axes.ts';
import { sweepNotes } from './sweep-notes.ts';
import { textTable } from './text-table.ts';

export interface SweepForText {
  readonly name: string;
  readonly status: 'completed' | 'interrupted';
  readonly columns: readonly SweptColumn[];
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

/** Of the table where answers are right or wrong. */
const tabledOfAnswers = [...tabled, 'accuracy', 'joules_per_correct_answer'];

const placeOf = (metric: string) => shownMetrics.findIndex(({ name }) => name === metric);

/** What the table shows of points. */
function tabledOf(points: readonly SweptPoint[]): readonly string[] {
  const answers = points.some(
    ({ replications }) => figureOf(replications, placeOf('accuracy')).mean !== null,
  );
  return answers ? tabledOfAnswers : tabled;
}

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
  const { columns, points } = sweep;
  const axes = sweepAxes(
    columns,
    points.map(({ point }) => point),
  );
  return [
    heading(sweep),
    table ? pointsTable(sweep) : '',
    notesText(sweep),
    bestText(sweep, axes),
    frontierText(points, axes),
    failuresText(sweep, axes),
  ]
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

/**
 * Rows of a sweep whose points have these values (the others' names do not depend on it), with the metrics that `shown`,
 * which are points too, have.
 */
export function sweepRows(
  columns: readonly SweptColumn[],
  points: readonly SweptPoint['point'][],
  shown: readonly SweptPoint[],
): SweepRows {
  const metrics = tabledOf(shown).map(placeOf);
  const axes = sweepAxes(columns, points);
  return {
    head: [...axes.names, ...metrics.map((index) => shownMetrics[index]?.label ?? ''), ''],
    row: ({ point, replications }) => [
      ...axes.cells(point.values),
      ...metrics.map((metric) =>
        figureText(figureOf(replications, metric), shownMetrics[metric]?.name ?? ''),
      ),
      stateText(replications),
    ],
  };
}

function pointsTable({ points, columns }: SweepForText): string {
  if (points.length === 0) return '';
  if (points.length > mostRows) return `All ${whole(points.length)} points are in sweep.arrow.`;
  const values = points.map(({ point }) => point);
  const { head, row } = sweepRows(columns, values, points);
  return textTable(
    head,
    points.map(row),
    columns.map((_, index) => index),
  );
}

function notesText({ points }: SweepForText): string {
  const replications = points.map((each) => each.replications);
  return sweepNotes(replications, tabledOf(points))
    .map((note) => `  note: ${note}`)
    .join('\n');
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

function bestText({ points }: SweepForText, axes: SweepAxes): string {
  const best = bestPoints(points.map(({ replications }) => replications));
  if (best.length === 0 || points.length < 2) return '';
  const describe = (index: number) => axes.describe(points[index]?.point.values ?? []);
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

function failuresText({ failures, points }: SweepForText, axes: SweepAxes): string {
  if (failures.length === 0) return '';
  const lines = failures.slice(0, mostFailures).map(({ point, replication, kind, message }) => {
    const values = points.find((each) => each.point.index === point)?.point.values ?? [];
    const where = axes.describe(values);
    const [reason = ''] = message.split('\n');
    return `  ${where} (replication ${replication}): ${kind}: ${reason}`;
  });
  const more =
    failures.length > mostFailures ? [`  and ${failures.length - mostFailures} more`] : [];
  const runs = failures.length === 1 ? '1 run' : `${whole(failures.length)} runs`;
  return [`${runs} failed`, ...lines, ...more].join('\n');
}
