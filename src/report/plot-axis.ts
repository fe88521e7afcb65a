import { extent } from 'simple-statistics';

/** An axis of a plot. */
export interface PlotAxis {
  readonly low: number;
  readonly high: number;
  /** Whether equal ratios are equal distances. */
  readonly isLogarithmic: boolean;
  /** Round values between both ends, in order. */
  readonly ticks: readonly number[];
  /** Where a value lies: 0 at the low end, 1 at the high one. */
  at(value: number): number;
}

export interface PlotAxisOptions {
  /** Whether the values are shares, from 0 to 1. */
  readonly isShare?: boolean;
  /** Ticks, about. */
  readonly ticks: number;
}

/** Positive values whose ends are so many times apart ask for equal ratios: the least would all lie in one corner. */
const mostLinearRatio = 10;
/** Values whose least is below this share of the largest are shown from 0. */
const fromZero = 0.35;
/** Values that differ by less than this share of the largest are one: ticks could not tell them apart. */
const sameWithin = 1e-6;
/** Room beyond the outermost values, of their range. */
const margin = 0.07;

/**
 * The axis that shows these values (at least one) best: logarithmic where they are far apart, from 0 where that is near, and
 * from 0 to 1 where all are 0.
 */
export function plotAxis(
  values: readonly number[],
  { isShare = false, ticks }: PlotAxisOptions,
): PlotAxis {
  const [least, most] = extent([...values]);
  if (!isShare && least > 0 && most / least >= mostLinearRatio) {
    const room = (most / least) ** margin;
    const [low, high] = [least / room, most * room];
    const span = Math.log(high / low);
    return {
      low,
      high,
      isLogarithmic: true,
      ticks: ratioTicks(low, high, ticks),
      at: (value) => Math.log(Math.max(value, low) / low) / span,
    };
  }
  const scale = Math.max(Math.abs(least), Math.abs(most));
  const range = most - least > sameWithin * scale ? most - least : scale || 1;
  const isFromZero = !isShare && least >= 0 && least < fromZero * most;
  const low = isFromZero ? 0 : least - margin * range;
  const high = scale === 0 ? 1 : most + margin * range;
  const [bottom, top] = [least >= 0 ? Math.max(0, low) : low, isShare ? Math.min(1, high) : high];
  return {
    low: bottom,
    high: top,
    isLogarithmic: false,
    ticks: evenTicks(bottom, top, ticks),
    at: (value) => (value - bottom) / (top - bottom),
  };
}

/** Multiples of 1, 2 or 5 times a power of ten, at most `count` and one more. */
function evenTicks(low: number, high: number, count: number): readonly number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((each) => each * power >= rough * (1 - 1e-9)) ?? 10) * power;
  const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)];
  return Array.from({ length: last - first + 1 }, (_, at) =>
    Number(((first + at) * step).toPrecision(12)),
  );
}

/** 1, 2 and 5 times powers of ten or, where these are too many, powers of ten as far apart as it takes. */
function ratioTicks(low: number, high: number, count: number): readonly number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const within = (factors: readonly number[], every: number) =>
    Array.from({ length: last - first + 1 }, (_, at) => first + at)
      .filter((power) => power % every === 0)
      .flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`)))
      .filter((tick) => tick >= low && tick <= high);
  const fine = [[1, 2, 5], [1, 3], [1]].map((factors) => within(factors, 1));
  const fitting = fine.find((ticks) => ticks.length <= count + 1);
  return fitting ?? within([1], Math.ceil((last - first) / count));
}
