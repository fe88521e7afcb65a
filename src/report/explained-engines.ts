import type { CompiledPool, CompiledScenario } from '../compile/compiled.ts';
import { enginesOf } from '../compile/engines.ts';
import type { Pool, Scenario } from '../scenario/scenario.ts';
import { modelViews } from '../scenario/served-models.ts';

/** An engine of a pool's replicas, and what it was compiled from: the pool as its model sees it. */
interface ExplainedEngine {
  readonly engine: CompiledPool;
  readonly source: Pool;
}

/** The engines of all pools, in order. */
export function explainedEngines(
  { pools }: Scenario,
  compiled: CompiledScenario,
): readonly ExplainedEngine[] {
  return compiled.pools.flatMap((pool) => {
    const written = pools.find(({ name }) => name === pool.name);
    if (written === undefined) throw new Error(`no pool ${pool.name}`);
    const views = modelViews(written);
    return enginesOf(pool).map((engine) => {
      const model = compiled.groups[engine.group]?.model;
      const own = views.find(({ serves: [served] }) => served?.ref === model);
      return { engine, source: views.length === 1 ? written : (own ?? written) };
    });
  });
}
