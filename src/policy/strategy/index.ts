import { adaptiveVote } from './adaptive-vote.ts';
import { agent } from './agent.ts';
import { beamSearch } from './beam-search.ts';
import { bestOfN } from './best-of-n.ts';
import { cascade } from './cascade.ts';
import { ensemble } from './ensemble.ts';
import { graph } from './graph.ts';
import { learned } from './learned.ts';
import { majorityVote } from './majority-vote.ts';
import type { StrategyDefinition } from './port.ts';
import { race } from './race.ts';
import { refine } from './refine.ts';
import { retrieve } from './retrieve.ts';
import { route } from './route.ts';
import { single } from './single.ts';
import { treeSearch } from './tree-search.ts';
import { verify } from './verify.ts';
import { weightedVote } from './weighted-vote.ts';

/** Every program of calls by name. */
export const strategies = {
  single,
  'majority-vote': majorityVote,
  'best-of-n': bestOfN,
  'weighted-vote': weightedVote,
  'adaptive-vote': adaptiveVote,
  'beam-search': beamSearch,
  'tree-search': treeSearch,
  agent,
  retrieve,
  refine,
  verify,
  cascade,
  route,
  ensemble,
  race,
  graph,
  learned,
} as const satisfies Record<string, StrategyDefinition<never>>;

export type StrategyName = keyof typeof strategies;
