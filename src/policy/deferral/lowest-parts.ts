import type { DeferralView, ForecastPart } from './port.ts';

/**
 * A start while the forecast is as low as it gets, within the tolerance: at once where it is so now, else at an instant
 * drawn uniformly from all such parts, so that those who wait for one hour do not all come with its first second. The
 * request counts as short against a part: what is forecast for the time after its start plays no role.
 */
export function startInLowestParts({ forecast, tolerance, uniform }: DeferralView): number {
  const now = forecast[0]!;
  const lowest = forecast.reduce((least, { value }) => Math.min(least, value), Infinity);
  const most = lowest + tolerance * Math.abs(lowest);
  if (now.value <= most) return now.fromSeconds;
  const low = forecast.filter(({ value }) => value <= most);
  const length = (part: ForecastPart) => part.toSeconds - part.fromSeconds;
  let left = uniform * low.reduce((sum, part) => sum + length(part), 0);
  for (const part of low) {
    if (left < length(part)) return part.fromSeconds + left;
    left -= length(part);
  }
  // rounding: the draw lies at the very end
  return low.at(-1)!.toSeconds;
}
