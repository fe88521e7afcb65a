import { createHash } from 'node:crypto';
import type { Scenario } from '../scenario/scenario.ts';
import type { SweepPlan } from './plan.ts';

/** Changes whenever the meaning of a part does, so that no old part is taken for a new one. */
const partVersion = 2;

function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

/**
 * Identity of what a point computes: its scenarioHash (the resolved scenario, the files that it names, the engine's
 * version), the seed, the outputs and the tables that are kept. With the index of a replication it names one part:
 * equal names hold equal figures, in whatever sweep and on whatever machine.
 */
export function pointId(
  scenarioHash: string,
  { seed, outputs }: Scenario,
  tables: SweepPlan['tables'],
): string {
  return sha256([partVersion, scenarioHash, seed, Object.entries(outputs).sort(), tables]);
}

/**
 * Identity of a sweep: whether a folder holds this edition of it, and whether shards belong together. Covers all that
 * decides the bytes of sweep.arrow, but neither the sweep's name and description nor shards and workers, which do not.
 */
export function sweepHash(plan: SweepPlan): string {
  const { name: _name, description: _description, points, ...rest } = plan;
  const identities = points.map(({ id, values }) => [id, values]);
  return sha256([partVersion, Object.entries(rest).sort(), identities]);
}
