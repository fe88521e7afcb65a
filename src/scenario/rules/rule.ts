import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool, Workload } from '../scenario.ts';

/** Keys of a pool that its memory depends on. */
export const memoryKeys: readonly string[] = [
  'accelerator',
  'serves',
  'sharing',
  'parallelism.tensor',
  'parallelism.pipeline',
  'parallelism.data',
  'parallelism.expert',
  'precision',
  'engine.profile',
  'engine.maxBatchedTokens',
  'engine.blockTokens',
  'engine.kvBlocks',
  'engine.kvCache',
  'engine.speculation',
  'engine.memoryUtilization',
  'engine.stepTime',
  'node',
];

/** A rule between the keys of one pool. */
export interface PoolRule {
  /** Keys of the pool that the rule looks at: where one of them is wrong already, the rule is not asked. */
  readonly involves: readonly string[];
  /** Reports what is wrong; `path` is the pool's place in the file. */
  check(pool: Pool, path: Path, reporter: Reporter): void;
}

/** A rule between a workload and each pool that serves its model. */
export interface ServiceRule {
  readonly involvesPool: readonly string[];
  readonly involvesWorkload: readonly string[];
  check(workload: Workload, pool: Pool, poolPath: Path, reporter: Reporter): void;
}
