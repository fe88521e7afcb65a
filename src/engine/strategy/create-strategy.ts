import type { CompiledProgram } from '../../compile/compile-strategy.ts';
import type { LengthSpec } from '../../policy/length/port.ts';
import { strategies } from '../../policy/strategy/index.ts';
import type { ClusterView } from '../../policy/strategy/learned.ts';
import type { Strategy } from '../../policy/strategy/port.ts';

/** What the program of one request depends on beside what it is made of. */
interface Around {
  /** Its difficulty rank as a router sees it whose error is given. */
  estimate(routerError: number): number;
  /** Whether it is one of the share of requests whose stakes are high. */
  hasHighStakes(share: number): boolean;
  /** Turns of the agent of a tier. */
  turns(tier: number, law: LengthSpec): number;
  /** What it may see of the run. */
  readonly cluster: ClusterView;
  /** Which version answers it where a roll-out has two. */
  readonly isCandidate: boolean;
}

/** Makes the program of one request, and those in it. */
export function createStrategy(program: CompiledProgram, around: Around): Strategy {
  const { cluster, isCandidate } = around;
  const inside = (each: CompiledProgram) => () => createStrategy(each, around);
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
    case 'agent': {
      const turns = around.turns(program.tier, program.turns);
      return strategies.agent.create({ ...program, turns });
    }
    case 'retrieve':
      return strategies.retrieve.create(program);
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
      const { deepFrom, quick, deep, highStakes } = program;
      const isHigh = highStakes !== undefined && around.hasHighStakes(highStakes.share);
      return strategies.route.create({
        deepFrom,
        quick: inside(quick),
        deep: inside(deep),
        ...(isHigh ? { guaranteed: inside(highStakes.guaranteed) } : {}),
        estimate: around.estimate(program.routerError),
      });
    }
    case 'rollout':
      return createStrategy(isCandidate ? program.candidate : program.stable, around);
  }
}
