import { isVague, type SobolIndex } from '../summary/sensitivity/indices.ts';
import type { LevelMean } from '../summary/sensitivity/tornado.ts';
import type { AxisSensitivity } from '../summary/sensitivity.ts';
import { type SweptSensitivity, sensitivityMetrics } from '../summary/sweep-sensitivity.ts';
import { axisLevel } from './axis-levels.ts';
import { rangeBar } from './bars.ts';
import { metricValue } from './differences.ts';
import { missing, span, whole } from './numbers.ts';
import { textTable } from './text-table.ts';

/** What is printed of a sweep's sensitivity. */
export interface SensitivityForText {
  readonly folder: string;
  readonly name: string;
  readonly design: string;
  readonly points: number;
  readonly replications: number;
  readonly metrics: readonly SweptSensitivity[];
  readonly warnings: readonly string[];
}

/** Which axis of a sweep matters most, figure by figure, each with a tornado chart. */
export function sensitivityText(of: SensitivityForText): string {
  const repeated = `${whole(of.replications)} ${of.replications === 1 ? 'replication' : 'replications'}`;
  const head = `${of.folder} · ${of.name}: ${of.design} design, ${whole(of.points)} points, ${repeated}`;
  const blocks = [
    head,
    of.metrics.map(answer).join('\n'),
    ...of.metrics.map((each) => metricText(each, of)),
    of.warnings.map((warning) => `  note: ${warning}`).join('\n'),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

const phraseOf = ({ metric }: SweptSensitivity) =>
  sensitivityMetrics.find(({ name }) => name === metric)?.phrase ?? metric;

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** What matters most, in a sentence. */
function answer(of: SweptSensitivity): string {
  const [most] = of.axes;
  const subject = capital(phraseOf(of));
  if (most === undefined || of.points === 0) return `${subject}: no point has it.`;
  const fixed = of.axes.filter(({ isFixed }) => isFixed).map((axis) => fixedText(axis));
  const unknown = fixed.length === 0 ? '' : `; not known of ${fixed.join('; nor of ')}`;
  if (fixed.length === of.axes.length) {
    return `${subject}: which axis matters cannot be told${unknown}.`;
  }
  if (most.isFixed || most.tornado === null || most.tornado.range === 0) {
    return `${subject} depends on no ${fixed.length === 0 ? 'axis of this sweep' : 'other axis'}${unknown}.`;
  }
  if ((of.noiseShare ?? 0) >= 1) {
    return `${subject}: no axis stands out from what chance does between replications.`;
  }
  const vague = [most.total, most.first].find((index) => index !== null && isVague(index));
  if (vague != null) {
    return `${subject}: which axis matters most cannot be told from ${basis(of)} (the share of ${most.axis} is estimated as ${shareText(vague)}): use more.`;
  }
  return `${subject} depends most on ${most.axis}: ${reach(most, of)}${rivals(most, of)}${unknown}.`;
}

/** `rate (only at 8/s: its other points are overloaded, failed or without the figure)`. */
function fixedText({ axis, unit, tornado }: AxisSensitivity): string {
  const level = axisLevel(tornado?.lowest.from ?? null, unit);
  return `${axis} (only at ${level}: its other points are overloaded, failed or without the figure)`;
}

/** Levels that an axis has lost, where some are left to tell of. */
function lostText({ axis, unit, lostLevels }: AxisSensitivity): string {
  const levels = lostLevels.map((level) => axisLevel(level, unit));
  return `${axis}: without ${levels.join(', ')}, where every point is left out`;
}

function basis({ baseSamples, points }: SweptSensitivity): string {
  return baseSamples === null ? `${whole(points)} points` : `${whole(baseSamples)} base samples`;
}

function reach({ first, total, tornado }: AxisSensitivity, of: SweptSensitivity): string {
  // Where no other axis is left to vary, all the variance is this one's whatever it does.
  const isLast = of.axes.length > 1 && of.axes.slice(1).every(({ isFixed }) => isFixed);
  if (isLast) return moves(tornado, of);
  // An estimate of the total below that of its part says that there is nothing else to it.
  if (total !== null && first !== null && total.value > first.value + 0.005) {
    return `it explains ${shareOf(first)} of the variance by itself, ${shareOf(total)} with its interactions`;
  }
  if (first !== null) return `it explains ${shareOf(first)} of the variance by itself`;
  return moves(tornado, of);
}

function moves(tornado: AxisSensitivity['tornado'], of: SweptSensitivity): string {
  if (tornado === null) return 'nothing tells how much';
  return `along it the mean goes from ${metricValue(tornado.minimum.mean, of)} to ${metricValue(tornado.maximum.mean, of)}`;
}

/** Axes that may matter as much: whose intervals reach into that of the one that seems to matter most. */
function rivals(most: AxisSensitivity, { axes }: SweptSensitivity): string {
  const intervalOf = ({ total, first }: AxisSensitivity) => (total ?? first)?.interval ?? null;
  const own = intervalOf(most);
  if (own === null) return '';
  const close = axes.filter((axis) => axis !== most && (intervalOf(axis)?.[1] ?? -1) > own[0]);
  return close.length === 0
    ? ''
    : `; ${close.map(({ axis }) => axis).join(', ')} may matter as much`;
}

const chartWidth = 32;

function metricText(of: SweptSensitivity, sweep: SensitivityForText): string {
  const left = [
    ...(of.overloaded > 0 ? [`${whole(of.overloaded)} overloaded left out`] : []),
    ...(of.missing > 0 ? [`${whole(of.missing)} without the figure`] : []),
  ];
  const out = left.length > 0 ? ` (${left.join(', ')})` : '';
  const head = `${phraseOf(of)}: mean ${metricValue(of.mean, of)} over ${whole(of.points)} points${out}`;
  if (of.points === 0) return head;
  return [head, chart(of), ...notes(of, sweep).map((note) => `  ${note}`)].join('\n');
}

/** A row per axis: its shares, and a bar from its smallest to its largest mean. */
function chart(of: SweptSensitivity): string {
  const moved = of.axes.flatMap(({ tornado }) => tornado ?? []);
  const scale = {
    from: Math.min(...moved.map(({ minimum }) => minimum.mean)),
    to: Math.max(...moved.map(({ maximum }) => maximum.mean)),
  };
  const rows = of.axes.map((axis) => {
    const { tornado, unit } = axis;
    if (tornado === null) return [axis.axis, missing, missing, '', missing, missing];
    const { minimum, maximum, range } = tornado;
    if (axis.isFixed) {
      const bar = rangeBar({ from: minimum.mean, to: maximum.mean }, scale, chartWidth);
      return [axis.axis, missing, missing, bar, levelText(minimum, unit, of), missing];
    }
    const ends =
      range === 0
        ? [metricValue(minimum.mean, of), 'the same']
        : [minimum, maximum].map((each) => levelText(each, unit, of));
    return [
      axis.axis,
      shareText(axis.first),
      shareText(axis.total),
      rangeBar({ from: minimum.mean, to: maximum.mean }, scale, chartWidth),
      ...ends,
    ];
  });
  const head = ['axis', 'first', 'total', 'of the mean, from … to', 'smallest', 'largest'];
  return textTable(head, rows, [0, 1, 2, 3, 4, 5]);
}

/** `0.31`, or `0.31 (0.27 to 0.35)`. */
function shareText(index: SobolIndex | null): string {
  if (index === null) return missing;
  const text = (value: number) => {
    const digits = value.toFixed(2);
    return digits === '-0.00' ? '0.00' : digits.replace('-', '−');
  };
  if (index.interval === null) return text(index.value);
  return `${text(index.value)} (${text(index.interval[0])} to ${text(index.interval[1])})`;
}

/** `900 ms at 16`, or `900 ms at 400 to 475 W` for a quarter of a range. */
function levelText(
  { from, to, mean }: LevelMean,
  unit: string | null,
  of: SweptSensitivity,
): string {
  const end =
    from === to ? axisLevel(from, unit) : span(axisLevel(from, unit), axisLevel(to, unit));
  return `${metricValue(mean, of)} at ${end}`;
}

function notes(
  of: SweptSensitivity,
  { design, replications }: SensitivityForText,
): readonly string[] {
  const { axes, method, interactionShare, noiseShare } = of;
  const indices = axes.flatMap(({ first, total }) => [first, total]);
  const told = axes.filter(({ isFixed }) => !isFixed);
  const reasons = told.flatMap(({ firstReason, totalReason }) => [firstReason, totalReason]);
  const lines: string[] = [];
  if (interactionShare !== null) {
    const chance =
      noiseShare !== null
        ? 'interactions and chance'
        : `interactions or chance, which ${replications === 1 ? 'one replication does' : 'these replications do'} not tell apart`;
    lines.push(
      `${share(interactionShare)} of the variance is explained by no axis alone: ${chance}`,
    );
  }
  if (replications === 1 && interactionShare === null && indices.some((index) => index !== null)) {
    lines.push('one replication at each point does not tell what chance adds to these shares');
  }
  if (noiseShare !== null) {
    lines.push(
      noiseShare >= 1
        ? 'chance between replications makes as much variance as there is between points, or more'
        : `chance between replications makes ${share(noiseShare)} of the variance between points`,
    );
  }
  if (indices.some((index) => index !== null && isVague(index))) {
    lines.push(`wide intervals: ${basis(of)} do not tell these shares; use more`);
  }
  if (design === 'list' && method !== 'grid') {
    lines.push(
      'the points were listed, not designed: what is seen along one axis may be the doing of another that moves with it',
    );
  }
  if (method === 'unbalanced-grid') {
    lines.push(
      'the grid has holes: `first` measures main effects, but is no share of the variance',
    );
  }
  for (const axis of axes) {
    if (axis.isFixed) lines.push(fixedText(axis));
    else if (axis.lostLevels.length > 0) lines.push(lostText(axis));
  }
  for (const reason of new Set(reasons)) if (reason !== null) lines.push(`–: ${reason}`);
  return lines;
}

/** Exact shares are told to the end. */
function shareOf({ value, interval }: SobolIndex): string {
  return interval === null ? `${Math.round(100 * value)} %` : share(value);
}

/** A share in words; an estimate may lie a little beyond either end, and is not made to look exact there. */
function share(value: number): string {
  if (value < 0.01) return 'less than 1 %';
  if (value > 0.995) return 'nearly all';
  return `${Math.round(100 * value)} %`;
}
