import { coldStart as coldStartSeconds } from '../../physics/cold-start.ts';
import type { Autoscaling } from '../autoscaling.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import { fitOf, isPossible } from '../resolve/pool-memory.ts';
import type { Pool } from '../scenario.ts';
import { decoderOf } from './decoder-of.ts';
import { memoryKeys, type PoolRule } from './rule.ts';

/** What starts lies between the bounds, and somebody can serve at some time. */
export const scalingBounds: PoolRule = {
  involves: [...memoryKeys, 'replicas', 'autoscaling', 'host'],
  check(pool, path, reporter) {
    const { autoscaling, replicas, host } = pool;
    if (autoscaling === undefined) return;
    const { min, max } = autoscaling;
    const at = [...path, 'autoscaling'];
    if (min > max) {
      reporter.error([...at, 'min'], `min ${min} is above max ${max}`, `use ${max} or fewer`);
    } else if (replicas < min || replicas > max) {
      const message = `replicas ${replicas} is not between min ${min} and max ${max}`;
      reporter.error([...path, 'replicas'], message, `start with ${min} to ${max}`);
    }
    if (host !== undefined) {
      const message = 'autoscaling beside host stages is not available in this version';
      reporter.error(at, message, 'leave host.stages out, or write autoscaling: none');
    }
    checkPolicy(autoscaling, at, reporter);
    checkStart(autoscaling, pool, at, reporter);
  },
};

function checkPolicy({ spec, min }: Autoscaling, at: Path, reporter: Reporter): void {
  if (spec.policy === 'target-utilization' && min === 0) {
    const message = 'no replica, no utilisation: the policy would never start one again';
    reporter.error([...at, 'min'], message, 'use 1 or more, or another policy');
  } else if (spec.policy === 'schedule') {
    checkSteps(spec, min, [...at, 'steps'], reporter);
  } else if (spec.policy === 'forecast') {
    checkSeason(spec, [...at, 'season'], reporter);
  }
}

type Spec<P> = Extract<Autoscaling['spec'], { policy: P }>;

function checkSteps(
  { steps, periodSeconds }: Spec<'schedule'>,
  min: number,
  at: Path,
  reporter: Reporter,
) {
  for (const [index, { atSeconds }] of steps.entries()) {
    const here = [...at, index, 'at'];
    const before = steps[index - 1]?.atSeconds ?? -1;
    if (atSeconds >= periodSeconds) {
      const message = `${atSeconds} s is not within the period of ${periodSeconds} s`;
      reporter.error(here, message, 'move it into the period, or lengthen the period');
    } else if (atSeconds <= before) {
      reporter.error(here, `${atSeconds} s does not come after ${before} s`, 'order the steps');
    }
  }
  if (min === 0 && steps.every(({ replicas }) => replicas === 0)) {
    const message = 'no step has a replica: nobody would ever be served';
    reporter.error(at, message, 'give a step 1 replica or more');
  }
}

/** A clock that wants replicas for a shorter time than they take to start would never have one. */
function checkStart(
  { spec, min, coldStart }: Autoscaling,
  pool: Pool,
  at: Path,
  reporter: Reporter,
) {
  if (spec.policy !== 'schedule' || min > 0) return;
  const window = longestWindow(spec);
  const seconds =
    coldStart.kind === 'stated'
      ? coldStart.seconds
      : coldStartSeconds({ ...coldStart.parts, ...weightsOf(pool) }).totalSeconds;
  if (window === 0 || seconds < window) return;
  const message = `a replica takes ${Math.ceil(seconds)} s to start, and no step wants one for longer than ${window} s: nobody would ever be served`;
  reporter.error([...at, 'steps'], message, 'lengthen a step with replicas, or use min: 1');
}

/** Longest time without a break that some replica is wanted, over the periods; Infinity where one always is. */
function longestWindow({ steps, periodSeconds }: Spec<'schedule'>): number {
  if (steps.every(({ replicas }) => replicas > 0)) return Number.POSITIVE_INFINITY;
  let [longest, window] = [0, 0];
  const first = steps[0]?.atSeconds ?? 0;
  const ends = [...steps.slice(1).map(({ atSeconds }) => atSeconds), first + periodSeconds];
  const spans = steps.map(({ atSeconds, replicas }, i) => ({
    isServed: replicas > 0,
    seconds: (ends[i] ?? atSeconds) - atSeconds,
  }));
  // twice round: a window may begin before the period's end
  for (const { isServed, seconds } of [...spans, ...spans]) {
    window = isServed ? window + seconds : 0;
    longest = Math.max(longest, window);
  }
  return longest;
}

/** What a replica loads; nothing where the layout is none, of which other rules tell. */
function weightsOf(pool: Pool) {
  const shape = decoderOf(pool);
  if (shape === undefined || !isPossible(pool)) return { weightBytes: 0, weightBytesPerChip: 0 };
  const { tensor, pipeline, data } = pool.parallelism;
  const weightBytesPerChip = fitOf({ ...pool, shape }, pool.parallelism).weightBytes;
  return { weightBytes: tensor * pipeline * data * weightBytesPerChip, weightBytesPerChip };
}

function checkSeason(
  { method, seasonSeconds, bucketSeconds }: Spec<'forecast'>,
  at: Path,
  reporter: Reporter,
) {
  if (seasonSeconds === Number.POSITIVE_INFINITY) {
    if (method !== 'seasonal-naive') return;
    reporter.error(at, 'seasonal-naive needs a season', 'write season: 24h');
    return;
  }
  const buckets = seasonSeconds / bucketSeconds;
  if (Math.abs(buckets - Math.round(buckets)) < 1e-9 && buckets >= 2) return;
  const message = `a season of ${seasonSeconds} s is not 2 or more whole buckets of ${bucketSeconds} s`;
  reporter.error(at, message, 'make the season a multiple of the bucket');
}
