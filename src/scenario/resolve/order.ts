import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { EngineSpec } from '../scenario.ts';
import type { RawPool } from '../schema/pool.ts';

type RawEngine = RawPool['engine'];

/** What the scheduler needs to know beyond its name: nothing, for most. */
export function resolveOrder(
  engine: RawEngine,
  path: Path,
  reporter: Reporter,
): Pick<EngineSpec, 'fairness' | 'levels'> {
  const { scheduler } = engine;
  const shares = scheduler === 'vtc' || scheduler === 'weighted-fair';
  if (engine.fairness !== undefined && !shares) {
    const message = `the scheduler ${scheduler} shares by nobody`;
    reporter.error([...path, 'fairness'], message, 'write scheduler: vtc or weighted-fair');
  }
  if (engine.levels !== undefined && scheduler !== 'mlfq') {
    const message = `the scheduler ${scheduler} has no levels`;
    reporter.error([...path, 'levels'], message, 'write scheduler: mlfq');
  }
  if (shares) return { fairness: resolveFairness(engine.fairness, path, reporter) };
  if (scheduler === 'mlfq') return { levels: resolveLevels(engine.levels, path, reporter) };
  return {};
}

function resolveFairness(
  raw: RawEngine['fairness'],
  path: Path,
  reporter: Reporter,
): NonNullable<EngineSpec['fairness']> {
  if (raw === undefined) {
    const fairness = { by: 'tenant', promptWeight: 1, outputWeight: 2 } as const;
    reporter.useDefault([...path, 'fairness'], fairness);
    return { ...fairness, tenantShares: [], workloadShares: [] };
  }
  const { by, promptWeight, outputWeight, tenants, workloads } = raw;
  const [key, given] = by === 'tenant' ? ['workloads', workloads] : ['tenants', tenants];
  if (given !== undefined) {
    const message = `shares of ${key} change nothing: it is shared by ${by}`;
    reporter.error([...path, 'fairness', key], message, 'leave it out, or change by');
  }
  if (promptWeight + outputWeight === 0) {
    const message = 'no token counts: nothing would be shared';
    reporter.error([...path, 'fairness'], message, 'give promptWeight or outputWeight a weight');
  }
  const workloadShares = workloads ?? [];
  return { by, promptWeight, outputWeight, tenantShares: tenants ?? [], workloadShares };
}

/** Longest prompt of each level but the last, which takes all. */
function resolveLevels(
  raw: RawEngine['levels'],
  path: Path,
  reporter: Reporter,
): readonly number[] {
  const { first, ratio, count } = raw ?? { first: 256, ratio: 2, count: 12 };
  if (raw === undefined) reporter.useDefault([...path, 'levels'], { first, ratio, count });
  return Array.from({ length: count - 1 }, (_, level) => Math.floor(first * ratio ** level));
}
