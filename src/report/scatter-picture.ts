import { extent } from 'simple-statistics';
import { type Box, type LabelPlace, placeLabels } from './label-places.ts';
import { type PlotAxis, plotAxis } from './plot-axis.ts';
import { element, tenth, text, textWidth, tooltip } from './svg.ts';

/** A side of the picture. */
export interface PictureSide {
  readonly title: string;
  readonly isShare: boolean;
  /** Whether less of it is better. */
  readonly isCost: boolean;
  readonly show: (value: number) => string;
}

export interface PicturePoint {
  readonly x: Range;
  readonly y: Range;
  /** Beside it. */
  readonly label: string;
  /** On it. */
  readonly tooltip: string;
  /** Whether it stands out. */
  readonly isMember: boolean;
}

/** A value with its interval, where it has one. */
export interface Range {
  readonly mean: number;
  readonly interval: readonly [number, number] | null;
}

export const colors = {
  member: '#0072b2',
  beaten: '#8a8f98',
  line: '#7fb8d8',
  grid: '#e7e9ec',
  axis: '#6b7280',
  ink: '#1f2933',
} as const;

export const fontSize = 12;
const markRadius = 5;
/** Ticks of a side: one for so many pixels. */
const tickPixels = { across: 72, up: 54 };
/** More points than these have no intervals: nobody could tell whose is whose. */
const mostIntervals = 30;
/** How far beyond the outermost means an interval may stretch an axis, of their range. */
const stretch = 0.4;

/** A plot as markup, and how many of its labels found no place and are left out. */
export interface ScatterPicture {
  readonly markup: string;
  readonly lost: number;
}

/** A scatter plot of points with intervals and labels, and the line of the best that can be had at each x. */
export function scatterPicture(
  points: readonly PicturePoint[],
  sides: { readonly x: PictureSide; readonly y: PictureSide },
  area: Box,
): ScatterPicture {
  const bars = points.length <= mostIntervals;
  const axisOf = (side: 'x' | 'y', pixels: number) =>
    plotAxis(
      endsOf(
        points.map((point) => point[side]),
        bars,
      ),
      {
        isShare: sides[side].isShare,
        ticks: Math.max(2, Math.floor(pixels)),
      },
    );
  const x = axisOf('x', area.width / tickPixels.across);
  const y = axisOf('y', area.height / tickPixels.up);
  const across = (value: number) => area.x + Math.min(1, Math.max(0, x.at(value))) * area.width;
  const down = (value: number) =>
    area.y + (1 - Math.min(1, Math.max(0, y.at(value)))) * area.height;
  const placed = points.map((point) => ({
    point,
    at: { x: across(point.x.mean), y: down(point.y.mean) },
  }));
  // Members last, so that no beaten point hides one.
  const painted = [...placed].sort((a, b) => Number(a.point.isMember) - Number(b.point.isMember));
  const lines = bars ? painted.flatMap(({ point }) => intervalLines(point, across, down)) : [];
  const steps = frontierSteps(points, sides.y.isCost, across, down, area);
  const places = placeLabels(
    placed.map(({ point, at }) => ({
      ...at,
      width: textWidth(point.label, fontSize),
      height: fontSize + 2,
    })),
    area,
    [...placed.map(({ at }) => markBox(at)), ...lines.map(({ box }) => box)],
    boxesAlong(steps),
  );
  const drawn = [
    ...gridOf(x, y, sides, area, across, down),
    element('polyline', {
      points: steps.map(({ x: left, y: top }) => `${tenth(left)},${tenth(top)}`).join(' '),
      fill: 'none',
      stroke: colors.line,
      'stroke-width': '1.5',
    }),
    ...lines.map(({ markup }) => markup),
    ...painted.map(({ point, at }) => markOf(point, at)),
    ...placed.flatMap(({ point, at }, index) => labelOf(point, at, places[index] ?? null)),
  ];
  const lost = points.filter(({ label }, at) => label !== '' && places[at] === null).length;
  return { markup: drawn.join('\n'), lost };
}

type Pixel = { readonly x: number; readonly y: number };
type Scale = (value: number) => number;

/** What an axis must show: all means, and of their intervals what does not squeeze them. */
function endsOf(ranges: readonly Range[], bars: boolean): readonly number[] {
  const means = ranges.map(({ mean }) => mean);
  const [least, most] = extent(means);
  const room = stretch * (most - least);
  const ends = bars ? ranges.flatMap(({ interval }) => interval ?? []) : [];
  const lowest = Math.max(least - room, Math.min(least, least / 2));
  return [...means, ...ends.map((end) => Math.min(most + room, Math.max(lowest, end)))];
}

function markBox({ x, y }: Pixel): Box {
  const size = 2 * markRadius;
  return { x: x - markRadius, y: y - markRadius, width: size, height: size };
}

/** The intervals of a point as thin lines, and where they lie. */
function intervalLines({ x, y, isMember }: PicturePoint, across: Scale, down: Scale) {
  const stroke = isMember ? colors.member : colors.beaten;
  const line = (x1: number, y1: number, x2: number, y2: number) => ({
    box: {
      x: Math.min(x1, x2),
      y: Math.min(y1, y2),
      width: Math.abs(x2 - x1) + 1,
      height: Math.abs(y2 - y1) + 1,
    },
    markup: element('line', { x1, y1, x2, y2, stroke, 'stroke-opacity': '0.45' }),
  });
  const [left, top] = [across(x.mean), down(y.mean)];
  const lines = [];
  if (x.interval !== null) lines.push(line(across(x.interval[0]), top, across(x.interval[1]), top));
  if (y.interval !== null) lines.push(line(left, down(y.interval[1]), left, down(y.interval[0])));
  return lines;
}

function gridOf(
  x: PlotAxis,
  y: PlotAxis,
  sides: { readonly x: PictureSide; readonly y: PictureSide },
  area: Box,
  across: Scale,
  down: Scale,
): readonly string[] {
  const [right, bottom] = [area.x + area.width, area.y + area.height];
  const quiet = { fill: colors.axis };
  const scale = (axis: PlotAxis) => (axis.isLogarithmic ? ' (logarithmic)' : '');
  return [
    ...x.ticks.flatMap((tick) => [
      element('line', {
        x1: across(tick),
        y1: area.y,
        x2: across(tick),
        y2: bottom,
        stroke: colors.grid,
      }),
      text(sides.x.show(tick), across(tick), bottom + 18, { ...quiet, 'text-anchor': 'middle' }),
    ]),
    ...y.ticks.flatMap((tick) => [
      element('line', {
        x1: area.x,
        y1: down(tick),
        x2: right,
        y2: down(tick),
        stroke: colors.grid,
      }),
      text(sides.y.show(tick), area.x - 8, down(tick) + 4, { ...quiet, 'text-anchor': 'end' }),
    ]),
    element('line', { x1: area.x, y1: bottom, x2: right, y2: bottom, stroke: colors.axis }),
    text(`${sides.x.title}${scale(x)}`, area.x + area.width / 2, bottom + 40, {
      fill: colors.ink,
      'text-anchor': 'middle',
    }),
    text(`${sides.y.title}${scale(y)}`, area.x - 44, area.y - 12, { fill: colors.ink }),
  ];
}

/** Corners of the steps along the points that are best in y of all with as little x, to the right edge. */
function frontierSteps(
  points: readonly PicturePoint[],
  isCost: boolean,
  across: Scale,
  down: Scale,
  area: Box,
): readonly Pixel[] {
  const value = ({ y }: PicturePoint) => (isCost ? -y.mean : y.mean);
  const inOrder = [...points].sort((a, b) => a.x.mean - b.x.mean || value(b) - value(a));
  let best = Number.NEGATIVE_INFINITY;
  const corners: Pixel[] = [];
  for (const point of inOrder) {
    if (value(point) <= best) continue;
    best = value(point);
    const at = { x: across(point.x.mean), y: down(point.y.mean) };
    const before = corners.at(-1);
    if (before !== undefined) corners.push({ x: at.x, y: before.y });
    corners.push(at);
  }
  return [...corners, { x: area.x + area.width, y: corners.at(-1)?.y ?? area.y }];
}

function boxesAlong(corners: readonly Pixel[]): readonly Box[] {
  return corners.slice(1).map(({ x, y }, at) => {
    const from = corners[at] ?? { x, y };
    return {
      x: Math.min(x, from.x),
      y: Math.min(y, from.y),
      width: Math.abs(x - from.x) + 1,
      height: Math.abs(y - from.y) + 1,
    };
  });
}

function markOf({ isMember, tooltip: words }: PicturePoint, { x, y }: Pixel): string {
  const paint = isMember
    ? { fill: colors.member, stroke: '#ffffff' }
    : { fill: '#ffffff', stroke: colors.beaten };
  const mark = { cx: x, cy: y, r: isMember ? markRadius : markRadius - 1, 'stroke-width': '1.5' };
  return element('circle', { ...mark, ...paint }, tooltip(words));
}

function labelOf(
  { label, isMember }: PicturePoint,
  at: Pixel,
  place: LabelPlace | null,
): readonly string[] {
  if (place === null) return [];
  const { box } = place;
  const middle = box.y + box.height / 2;
  const end = Math.min(box.x + box.width, Math.max(box.x, at.x));
  const foot = Math.min(box.y + box.height, Math.max(box.y, at.y));
  const lead = element('line', {
    x1: at.x,
    y1: at.y,
    x2: end,
    y2: foot,
    stroke: colors.beaten,
    'stroke-width': '0.75',
  });
  // From the side of the point, so that an estimate of the width that is too large moves nothing away from it.
  const side =
    box.x > at.x
      ? ({ x: box.x, anchor: 'start' } as const)
      : box.x + box.width < at.x
        ? ({ x: box.x + box.width, anchor: 'end' } as const)
        : ({ x: box.x + box.width / 2, anchor: 'middle' } as const);
  const words = text(label, side.x, middle + 4, {
    fill: isMember ? colors.ink : colors.axis,
    'text-anchor': side.anchor,
    stroke: '#ffffff',
    'stroke-width': '3',
    'paint-order': 'stroke',
  });
  return place.isApart ? [lead, words] : [words];
}
