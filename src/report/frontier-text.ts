import {
  type Frontier,
  type FrontierMetric,
  type FrontierPoint,
  frontierOf,
} from '../summary/frontier.ts';
import { isShare, shownMetrics } from '../summary/metric-traits.ts';
import { figureText } from './metric-text.ts';
import { percent, quantity, seconds, whole } from './numbers.ts';
import { type ScatterSide, scatterLines } from './scatter-text.ts';
import type { SweepAxes, SweptPoint } from './sweep-axes.ts';
import { textTable } from './text-table.ts';

/** What a frontier weighs: in its heading, and on the axis of a plot. */
export const frontierSides = {
  accuracy: { word: 'accuracy', title: 'accuracy', show: percentTick },
  e2e_p99_seconds: { word: 'latency', title: 'p99 of end-to-end latency', show: seconds },
  joules_per_request: {
    word: 'energy',
    title: 'energy per request',
    show: (value: number) => quantity(value, 'J'),
  },
} as const satisfies Record<
  FrontierMetric,
  { word: string; title: string; show: (value: number) => string }
>;

/** Rows of its table, those on the frontier first. */
const mostRows = 26;

/** Letters of the points: capitals on the frontier, small ones for beaten points, and a mark for those beyond 26. */
export function frontierMarks({ points }: Frontier): readonly string[] {
  return points.map(({ beatenBy }, at) => {
    const isMember = beatenBy.length === 0;
    if (at >= mostRows) return isMember ? '*' : '·';
    const letter = String.fromCharCode(65 + at);
    return isMember ? letter : letter.toLowerCase();
  });
}

/**
 * Which points of a sweep no other one beats in accuracy, latency and energy together, as a table and as plots in plain
 * characters that fit 80 columns; nothing where there are none to weigh.
 */
export function frontierText(points: readonly SweptPoint[], axes: SweepAxes): string {
  const frontier = frontierOf(points.map(({ replications }) => replications));
  if (frontier === null) return '';
  const { metrics } = frontier;
  const marks = frontierMarks(frontier);
  const markOf = new Map(frontier.points.map(({ point }, at) => [point, marks[at] ?? '']));
  const rows = frontier.points
    .slice(0, mostRows)
    .map((each, at) => [
      marks[at] ?? '',
      ...axes.cells(points[each.point]?.point.values ?? []),
      ...metrics.map((metric, of) => figureText(each.figures[of] ?? none, metric)),
      beatenText(each, markOf),
    ]);
  const labels = metrics.map((metric) => shownMetrics.find(({ name }) => name === metric)?.label);
  const left = [0, ...axes.names.map((_, at) => at + 1), axes.names.length + metrics.length + 1];
  const table = textTable(
    ['', ...axes.names, ...labels.map((label) => label ?? ''), ''],
    rows,
    left,
  );
  const more = frontier.points.length - rows.length;
  const rest = more > 0 ? [`  and ${whole(more)} more (* on it, · beaten)`] : [];
  const heading = `Frontier of ${weighed(metrics)}: ${frontierWords(frontier)} (capitals)`;
  const out = leftOutWords(frontier);
  return [
    out === '' ? heading : `${heading} (${out})`,
    table,
    ...rest,
    '',
    ...plotLines(frontier, marks),
  ].join('\n');
}

const none = { mean: null, interval: null };

/** `4 of 6 points are beaten by no other`. */
export function frontierWords({ points }: Frontier): string {
  const members = points.filter(({ beatenBy }) => beatenBy.length === 0).length;
  const verb = members === 1 ? 'is' : 'are';
  return `${whole(members)} of ${whole(points.length)} points ${verb} beaten by no other`;
}

/** `2 overloaded and 1 swamped points take no part`, or nothing where all do. */
export function leftOutWords({ leftOut }: Frontier): string {
  const all = leftOut.reduce((sum, { points }) => sum + points, 0);
  const [noun, verb] = all === 1 ? ['point', 'takes'] : ['points', 'take'];
  const counts = leftOut.map(({ why, points }) => `${whole(points)} ${why}`);
  return all === 0 ? '' : `${listed(counts)} ${noun} ${verb} no part`;
}

/** `accuracy, latency and energy`. */
export function weighed(metrics: readonly FrontierMetric[]): string {
  return listed(metrics.map((metric) => frontierSides[metric].word));
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function beatenText({ beatenBy, sure }: FrontierPoint, markOf: ReadonlyMap<number, string>) {
  if (beatenBy.length === 0) return '';
  const [first = -1] = beatenBy;
  const more = beatenBy.length > 1 ? ` and ${beatenBy.length - 1} more` : '';
  return `beaten by ${markOf.get(first)}${more}${sure ? '' : ', not surely'}`;
}

/** Two plots of accuracy side by side, or one of latency. */
function plotLines({ metrics, points }: Frontier, marks: readonly string[]): readonly string[] {
  const figureAt = (at: number, metric: FrontierMetric) =>
    points[at]?.figures[metrics.indexOf(metric)]?.mean ?? Number.NaN;
  const draw = (x: FrontierMetric, y: FrontierMetric, width: number) =>
    scatterLines(
      points.map((_, at) => ({ x: figureAt(at, x), y: figureAt(at, y), mark: marks[at] ?? '' })),
      { x: sideOf(x), y: sideOf(y), width, height: 12 },
    );
  const plots = metrics.includes('accuracy')
    ? [draw('joules_per_request', 'accuracy', 30), draw('e2e_p99_seconds', 'accuracy', 30)]
    : [draw('joules_per_request', 'e2e_p99_seconds', 60)];
  const [first = []] = plots;
  return first.map((_, line) => `  ${plots.map((each) => each[line]).join('   ')}`.trimEnd());
}

function sideOf(metric: FrontierMetric): ScatterSide {
  const { title, show } = frontierSides[metric];
  return { title, show, isShare: isShare(metric) };
}

/** A round share: percent without more decimals than it has. */
function percentTick(share: number): string {
  return share === 0 || share === 1 ? percent(share) : `${Number((100 * share).toPrecision(6))} %`;
}
