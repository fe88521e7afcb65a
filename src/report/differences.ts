import { isShare } from '../summary/metric-traits.ts';
import type { Interval } from '../summary/percentiles.ts';
import { figure, missing, percent, quantity, seconds, span } from './numbers.ts';

/** A metric with the unit of its column. */
export interface MetricUnit {
  readonly metric: string;
  readonly unit: string | null;
}

/** A share with the digits that a comparison needs: 98.3 %, 99.93 %. */
function share(value: number): string {
  return value > 0.99 && value < 1 ? percent(value) : `${figure(100 * value)} %`;
}

/** A value of a metric as people read it. */
export function metricValue(value: number | null, { metric, unit }: MetricUnit): string {
  if (value === null || Number.isNaN(value)) return missing;
  if (unit === 's') return seconds(value);
  if (unit === '1/s') return `${figure(value)}/s`;
  if (unit === 'USD') return `${figure(value)} USD`;
  if (unit !== null) return quantity(value, unit);
  return isShare(metric) ? share(value) : figure(value);
}

/** How far two values of a metric lie apart, without a sign; shares in points of a percentage. */
export function metricDistance(difference: number, of: MetricUnit): string {
  const size = Math.abs(difference);
  if (isShare(of.metric)) return `${figure(100 * size)} points`;
  return metricValue(size, of);
}

/** `+` or `−` before a text, by the sign of its value; none before zero. */
export function signed(value: number, text: string): string {
  if (value === 0) return text;
  return `${value > 0 ? '+' : '−'}${text}`;
}

/** A ratio as a percentage of two significant digits: 0.12 %, 3.4 %, 120 %. */
export function ratio(relative: number): string {
  const size = 100 * Math.abs(relative);
  const rounded = size >= 10 ? Math.round(size) : Number(size.toPrecision(2));
  return `${rounded >= 1000 ? figure(rounded) : rounded} %`;
}

/** The same with its sign; a dash where there is none. */
export function signedRatio(relative: number | null): string {
  return relative === null ? missing : signed(relative, ratio(relative));
}

/** An interval of a difference, with signs. */
export function signedSpan([low, high]: Interval, of: MetricUnit): string {
  return span(signed(low, metricDistance(low, of)), signed(high, metricDistance(high, of)));
}
