import type { DurationLaw, FailureSpec } from '../scenario/failures.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { figure, seconds } from './numbers.ts';

/** What befalls the replicas of a scenario, one sentence each. */
export function failureTexts({
  failures = [],
  pools,
  cluster,
}: Pick<Scenario, 'failures' | 'pools' | 'cluster'>): readonly string[] {
  return failures.map((failure) => {
    const { kind, pool, when, duration, restartSeconds, inFlight, slowdown } = failure;
    const scales = pools.some(
      ({ name, autoscaling }) => name === pool && autoscaling !== undefined,
    );
    const where = `of pool ${pool}`;
    if (kind === 'upgrade') {
      const at = 'atSeconds' in when ? seconds(when.atSeconds) : '';
      const restart = scales
        ? 'start again as autoscaling.coldStart says; those that start by then, or later, have the new version'
        : `restart in ${seconds(restartSeconds)}`;
      return `upgrade ${where} from ${at} on: ${failure.atOnce} at a time drain and ${restart}`;
    }
    if ('overheats' in when) {
      return `replicas ${where} go off where their chips get too hot to work, and once they are cool take ${seconds(restartSeconds)} to restart; what they had in flight is lost`;
    }
    const what = `${unitText(failure, where)}, for ${lawText(duration)}`;
    if (kind === 'slow-gpu') return `${what}: steps take ${figure(slowdown)} times as long`;
    if (failure.cooled !== undefined) {
      const { kelvinPerSecond, mostKelvin } = failure.cooled;
      return `${what}: what comes to the chips warms up by ${figure(60 * kelvinPerSecond)} K a minute, by ${figure(mostKelvin)} K at the most`;
    }
    const notice =
      failure.noticeSeconds > 0 ? `, ${seconds(failure.noticeSeconds)} after a notice` : '';
    const power = failure.powered ? 'idle power' : 'no power';
    const start = scales
      ? `; its replicas start ${cluster === undefined ? 'after that' : 'at once on other nodes that have room'}, as autoscaling.coldStart says`
      : `, and ${seconds(restartSeconds)} to restart, with ${power}`;
    return `${what}${notice}${start}; requests are ${inFlight}`;
  });
}

/** What fails when; a reclaim takes all that stands on a node. */
function unitText({ kind, when }: FailureSpec, where: string): string {
  const isSpot = kind === 'spot';
  const [unit, is] = isSpot ? ['node', ' is reclaimed whole'] : [kind, ''];
  const which =
    'atSeconds' in when
      ? `${unit} ${when.unit} ${where}${is} at ${seconds(when.atSeconds)}`
      : 'timeBetween' in when
        ? `every ${unit} ${where}${is} after ${lawText(when.timeBetween)}`
        : `every ${unit} ${where}`;
  return isSpot ? `spot: ${which}` : which;
}

function lawText(law: DurationLaw): string {
  if (law.distribution === 'fixed') return seconds(law.seconds);
  const cv = 'cv' in law ? `, cv ${figure(law.cv)}` : '';
  return `${seconds(law.meanSeconds)} on average (${law.distribution}${cv})`;
}
