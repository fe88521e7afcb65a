import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool } from '../scenario.ts';

/**
 * What somebody may expect of a topology, and does not flow over it: weights that starts read from storage, and blocks that
 * are read from a store over the network, have the bandwidths that they state; and what chips exchange inside steps does not
 * see a cable fail. Where nothing at all crosses a cable, its failure is refused.
 */
export function checkFlowsOnFabric(
  pools: readonly Pool[],
  failures: readonly Path[],
  reporter: Reporter,
): void {
  const flows = pools.some(({ role }) => role !== undefined);
  const spans = pools.some(({ scaleOut }) => scaleOut !== undefined);
  for (const path of failures) {
    if (flows) continue;
    if (spans) {
      const message = 'slows nobody down: exchanges inside steps take cables to be whole';
      reporter.warning(path, message, 'leave it out, or give two pools their roles');
    } else {
      const message = 'nothing crosses cables where no prompt is handed on and nodes hold replicas';
      reporter.error(path, message, 'leave it out, or give two pools their roles');
    }
  }
  const own = ['fabric', 'topology'];
  const reading = pools.filter(({ engine }) =>
    engine.kvTiers?.tiers.some(({ tier }) => tier === 'remote'),
  );
  if (reading.length > 0) {
    const message = `reads of the remote tier (${namesOf(reading)}) do not flow over it in this version: they have the bandwidth of kvTiers, whatever else moves`;
    reporter.warning(own, message, 'state a bandwidth that leaves room for what else moves');
  }
  const starting = pools.filter(({ autoscaling }) => autoscaling?.coldStart.kind === 'parts');
  if (starting.length > 0) {
    const message = `weights of replicas that start (${namesOf(starting)}) do not flow over it in this version: they have the bandwidth of their storage, whatever else moves`;
    reporter.warning(own, message, 'state a bandwidth that leaves room for what else moves');
  }
}

function namesOf(pools: readonly Pool[]): string {
  return pools.map(({ name }) => name).join(', ');
}
