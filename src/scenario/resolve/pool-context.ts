import type { Seconds } from '../../base/units.ts';
import type { IdealTerm } from '../../physics/ideal.ts';
import type { Path } from '../document/tree.ts';
import type { PoolCooling } from '../power-budget.ts';
import type { Reporter } from '../reporter.ts';
import type { ModelLibrary } from './model.ts';
import type { Asked } from './one-shot-job.ts';
import type { ProfileLibrary } from './profile.ts';
import type { ThroughTimeContext } from './through-time.ts';

/** What the building around a pool means for its nodes. */
export interface Surroundings {
  /** What is supplied to them; null where no facility is stated, or its cooling is wrong. */
  readonly supply: PoolCooling | null;
  /** Time of day when the run starts. */
  readonly startSeconds: Seconds;
}

/** What a pool is resolved beside. */
export interface PoolContext {
  readonly reporter: Reporter;
  /** What is around a pool, by its name. */
  readonly surroundingsOf: (pool: string) => Surroundings;
  /** What figures that change through the day are resolved with. */
  readonly day: Omit<ThroughTimeContext, 'reporter'>;
  /** Whether replicas are placed on the nodes of a cluster. */
  readonly inCluster: boolean;
  /** What costs nothing in this scenario. */
  readonly ideal: readonly IdealTerm[];
  readonly library: ModelLibrary;
  readonly profiles: ProfileLibrary;
  /** Models that the workloads ask for, each once: what a pool serves when it does not say. */
  readonly wantedModels: readonly { readonly ref: string; readonly path: Path }[];
  /** What the workloads of a model that answers in one shot ask for, by the model's reference. */
  readonly jobs: ReadonlyMap<string, Asked>;
}
