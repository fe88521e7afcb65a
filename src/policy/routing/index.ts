import { carbonAware } from './carbon-aware.ts';
import { consistentHash } from './consistent-hash.ts';
import { difficultyAware } from './difficulty-aware.ts';
import { energyAware } from './energy-aware.ts';
import { leastKv } from './least-kv.ts';
import { leastOutstanding } from './least-outstanding.ts';
import { leastTokens } from './least-tokens.ts';
import { modelAware } from './model-aware.ts';
import { nearest } from './nearest.ts';
import type { RouterDefinition } from './port.ts';
import { powerOfTwoChoices } from './power-of-two-choices.ts';
import { prefixAffinity } from './prefix-affinity.ts';
import { priceAware } from './price-aware.ts';
import { random } from './random.ts';
import { roundRobin } from './round-robin.ts';
import { sessionSticky } from './session-sticky.ts';
import { weightedScorers } from './weighted-scorers.ts';

/** Every routing policy by name. */
export const routers = {
  random,
  'round-robin': roundRobin,
  'power-of-two-choices': powerOfTwoChoices,
  'least-outstanding': leastOutstanding,
  'least-tokens': leastTokens,
  'least-kv': leastKv,
  'session-sticky': sessionSticky,
  'consistent-hash': consistentHash,
  'prefix-affinity': prefixAffinity,
  'weighted-scorers': weightedScorers,
  'energy-aware': energyAware,
  'model-aware': modelAware,
  'difficulty-aware': difficultyAware,
  nearest,
  'carbon-aware': carbonAware,
  'price-aware': priceAware,
} as const satisfies Record<string, RouterDefinition>;

export type RouterName = keyof typeof routers;
