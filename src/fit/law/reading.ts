import { axisLevel } from '../../report/axis-levels.ts';
import { metricDistance, metricValue } from '../../report/differences.ts';
import { figure, missing, percent, span } from '../../report/numbers.ts';
import { isShare } from '../../summary/metric-traits.ts';
import type { FormId } from './forms.ts';
import { type Law, type LawParameter, mostHeldOut } from './law.ts';
import type { Interval } from './margins.ts';
import { type LawMetric, lawMetrics, spentFigures } from './metrics.ts';
import type { SweptSeries } from './series-of-sweep.ts';

type Place = Omit<SweptSeries, 'series'>;

/** `replicas` of `pools[h100].replicas`, or what the axis counts. */
export function axisWord({ axis, axisScale }: Pick<Place, 'axis' | 'axisScale'>): string {
  if (axisScale !== null) return axisScale;
  const spent = spentFigures.find(({ name }) => name === axis);
  return spent?.phrase ?? /[^.]+$/.exec(axis)?.[0] ?? axis;
}

/** What a metric is called in a sentence. */
export function metricPhrase(metric: string): string {
  return lawMetrics.find(({ name }) => name === metric)?.phrase ?? metric;
}

/** The law in a sentence: `throughput grows as replicas^0.93 [0.91, 0.95]: each doubling gives 1.9 times it (4 to 16)`. */
export function reading(place: Place, law: Law): string {
  const subject = metricPhrase(place.metric);
  const held = span(axisLevel(law.from, place.axisUnit), axisLevel(law.to, place.axisUnit));
  if (!law.holds) return `${subject} ${withoutForm(place, law)} (${held})`;
  return `${subject} ${said(place, law)} (${held})${superlinear(place, law)}${bounded(place, law)}`;
}

const digits = (value: number) => value.toFixed(2).replace('-', '−');

/** `0.93 [0.91, 0.95]`. */
export function exponentText(value: number, interval: Interval | null): string {
  if (interval === null) return digits(value);
  return `${digits(value)} [${digits(interval[0])}, ${digits(interval[1])}]`;
}

/** What is said where every form errs too much at points held out. */
function withoutForm(place: Place, { crossValidated, form, first, last }: Law): string {
  const share = isShare(place.metric);
  const size = (value: number) => (share ? `${figure(100 * value)} points` : percent(value));
  const error = size(crossValidated[0]?.error ?? Number.NaN);
  const most = size(share ? mostHeldOut.share : mostHeldOut.relative);
  const way = Math.sign(last - first);
  const trend = way === 0 ? '' : `, though it ${way > 0 ? 'rises' : 'falls'}`;
  return `follows no form along ${axisWord(place)}${trend}: ${form}, the nearest, errs by ${error} at points held out, above ${most}`;
}

function said(place: Place, law: Law): string {
  const { metric, unit, axisUnit } = place;
  const x = axisWord(place);
  const of = (name: string): LawParameter =>
    law.parameters.find((each) => each.name === name) ?? {
      name,
      measure: 'none',
      value: Number.NaN,
      interval: null,
    };
  const y = (value: number) => metricValue(value, { metric, unit });
  const within = (parameter: LawParameter, show: (value: number) => string) =>
    parameter.interval === null
      ? show(parameter.value)
      : `${show(parameter.value)} [${show(parameter.interval[0])}, ${show(parameter.interval[1])}]`;
  const atAxis = (value: number) => axisLevel(value, axisUnit);
  const ends = `from ${y(law.first)} to ${y(law.last)}`;
  switch (law.form) {
    case 'constant':
      return `does not depend on ${x}: ${within(of('level'), y)}`;
    case 'power': {
      const { value, interval } = of('exponent');
      const verb = value < 0 ? 'falls' : 'grows';
      const doubling = `each doubling gives ${figure(2 ** value)} times it`;
      return `${verb} as ${x}^${exponentText(value, interval)}: ${doubling}`;
    }
    case 'linear':
      return `${law.last < law.first ? 'falls' : 'grows'} in a straight line with ${x}, ${ends}`;
    case 'logarithmic': {
      const { value, interval } = of('perDoubling');
      const step = metricDistance(value, { metric, unit });
      const about =
        interval === null
          ? ''
          : ` [${[...interval].map((end) => `${end < 0 ? '−' : '+'}${metricDistance(end, { metric, unit })}`).join(', ')}]`;
      return `${value < 0 ? 'loses' : 'gains'} ${step}${about} with each doubling of ${x}, ${ends}`;
    }
    case 'capped': {
      const knee = (of('ceiling').value / of('slope').value) * law.reference;
      return `grows in proportion to ${x} up to ${atAxis(knee)}, and stays at ${within(of('ceiling'), y)} beyond`;
    }
    case 'queueing':
      return `grows as 1 ÷ (1 − ${x} ÷ ${within(of('capacity'), atAxis)}), which is where it has no end; without load ${y(of('unloaded').value)}`;
    case 'queueing-servers':
      return `falls as 1 ÷ (1 − ${within(of('least'), atAxis)} ÷ ${x}): so much is needed to keep up at all; with plenty ${y(of('unloaded').value)}`;
    case 'saturating-power': {
      const isCeiling = law.last > law.first;
      const decay = of('decay').value;
      const closed = percent(1 - 2 ** -decay);
      return `comes up against a ${isCeiling ? 'ceiling' : 'floor'} of ${within(of('limit'), y)}, at ${y(law.last)}: each doubling of ${x} takes ${closed} of the way that is left`;
    }
  }
}

const hasEnd: ReadonlySet<FormId> = new Set(['saturating-power', 'capped', 'constant']);

/** What a share comes up against, where the form that was chosen has no end. */
function bounded({ metric, unit }: Place, { ceiling, form, last, first }: Law): string {
  if (ceiling === null || hasEnd.has(form)) return '';
  if (last < first) return '';
  const y = (value: number) => metricValue(value, { metric, unit });
  const ends =
    ceiling.interval === null ? '' : ` [${y(ceiling.interval[0])}, ${y(ceiling.interval[1])}]`;
  return `; with a ceiling it fits no worse: ${y(ceiling.value)}${ends}`;
}

/** Whether energy grows faster than what it is spent on: a one-sided test at 5 %. */
function superlinear({ metric }: Place, { elasticity }: Law): string {
  const known: LawMetric | undefined = lawMetrics.find(({ name }) => name === metric);
  if (known?.isEnergy !== true || elasticity === null) return '';
  const { aboveOne, exponent } = elasticity;
  if (aboveOne === null || aboveOne >= 0.05) return '';
  const chance = aboveOne < 0.001 ? '< 0.001' : figure(aboveOne);
  return `; its exponent, ${digits(exponent)}, is above 1 (p ${chance}): more than in proportion`;
}

/** An exponent, or a dash. */
export function elasticityText({ elasticity }: Law): string {
  return elasticity === null ? missing : exponentText(elasticity.exponent, elasticity.interval);
}
