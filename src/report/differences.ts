import type { Interval } from '../summary/percentiles.ts';
import { figure, missing, percent, quantity, seconds } from './numbers.ts';

/** Metrics without a unit that are shares, from 0 to 1. */
const shares = new Set([
  'slo_attainment',
  'accuracy',
  'hallucination_rate',
  'escaped_error_rate',
  'busy',
  'mfu',
  'mbu',
  'kv_cache',
  'prefix_hit_rate',
]);

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
  return shares.has(metric) ? share(value) : figure(value);
}

/** How far two values of a metric lie apart, without a sign; shares in points of a percentage. */
export function metricDistance(difference: number, of: MetricUnit): string {
  const size = Math.abs(difference);
  if (of.unit === null && shares.has(of.metric)) return `${figure(100 * size)} points`;
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

/** `21 to 55 ms`, or `900 µs to 1.2 ms`: the unit once, where both ends have the same. */
export function span(low: string, high: string): string {
  const [, number = '', unit] = /^([+−]?[\d.,]+(?:e-?\d+)?)(.*)$/.exec(low) ?? [];
  const sameUnit = unit !== undefined && unit !== '' && high.endsWith(unit);
  return `${sameUnit ? number : low} to ${high}`;
}

/** An interval of a difference, with signs. */
export function signedSpan([low, high]: Interval, of: MetricUnit): string {
  return span(signed(low, metricDistance(low, of)), signed(high, metricDistance(high, of)));
}
