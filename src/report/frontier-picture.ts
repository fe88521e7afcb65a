import { type Frontier, type FrontierMetric, frontierOf } from '../summary/frontier.ts';
import { betterOf, isShare } from '../summary/metric-traits.ts';
import {
  frontierMarks,
  frontierSides,
  frontierWords,
  leftOutWords,
  weighed,
} from './frontier-text.ts';
import { figureText } from './metric-text.ts';
import { whole } from './numbers.ts';
import {
  colors,
  fontSize,
  type PicturePoint,
  type PictureSide,
  type ScatterPicture,
  scatterPicture,
} from './scatter-picture.ts';
import { element, text, textWidth } from './svg.ts';
import { type SweptColumn, type SweptPoint, sweepAxes } from './sweep-axes.ts';

export interface PicturedSweep {
  readonly name: string;
  readonly columns: readonly SweptColumn[];
  readonly points: readonly SweptPoint[];
  /** Points of the design. */
  readonly planned: number;
}

const layout = { edge: 20, left: 64, top: 138, height: 300, gap: 76, right: 28, bottom: 56 };
/** Widths of a plot: of two beside each other, and of one alone. */
const plotWidth = { ofTwo: 400, alone: 560 };
const keyLine = 18;

/** More points, longer names, and names that find no place are letters in the plots with a key below. */
const mostNames = 14;
const longestName = 28;
/** Entries of the key. */
const mostKeys = 26;

const family = 'system-ui, -apple-system, Segoe UI, Helvetica, Arial, DejaVu Sans, sans-serif';

/**
 * The frontier of a sweep (frontierOf) as an SVG document: accuracy against energy and against latency or, without a task,
 * latency against energy; full dots for points that no other one beats, bars for 95 % intervals, and a line along the best
 * of each plot. Equal sweeps are equal bytes. Null where there are no two points to weigh.
 */
export function frontierPicture(sweep: PicturedSweep): string | null {
  const { points, columns } = sweep;
  const frontier = frontierOf(points.map(({ replications }) => replications));
  if (frontier === null) return null;
  const axes = sweepAxes(
    columns,
    points.map(({ point }) => point),
  );
  const names = frontier.points.map(({ point }) => {
    const values = points[point]?.point.values ?? [];
    const isWord = values.length === 1 && typeof values[0] === 'string';
    return isWord ? (axes.cells(values)[0] ?? '') : axes.describe(values);
  });
  const isShort = names.length <= mostNames && names.every(({ length }) => length <= longestName);
  const named = isShort ? plotsOf(frontier, names, names) : [];
  const isNamed = isShort && named.every(({ lost }) => lost === 0);
  const marks = frontierMarks(frontier);
  const letters = marks.map((mark) => (/\p{Letter}/u.test(mark) ? mark : ''));
  const plots = isNamed ? named : plotsOf(frontier, names, letters);
  const across = plotWidthOf(frontier);
  const width = layout.left + plots.length * (across + layout.gap) - layout.gap + layout.right;
  const top = layout.top + layout.height + layout.bottom;
  const key = isNamed ? { lines: [], rows: 0 } : keyOf(names, marks, width, top + 8);
  const height = top + keyLine * key.rows;
  const content = [
    element('rect', { width, height, fill: '#ffffff' }),
    ...headOf(sweep, frontier),
    ...plots.map(({ markup }) => markup),
    ...key.lines,
  ];
  const svg = { xmlns: 'http://www.w3.org/2000/svg', width, height, role: 'img' };
  const box = { viewBox: `0 0 ${width} ${height}` };
  const font = { 'font-family': family, 'font-size': fontSize };
  return `${element('svg', { ...svg, ...box, ...font }, `\n${content.join('\n')}\n`)}\n`;
}

function headOf({ name, points, planned }: PicturedSweep, frontier: Frontier): readonly string[] {
  const counts = new Set(points.map(({ replications }) => replications.length));
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const times = least === most ? whole(least) : `${whole(least)} to ${whole(most)}`;
  const means =
    most === 1 ? 'one replication each' : `means of ${times} replications with 95 % intervals`;
  const part =
    points.length < planned ? `${whole(points.length)} of ${whole(planned)} points so far; ` : '';
  const out = leftOutWords(frontier);
  const left = layout.edge;
  const member = { cx: left + 5, cy: 91, r: 5, fill: colors.member };
  const beaten = {
    cx: left + 165,
    cy: 91,
    r: 4,
    fill: '#ffffff',
    stroke: colors.beaten,
    'stroke-width': '1.5',
  };
  const line = {
    x1: left + 235,
    y1: 91,
    x2: left + 255,
    y2: 91,
    stroke: colors.line,
    'stroke-width': '1.5',
  };
  const quiet = { fill: colors.axis };
  return [
    text(name, left, 26, { fill: colors.ink, 'font-size': 17, 'font-weight': '600' }),
    text(`${part}${frontierWords(frontier)} in ${weighed(frontier.metrics)}`, left, 47, quiet),
    text(out === '' ? means : `${means} (${out})`, left, 66, quiet),
    element('circle', member),
    text('beaten by no other', left + 16, 95, quiet),
    element('circle', beaten),
    text('beaten', left + 175, 95, quiet),
    element('line', line),
    text('frontier of each plot alone', left + 262, 95, quiet),
  ];
}

function plotsOf(
  { metrics, points }: Frontier,
  names: readonly string[],
  labels: readonly string[],
): readonly ScatterPicture[] {
  const pictured = (x: FrontierMetric, y: FrontierMetric): readonly PicturePoint[] =>
    points.map(({ figures, beatenBy }, at) => {
      const figureOf = (metric: FrontierMetric) => figures[metrics.indexOf(metric)] ?? none;
      const told = metrics.map(
        (metric) => `${frontierSides[metric].title} ${figureText(figureOf(metric), metric)}`,
      );
      return {
        x: figureOf(x),
        y: figureOf(y),
        label: labels[at] ?? '',
        tooltip: `${names[at]}: ${told.join(', ')}`,
        isMember: beatenBy.length === 0,
      };
    });
  const pairs = metrics.includes('accuracy')
    ? ([
        ['joules_per_request', 'accuracy'],
        ['e2e_p99_seconds', 'accuracy'],
      ] as const)
    : ([['joules_per_request', 'e2e_p99_seconds']] as const);
  const { left, top, height, gap } = layout;
  const width = plotWidthOf({ metrics });
  return pairs.map(([x, y], at) =>
    scatterPicture(
      pictured(x, y),
      { x: sideOf(x), y: sideOf(y) },
      { x: left + at * (width + gap), y: top, width, height },
    ),
  );
}

function plotWidthOf({ metrics }: Pick<Frontier, 'metrics'>): number {
  return metrics.includes('accuracy') ? plotWidth.ofTwo : plotWidth.alone;
}

const none = { mean: Number.NaN, interval: null };

function sideOf(metric: FrontierMetric): PictureSide {
  const { title, show } = frontierSides[metric];
  return { title, show, isShare: isShare(metric), isCost: betterOf(metric) === 'lower' };
}

/** What the letters stand for: two columns or, where an entry is too long for one of them, one; `…` where it is cut. */
function keyOf(
  names: readonly string[],
  marks: readonly string[],
  width: number,
  top: number,
): { readonly lines: readonly string[]; readonly rows: number } {
  const told = names.slice(0, mostKeys).map((name, at) => `${marks[at]}  ${name}`);
  const more = names.length - told.length;
  const entries = more > 0 ? [...told, `and ${whole(more)} more`] : told;
  const lengthIn = (pixels: number) => Math.floor(pixels / textWidth('x', fontSize));
  const half = lengthIn(width / 2 - layout.edge);
  const isOneColumn = entries.some(({ length }) => length > half);
  const most = isOneColumn ? lengthIn(width - 2 * layout.edge) : half;
  const rows = isOneColumn ? entries.length : Math.ceil(entries.length / 2);
  const lines = entries.map((entry, at) => {
    const words = entry.length > most ? `${entry.slice(0, most - 1)}…` : entry;
    const left = at < rows ? layout.edge : width / 2;
    return text(words, left, top + keyLine * (at % rows), { fill: colors.ink });
  });
  return { lines, rows };
}
