import { type PlotAxis, plotAxis } from './plot-axis.ts';

/** A side of a scatter plot. */
export interface ScatterSide {
  /** With its unit, where its ticks do not show it. */
  readonly title: string;
  readonly isShare: boolean;
  readonly show: (value: number) => string;
}

export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  /** One character. */
  readonly mark: string;
}

export interface ScatterOptions {
  readonly x: ScatterSide;
  readonly y: ScatterSide;
  /** Characters of the points' area. */
  readonly width: number;
  readonly height: number;
}

/** Offsets at which a mark that finds its place taken looks for another, the nearest first. */
const nearby = [
  [0, 0],
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
  [1, 1],
  [-1, -1],
  [1, -1],
  [-1, 1],
  [2, 0],
  [-2, 0],
] as const;

/** Lines of a scatter plot, all of the same length; points come first that must be seen. */
export function scatterLines(
  points: readonly ScatterPoint[],
  { x, y, width, height }: ScatterOptions,
): readonly string[] {
  const across = plotAxis(
    points.map((point) => point.x),
    { isShare: x.isShare, ticks: Math.max(3, Math.floor(width / 7.5)) },
  );
  const up = plotAxis(
    points.map((point) => point.y),
    { isShare: y.isShare, ticks: Math.max(2, Math.floor(height / 3)) },
  );
  const cells = Array.from({ length: height }, () => Array.from({ length: width }, () => ' '));
  const column = (value: number) => Math.round(across.at(value) * (width - 1));
  const row = (value: number) => Math.round((1 - up.at(value)) * (height - 1));
  for (const point of points) {
    for (const [right, down] of nearby) {
      const line = cells[row(point.y) + down];
      const at = column(point.x) + right;
      if (line?.[at] !== ' ') continue;
      line[at] = point.mark;
      break;
    }
  }
  const labels = new Map(up.ticks.map((tick) => [row(tick), y.show(tick)]));
  const margin = Math.max(...[...labels.values()].map(({ length }) => length));
  const area = cells.map((line, at) => {
    const label = labels.get(at);
    return `${(label ?? '').padStart(margin)} ${label === undefined ? '│' : '┤'}${line.join('')}`;
  });
  const indent = ' '.repeat(margin + 1);
  return [
    y.title.padEnd(margin + 2 + width),
    ...area,
    `${indent}└${axisLine(across, width, column)}`,
    `${indent} ${tickLine(across, x.show, width, column)}`,
    `${indent} ${x.title.padStart(Math.floor((width + x.title.length) / 2)).padEnd(width)}`,
  ];
}

function axisLine({ ticks }: PlotAxis, width: number, column: (value: number) => number): string {
  const at = new Set(ticks.map(column));
  return Array.from({ length: width }, (_, index) => (at.has(index) ? '┬' : '─')).join('');
}

/** The values under their ticks, without those that would touch the one before. */
function tickLine(
  { ticks }: PlotAxis,
  show: (value: number) => string,
  width: number,
  column: (value: number) => number,
): string {
  let line = '';
  for (const tick of ticks) {
    const text = show(tick);
    const start = Math.min(width - text.length, Math.max(0, column(tick) - (text.length >> 1)));
    if (line !== '' && start < line.length + 2) continue;
    line = line.padEnd(start) + text;
  }
  return line.padEnd(width);
}
