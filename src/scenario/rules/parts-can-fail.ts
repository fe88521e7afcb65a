import { befallsNodes, type Cluster } from '../cluster.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool } from '../scenario.ts';
import type { RawAnyFailure } from '../schema/failures.ts';

/**
 * What may befall pools whose model several do parts of the work for: they encode images, compute prompts, or decode.
 * Nodes of a `cluster` that fail may hold replicas of any pool, whichever the failure is named for.
 * @returns whether the failure can be; what cannot is reported
 */
export function checkPartsCanFail(
  item: Exclude<RawAnyFailure, { kind: 'fabric-link' }>,
  named: Pool,
  pools: readonly Pool[],
  cluster: Cluster | undefined,
  path: Path,
  reporter: Reporter,
): boolean {
  const ofCluster = cluster !== undefined && befallsNodes(item.kind);
  const hit = ofCluster ? [named, ...pools.filter((pool) => pool !== named)] : [named];
  const onNodes = ({ name, role }: Pool) =>
    `on nodes that the pool ${name}, with role ${role ?? 'both'}, may stand on`;

  const stuck = hit.flatMap((pool) => {
    const scaled = partsOf(pool, pools).find(({ autoscaling }) => autoscaling !== undefined);
    return scaled === undefined ? [] : [{ pool, scaled: scaled.name }];
  })[0];
  if (stuck !== undefined) {
    const { pool, scaled } = stuck;
    const where = ofCluster ? onNodes(pool) : `of a pool with role ${pool.role ?? 'both'}`;
    const message = `failures ${where} are not available in this version where ${scaled} scales`;
    const fix = `let ${scaled} stand, or leave the failures of ${pool.name} out`;
    reporter.error(
      path,
      message,
      ofCluster ? `let ${scaled} stand, or leave the failure out` : fix,
    );
  }
  const resumes = 'inFlight' in item && item.inFlight === 'resumed';
  const lost = resumes ? hit.find(({ role }) => role !== undefined) : undefined;
  if (lost !== undefined) {
    const where = ofCluster ? onNodes(lost) : `with role ${lost.role}`;
    const message = `going on from the tokens made is not available ${where}: what is lost is computed anew`;
    reporter.error([...path, 'inFlight'], message, 'write retried or failed');
  }
  return stuck === undefined && lost === undefined;
}

/** Pools that do parts of the work for a model of this one, itself among them; none where each does all of it. */
function partsOf({ serves }: Pool, pools: readonly Pool[]): readonly Pool[] {
  const own = pools.filter((other) =>
    other.serves.some(({ ref }) => serves.some((model) => model.ref === ref)),
  );
  return own.some(({ role }) => role !== undefined) ? own : [];
}
