import type { ResolvedWorkload } from '../check-across.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import type { Horizon } from '../scenario.ts';

/** Requests that may wait start after the last arrival, too: a short drain cuts them off. */
export function checkDrainCoversSlack(
  { drainSeconds, end }: Horizon,
  workloads: readonly ResolvedWorkload[],
  reporter: Reporter,
): void {
  for (const { workload, wrong } of workloads) {
    const { name, defer } = workload;
    if (defer === undefined || touches(wrong, ['defer'])) continue;
    const { slackSeconds } = defer;
    if (drainSeconds >= slackSeconds) continue;
    const last = end.kind === 'duration' ? 'horizon.duration' : 'the last arrival';
    const message = `the run ends ${drainSeconds} s after ${last}, and requests of ${name} may wait ${slackSeconds} s: those that still do are counted as in flight`;
    reporter.warning(
      ['horizon', 'drain'],
      message,
      `write more than ${slackSeconds}s, or less slack`,
    );
  }
}
