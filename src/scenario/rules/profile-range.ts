import type { Path } from '../document/tree.ts';
import type { CalibratedRange, Range } from '../profile-file/custom-profile.ts';
import type { Reporter } from '../reporter.ts';
import type { ServiceRule } from './rule.ts';

/** A profile that was fitted to measured rows extrapolates outside of what they covered: a warning, not an error. */
export const profileRange: ServiceRule = {
  involvesPool: ['accelerator', 'serves', 'precision', 'engine.profile'],
  involvesWorkload: ['model', 'arrivals', 'promptTokens'],
  check(workload, pool, path, reporter) {
    const { profile, customProfile } = pool.engine;
    const range = customProfile?.calibrated;
    if (range == null) return;
    const outside = [
      notIn('chip', pool.accelerator.id, range.accelerators),
      notIn('model', workload.model, range.models),
      notIn('weights', pool.precision.weights, range.weights),
      notIn('kvCache', pool.precision.kvCache, range.kvCache),
      beyond('clients per replica', clientsOf(workload.arrivals, pool.replicas), range.concurrency),
      beyond('prompt tokens', promptOf(workload.promptTokens), range.promptTokens),
    ].filter((each) => each !== null);
    if (outside.length === 0) return;
    warn(profile, outside, range, path, reporter);
  },
};

function warn(
  profile: string,
  outside: readonly string[],
  { rows }: CalibratedRange,
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

/** The length of every prompt; null where lengths vary, and only the run knows them. */
function promptOf(law: Workload['promptTokens']): number | null {
  return law?.distribution === 'fixed' ? law.value : null;
}
