import { suggest } from '../did-you-mean.ts';
import type { Reporter } from '../reporter.ts';
import type { StrategyRollout } from '../rollout.ts';
import type { Workload } from '../scenario.ts';

/** A strategy takes over from that of a workload that there is. */
export function checkRolloutStrategy(
  { workload: name }: StrategyRollout,
  workloads: readonly Workload[],
  reporter: Reporter,
): void {
  if (workloads.some((each) => each.name === name)) return;
  const names = workloads.map((each) => each.name);
  reporter.error(['rollout', 'workload'], `there is no workload ${name}`, suggest(name, names));
}
