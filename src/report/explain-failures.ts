import type { DurationLaw, FailureSpec } from '../scenario/failures.ts';
import { figure, seconds } from './numbers.ts';

/** What befalls the replicas of a scenario, one sentence each. */
export function failureTexts(failures: readonly FailureSpec[]): readonly string[] {
  return failures.map((failure) => {
    const { kind, pool, when, duration, restartSeconds, inFlight, slowdown } = failure;
    const where = `of pool ${pool}`;
    if (kind === 'upgrade') {
      const at = 'atSeconds' in when ? seconds(when.atSeconds) : '';
      return `upgrade ${where} from ${at} on: ${failure.atOnce} at a time drain and restart in ${seconds(restartSeconds)}`;
    }
    if ('overheats' in when) {
      return `replicas ${where} go off where their chips get too hot to work, and once they are cool take ${seconds(restartSeconds)} to restart; what they had in flight is lost`;
    }
    const what =
      'atSeconds' in when
        ? `${kind} ${when.unit} ${where} at ${seconds(when.atSeconds)}, for ${lawText(duration)}`
        : `every ${kind} ${where} after ${lawText(when.timeBetween)}, for ${lawText(duration)}`;
    if (kind === 'slow-gpu') return `${what}: steps take ${figure(slowdown)} times as long`;
    if (failure.cooled !== undefined) {
      const { kelvinPerSecond, mostKelvin } = failure.cooled;
      return `${what}: what comes to the chips warms up by ${figure(60 * kelvinPerSecond)} K a minute, by ${figure(mostKelvin)} K at the most`;
    }
    const notice =
      failure.noticeSeconds > 0 ? `, ${seconds(failure.noticeSeconds)} after a notice` : '';
    const power = failure.powered ? 'idle power' : 'no power';
    return `${what}${notice}, and ${seconds(restartSeconds)} to restart, with ${power}; requests are ${inFlight}`;
  });
}

function lawText(law: DurationLaw): string {
  if (law.distribution === 'fixed') return seconds(law.seconds);
  const cv = 'cv' in law ? `, cv ${figure(law.cv)}` : '';
  return `${seconds(law.meanSeconds)} on average (${law.distribution}${cv})`;
}
