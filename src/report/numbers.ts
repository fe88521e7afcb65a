/** Shown where there is no figure. */
export const missing = '–';

/** Three significant digits, without exponents between 0.001 and 10 million, thousands grouped. */
export function figure(value: number | null): string {
  if (value === null || Number.isNaN(value)) return missing;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e7)) return value.toExponential(2);
  if (size >= 1000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

/** So many of what has a name, whose plural ends in s: `1 call`, `2.5 calls`. */
export function counted(value: number | null, name: string): string {
  const text = value !== null && Number.isInteger(value) ? whole(value) : figure(value);
  return `${text} ${name}${text === '1' ? '' : 's'}`;
}

/** A whole number, thousands grouped. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Seconds in the unit that people would use: `850 µs`, `21 ms`, `1.5 s`, `12 min`, `3.2 h`. */
export function seconds(value: number | null): string {
  if (value === null || Number.isNaN(value)) return missing;
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return '∞';
  if (size === 0) return '0 s';
  if (size < 1e-3) return `${figure(value * 1e6)} µs`;
  if (size < 1) return `${figure(value * 1e3)} ms`;
  if (size < 600) return `${figure(value)} s`;
  return size < 7200 ? `${figure(value / 60)} min` : `${figure(value / 3600)} h`;
}

const prefixes = ['', 'k', 'M', 'G', 'T', 'P', 'E'] as const;

/** A quantity with a decimal prefix: `12.3 kJ`, `700 W`, `80 GB`, `3.35 TB/s`. */
export function quantity(value: number | null, unit: string): string {
  if (value === null || Number.isNaN(value)) return missing;
  const size = Math.abs(value);
  const step = size < 1000 ? 0 : Math.min(prefixes.length - 1, Math.floor(Math.log10(size) / 3));
  return `${figure(value / 1000 ** step)} ${prefixes[step]}${unit}`;
}

/**
 * A mean with its interval: `120 ms ±8%` of the mean, to the wider side; where that would be all of it or more, from
 * where to where: `120 ms (0 to 260 ms)`.
 */
export function withMargin(
  mean: number,
  [low, high]: readonly [number, number],
  show: (value: number) => string,
): string {
  const half = Math.max(high - mean, mean - low);
  if (half >= Math.abs(mean)) return `${show(mean)} (${span(show(low), show(high))})`;
  return `${show(mean)} ±${percent(half / Math.abs(mean)).replace(' ', '')}`;
}

/** `21 to 55 ms`, or `900 µs to 1.2 ms`: the unit once, where both ends have the same. */
export function span(low: string, high: string): string {
  const [, number = '', unit] = /^([+−]?[\d.,]+(?:e-?\d+)?)(.*)$/.exec(low) ?? [];
  const sameUnit = unit !== undefined && unit !== '' && high.endsWith(unit);
  return `${sameUnit ? number : low} to ${high}`;
}

/** A share as a percentage. Close to 1 it keeps the digits that matter: 98.96 %. */
export function percent(share: number | null): string {
  if (share === null || Number.isNaN(share)) return missing;
  const digits =
    share >= 1 || share <= 0 ? 0 : share > 0.98 ? 2 : share > 0.9 || share < 0.1 ? 1 : 0;
  const text = (100 * share).toFixed(digits);
  // Rounding must not turn a missed target into 100 %.
  return share < 1 && Number(text) === 100 ? '>99.99 %' : `${text} %`;
}
