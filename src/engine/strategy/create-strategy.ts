import type { CompiledProgram } from '../../compile/compile-strategy.ts';
import { strategies } from '../../policy/strategy/index.ts';
import type { ClusterView } from '../../policy/strategy/learned.ts';
import type { Strategy } from '../../policy/strategy/port.ts';

/**
 * Makes the program of one request, and those in it. `estimate` is its difficulty rank as a router sees it whose error is
 * given; `cluster` is what it may see of the run.
 */
export function createStrategy(
  program: CompiledProgram,
  estimate: (routerError: number) => number,
  cluster: ClusterView,
): Strategy {
  const inside = (each: CompiledProgram) => () => createStrategy(each, estimate, cluster);
  switch (program.kind) {
    case 'single':
      return strategies.single.create(program);
    case 'majority-vote':
      return strategies['majority-vote'].create(program);
    case 'adaptive-vote':
      return strategies['adaptive-vote'].create(program);
    case 'best-of-n':
    case 'weighted-vote':
      return strategies[program.kind].create(program);
    case 'verify':
      return strategies.verify.create(program);
    case 'refine':
      return strategies.refine.create(program);
    case 'beam-search':
      return strategies['beam-search'].create(program);
    case 'tree-search':
      return strategies['tree-search'].create(program);
    case 'ensemble':
      return strategies.ensemble.create(program);
    case 'race':
      return strategies.race.create(program);
    case 'learned':
      return strategies.learned.create({ ...program, cluster });
    case 'graph':
      return strategies.graph.create(program);
    case 'cascade':
      return strategies.cascade.create({ gate: program.gate, tiers: program.tiers.map(inside) });
    case 'route': {
      const { deepFrom, quick, deep } = program;
      const options = { deepFrom, quick: inside(quick), deep: inside(deep) };
      return strategies.route.create({ ...options, estimate: estimate(program.routerError) });
    }
  }
}
