import { metricColumns } from '../record/tables/metrics.ts';
import { isShare } from '../summary/metric-traits.ts';
import type { ReplicatedMean } from '../summary/replicated-mean.ts';
import { figure, percent, quantity, seconds, span, withMargin } from './numbers.ts';

/** A figure of a column with its error, as a table shows it. */
export function figureText({ mean, interval }: ReplicatedMean, name: string): string {
  const show = (value: number) => metricText(value, name);
  if (mean === null || interval === null) return metricText(mean, name);
  if (isShare(name)) return `${show(mean)} (${span(show(interval[0]), show(interval[1]))})`;
  return withMargin(mean, interval, show);
}

/** A metric in the unit of its column. */
export function metricText(value: number | null, column: string): string {
  const unit = metricColumns([]).find(({ name }) => name === column)?.unit ?? null;
  if (unit === 's') return seconds(value);
  if (unit === 'J' || unit === 'W') return quantity(value, unit);
  return unit === null ? percent(value) : figure(value);
}

/** The same where no heading says that it is a rate. */
export function rateText(value: number | null, column: string): string {
  const text = metricText(value, column);
  return column.endsWith('_per_second') ? `${text}/s` : text;
}
