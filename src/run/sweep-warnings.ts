import type { ReadSweep } from './read-sweep.ts';

/** What to mistrust of a sweep's table. */
export function sweepWarnings(name: string, sweep: ReadSweep): readonly string[] {
  const { results, points, designPoints, statuses } = sweep;
  const warnings: string[] = [];
  if (results.status === 'running') {
    warnings.push(`${name} is still running, or was killed: its table may be of an earlier time`);
  }
  if (points.length < designPoints) {
    warnings.push(`${name} holds ${points.length} of the ${designPoints} points of its design`);
  }
  const failed = statuses.filter((status) => status === 'failed').length;
  if (failed > 0) {
    const count = `${failed} ${failed === 1 ? 'replication' : 'replications'}`;
    warnings.push(`${count} of ${name} failed, and ${failed === 1 ? 'is' : 'are'} left out`);
  }
  return warnings;
}
