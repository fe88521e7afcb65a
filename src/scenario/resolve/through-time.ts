import {
  constantProfile,
  dayProfile,
  type Profile,
  swingProfile,
} from '../../physics/facility/profile.ts';
import { splitCsvLine } from '../../trace/csv-line.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { RawThroughTime } from '../schema/through-time.ts';
import { SET_FILE } from '../sets.ts';
import { joinPath } from './path.ts';

export interface ThroughTimeContext {
  readonly reporter: Reporter;
  readonly folder: string;
  readonly readText?: ((path: string) => string) | undefined;
}

/** Most rows of a file: ten years of hours. */
const MOST_ROWS = 88_000;

/** A figure through time; a constant stands in after an issue. `named` knows the words that the schema lets pass. */
export function resolveThroughTime(
  raw: RawThroughTime,
  path: Path,
  context: ThroughTimeContext,
  bounds: { readonly min: number; readonly max: number },
  named: (name: string) => number = () => 0,
): Profile {
  switch (raw.kind) {
    case 'constant':
      return constantProfile(raw.value);
    case 'name':
      return constantProfile(named(raw.name));
    case 'hours':
      return dayProfile(raw.values);
    case 'swing':
      return swingProfile(raw.mean, raw.swing, raw.warmestHour);
    case 'file':
      return profileOfFile(raw.file, path, context, bounds) ?? constantProfile(0);
  }
}

function profileOfFile(
  file: string,
  path: Path,
  { reporter, folder, readText }: ThroughTimeContext,
  bounds: { readonly min: number; readonly max: number },
): Profile | null {
  if (readText === undefined) {
    reporter.error(path, 'files cannot be read here', 'write the values by the hour');
    return null;
  }
  const place = joinPath(reporter.fileOf(path) === SET_FILE ? '' : folder, file);
  try {
    return readProfile(readText(place), bounds);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    reporter.error(
      path,
      `cannot use ${place}: ${reason.replace(/\s*\n\s*/g, ' ')}`,
      'give a CSV file with a header and two columns: hours since midnight, ascending from 0, and the value',
    );
    return null;
  }
}

/**
 * Two columns under a header: hours since midnight of the first day, and the value from then on. After the last row,
 * which lasts as long as the one before it, the file begins again. Throws where it is something else.
 */
export function readProfile(
  text: string,
  { min, max }: { readonly min: number; readonly max: number },
): Profile {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length < 3) throw new Error('it has fewer than two rows under its header');
  if (lines.length - 1 > MOST_ROWS) throw new Error(`it has more than ${MOST_ROWS} rows`);
  const startSeconds: number[] = [];
  const values: number[] = [];
  for (const [index, line] of lines.slice(1).entries()) {
    const fields = splitCsvLine(line);
    const row = `row ${index + 1}`;
    if (fields?.length !== 2 || fields.some((field) => field.trim() === '')) {
      throw new Error(`${row} has not two columns`);
    }
    const [hour, value] = fields.map(Number) as [number, number];
    if (!Number.isFinite(hour) || !Number.isFinite(value)) throw new Error(`${row} is no numbers`);
    if (value < min || value > max) throw new Error(`${row}: ${value} is not in ${min} to ${max}`);
    const last = startSeconds.at(-1);
    if (last === undefined ? hour !== 0 : hour * 3600 <= last) {
      throw new Error(last === undefined ? 'the first hour is not 0' : `${row} is not later`);
    }
    startSeconds.push(hour * 3600);
    values.push(value);
  }
  const [end, before] = [startSeconds.at(-1) ?? 0, startSeconds.at(-2) ?? 0];
  return { startSeconds, values, periodSeconds: end + (end - before) };
}
