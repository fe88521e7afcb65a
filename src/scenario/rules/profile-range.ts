import type { Path } from '../document/tree.ts';
import type { MeasuredRange, Range } from '../profile-file/custom-profile.ts';
import type { Reporter } from '../reporter.ts';
import type { ServiceRule } from './rule.ts';

/**
 * A profile that was fitted to measured rows extrapolates outside of what they covered: a warning, not an error. Chips,
 * formats and what only a run reaches are judged as with any profile (physics/validity.ts).
 */
export const profileRange: ServiceRule = {
  involvesPool: ['serves', 'precision', 'engine.profile'],
  involvesWorkload: ['model', 'arrivals'],
  check(workload, pool, path, reporter) {
    const { profile, customProfile } = pool.engine;
    const range = customProfile?.calibrated;
    if (range == null) return;
    const outside = [
      notIn('model', workload.model, range.models),
      notIn('kvCache', pool.precision.kvCache, range.kvCache),
      beyond('clients per replica', clientsOf(workload.arrivals, pool.replicas), range.concurrency),
    ].filter((each) => each !== null);
    if (outside.length === 0) return;
    warn(profile, outside, range, path, reporter);
  },
};

function warn(
  profile: string,
  outside: readonly string[],
  { rows }: MeasuredRange,
  path: Path,
  reporter: Reporter,
): void {
  const message = `the ${rows} measured rows of ${profile} did not cover ${outside.join(', ')}: its figures extrapolate`;
  reporter.warning(
    [...path, 'engine', 'profile'],
    message,
    'measure there too, and calibrate again',
  );
}

function notIn(what: string, value: string, covered: readonly string[]): string | null {
  if (covered.length === 0 || covered.includes(value)) return null;
  return `${what} ${value} (but ${covered.join(', ')})`;
}

function beyond(what: string, value: number | null, range: Range | null): string | null {
  if (value === null || range === null || (range.from <= value && value <= range.to)) return null;
  return `${value} ${what} (but ${range.from} to ${range.to})`;
}

type Workload = Parameters<ServiceRule['check']>[0];

function clientsOf(arrivals: Workload['arrivals'], replicas: number): number | null {
  return arrivals.process === 'closed-loop' ? Math.ceil(arrivals.concurrency / replicas) : null;
}
