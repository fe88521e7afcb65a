const nanosecondsPerSecond = 1e9;

const pattern =
  /^(\d{4}-\d{2}-\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:Z|([+-])(\d{2}):?(\d{2}))?$/;

/**
 * Makes a parser of `2023-11-16 18:17:03.9799600` and its ISO 8601 kin (`T`, `Z`, `+00:00`; without an offset it is UTC):
 * nanoseconds since the first timestamp that it read; NaN for no timestamp.
 *
 * Nanoseconds since 1970 need 61 bits, more than a float64 has; since the first row they are whole and exact for 104
 * days, and beyond that as exact as float64 seconds can be.
 */
export function createTimestampParser(): (text: string) => number {
  let firstSeconds = Number.NaN;
  let firstNanoseconds = 0;
  let dayText = '';
  let dayStart = Number.NaN;
  return (text) => {
    const match = pattern.exec(text.trim());
    if (match === null) return Number.NaN;
    const [, day = '', hour, minute, second, fraction, sign, offsetHour, offsetMinute] = match;
    if (day !== dayText) {
      dayText = day;
      dayStart = secondsOfDay(day);
    }
    const clock = clockSeconds(Number(hour), Number(minute), Number(second));
    const offset = clockSeconds(Number(offsetHour ?? 0), Number(offsetMinute ?? 0), 0);
    const seconds = dayStart + clock - (sign === '-' ? -offset : offset);
    if (Number.isNaN(seconds)) return Number.NaN;
    const nanoseconds = fraction === undefined ? 0 : Number(fraction.padEnd(9, '0'));
    if (Number.isNaN(firstSeconds)) {
      firstSeconds = seconds;
      firstNanoseconds = nanoseconds;
    }
    return (seconds - firstSeconds) * nanosecondsPerSecond + (nanoseconds - firstNanoseconds);
  };
}

/** Seconds from 1970 to the start of a day, NaN for a day that the calendar does not have. */
function secondsOfDay(day: string): number {
  const date = new Date(`${day}T00:00:00Z`);
  // An engine may roll 30 February over into March.
  if (Number.isNaN(date.getTime()) || !date.toISOString().startsWith(day)) return Number.NaN;
  return date.getTime() / 1000;
}

function clockSeconds(hour: number, minute: number, second: number): number {
  return hour < 24 && minute < 60 && second < 60 ? hour * 3600 + minute * 60 + second : Number.NaN;
}
