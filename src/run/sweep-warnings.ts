import type { Results } from './read-results.ts';
import { type ReadSweep, resumeCommand } from './read-sweep.ts';

/** What to mistrust of a sweep's table. */
export function sweepWarnings(name: string, sweep: ReadSweep): readonly string[] {
  const { results, points, designPoints, statuses } = sweep;
  const warnings: string[] = [];
  if (points.length < designPoints) {
    const held = `${points.length} of the ${designPoints} points of its design`;
    warnings.push(`${name} holds ${held}${whyPartial(results)}`);
  }
  const failed = statuses.filter((status) => status === 'failed').length;
  if (failed > 0) {
    const count = `${failed} ${failed === 1 ? 'replication' : 'replications'}`;
    warnings.push(`${count} of ${name} failed, and ${failed === 1 ? 'is' : 'are'} left out`);
  }
  return warnings;
}

/** Why points are missing, and what brings them. */
function whyPartial(results: Results): string {
  if (results.status === 'interrupted') {
    return `: it was interrupted, and goes on with ${resumeCommand(results)}`;
  }
  const isShard = (results.manifest['shard'] ?? null) !== null;
  return isShard ? ': it is one shard; tailwatt merge puts all together' : '';
}
