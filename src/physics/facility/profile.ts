/**
 * A figure through time, constant from one instant to the next, that repeats: a price by the hour, a day of weather, a
 * year from a file.
 */
export interface Profile {
  /** Ascending; the first is 0. */
  readonly startSeconds: readonly number[];
  readonly values: readonly number[];
  readonly periodSeconds: number;
}

const DAY_SECONDS = 86_400;

/** The same value at all times. */
export function constantProfile(value: number): Profile {
  return { startSeconds: [0], values: [value], periodSeconds: DAY_SECONDS };
}

/** Values of equal parts of a day, every day. */
export function dayProfile(values: readonly number[]): Profile {
  const part = DAY_SECONDS / values.length;
  return { startSeconds: values.map((_, i) => i * part), values, periodSeconds: DAY_SECONDS };
}

/** A day of weather by the hour: a cosine about `mean` with the given swing to either side, warmest at an hour. */
export function swingProfile(mean: number, swing: number, warmestHour: number): Profile {
  const hours = Array.from({ length: 24 }, (_, hour) => hour + 0.5);
  return dayProfile(
    hours.map((hour) => mean + swing * Math.cos((2 * Math.PI * (hour - warmestHour)) / 24)),
  );
}

/** Mean of a profile over [from, to], from ≥ 0; its value at `from` where that is empty. */
export function meanOver(profile: Profile, from: number, to: number): number {
  const { startSeconds, values, periodSeconds } = profile;
  const [only] = values;
  if (only !== undefined && values.length === 1) return only;
  let cycle = Math.floor(from / periodSeconds) * periodSeconds;
  let part = lastAtOrBefore(startSeconds, from - cycle);
  if (!(to > from)) return values[part] ?? Number.NaN;
  let at = from;
  let sum = 0;
  while (at < to) {
    const next = cycle + (startSeconds[part + 1] ?? periodSeconds);
    const end = Math.min(to, next);
    if (end > at) sum += (end - at) * (values[part] ?? Number.NaN);
    at = end;
    part++;
    if (part === values.length) {
      part = 0;
      cycle += periodSeconds;
    }
  }
  return sum / (to - from);
}

/** A stretch of time in which a profile has one value. */
interface ProfilePart {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly value: number;
}

/** The parts of a profile that [from, to] lies in, cut at its ends, from ≥ 0; one of no length where that is empty. */
export function partsOver(profile: Profile, from: number, to: number): ProfilePart[] {
  const { startSeconds, values, periodSeconds } = profile;
  let cycle = Math.floor(from / periodSeconds) * periodSeconds;
  let part = lastAtOrBefore(startSeconds, from - cycle);
  const parts: ProfilePart[] = [];
  for (let at = from; at < to || parts.length === 0; ) {
    const end = Math.min(to, cycle + (startSeconds[part + 1] ?? periodSeconds));
    if (end > at || !(to > from)) {
      parts.push({ fromSeconds: at, toSeconds: end, value: values[part] ?? Number.NaN });
    }
    at = Math.max(at, end);
    part++;
    if (part === values.length) {
      part = 0;
      cycle += periodSeconds;
    }
  }
  return parts;
}

/** When the part of a profile that holds at `seconds` ends, and what holds then; at Infinity where nothing changes. */
export function nextPart(
  { startSeconds, values, periodSeconds }: Profile,
  seconds: number,
): { readonly seconds: number; readonly value: number } {
  const [first = Number.NaN] = values;
  if (values.length === 1) return { seconds: Number.POSITIVE_INFINITY, value: first };
  const cycle = Math.floor(seconds / periodSeconds) * periodSeconds;
  const part = lastAtOrBefore(startSeconds, seconds - cycle) + 1;
  const [start, value] = [startSeconds[part], values[part]];
  if (start === undefined || value === undefined) {
    return { seconds: cycle + periodSeconds, value: first };
  }
  return { seconds: cycle + start, value };
}

/** Mean over a whole period. */
export function meanOf(profile: Profile): number {
  return meanOver(profile, 0, profile.periodSeconds);
}

function lastAtOrBefore(starts: readonly number[], seconds: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? Infinity) <= seconds) low = middle;
    else high = middle - 1;
  }
  return low;
}
