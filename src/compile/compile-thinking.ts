import { assert } from '../base/assert.ts';
import { chanceAt } from '../quality/ability.ts';
import { wrongShares } from '../quality/answers.ts';
import { type EffortCurve, effortAround, longerShift } from '../quality/effort.ts';
import { learnStopping } from '../quality/learned-stop.ts';
import { shiftChance } from '../quality/logit.ts';
import { type ChanceContext, floorRank, variantShift } from '../scenario/program-chance.ts';
import type { Pool, Workload } from '../scenario/scenario.ts';
import type {
  AbilitySpec,
  DifficultyRouting,
  LearnedSpec,
  RouteSpec,
} from '../scenario/thinking.ts';
import { type CompiledStrategy, compileStrategy } from './compile-strategy.ts';
import type { CompiledTier } from './compiled-tier.ts';

/** Tools stand in order of name. */
export type { WithTools } from '../scenario/thinking.ts';

/** What the answers of a workload are worth. */
export interface CompiledTask {
  readonly wrongAnswers: { readonly concentration: number; readonly count: number };
  readonly effort: number;
  /** Of the workload's own model. */
  readonly own: CompiledTier;
  /** Of the model that a roll-out puts in its place; absent where none does. */
  readonly successor?: CompiledTier;
  /** Of the catalog; null where the file brings its own. */
  readonly id: string | null;
  /** Whether requests are hostile: what withstands them is right. */
  readonly isAttack?: true;
  /** Who says how well the model does. */
  readonly source: string;
}

/** Between which models the requests of a workload are routed by how hard they look. */
export interface CompiledRoutes extends Pick<DifficultyRouting, 'thresholds' | 'routerError'> {
  readonly models: readonly string[];
  /** Of each model. */
  readonly tiers: readonly CompiledTier[];
}

export interface CompiledThinking {
  readonly task?: CompiledTask;
  /** Absent where all requests go to the workload's own model. */
  readonly routes?: CompiledRoutes;
  readonly strategy?: CompiledStrategy;
}

/** Difficulties of the problems that lessons are drawn from, one in the middle of each of as many ranks. */
const LESSONS = 512;

/** Turns a workload's task and strategy into numbers; nothing where it has none. */
export function compileThinking(
  { task, strategy, model, routedTo }: Workload,
  pools: readonly Pool[],
  byDifficulty: DifficultyRouting | undefined,
  groupOf: (model: string) => number,
  toolOf: (name: string) => number,
  successor?: { readonly model: string; readonly group: string },
): CompiledThinking {
  if (task === undefined) return {};
  const tierOf = (ref: string): CompiledTier => {
    const spec = task.abilities[ref];
    return {
      group: groupOf(ref),
      ability: spec?.ability ?? null,
      // how often an attack succeeds is stated of the model as it is served
      shift: spec === undefined || task.attack !== undefined ? 0 : variantShift(ref, pools),
      curve: spec === undefined ? null : curveOf(spec),
    };
  };
  const own = tierOf(model);
  const { wrongAnswers, effort, id } = task;
  const compiled: CompiledTask = {
    ...{ wrongAnswers, effort, own, id, source: task.abilities[model]?.source ?? '' },
    ...(successor && {
      successor: { ...tierOf(successor.model), group: groupOf(successor.group) },
    }),
    ...(task.attack === undefined ? {} : { isAttack: true }),
  };
  if (routedTo !== undefined && byDifficulty !== undefined) {
    const { thresholds, routerError } = byDifficulty;
    const routes = { thresholds, routerError, models: routedTo, tiers: routedTo.map(tierOf) };
    return { task: compiled, routes };
  }
  if (strategy === undefined) return { task: compiled };
  const learn = (tier: CompiledTier, { trainingSeed, ...spec }: LearnedSpec) => {
    const ranks = Float64Array.from({ length: LESSONS }, (_, i) => (i + 0.5) / LESSONS);
    const chances = ranks.map((difficulty) => chanceOf(tier, difficulty, effort));
    const shares = wrongShares(wrongAnswers.concentration, wrongAnswers.count);
    return learnStopping({ ...spec, chances, wrongShares: shares }, 'learned', trainingSeed);
  };
  const shiftOf = (ref: string) => variantShift(ref, pools);
  const deepFrom = (route: RouteSpec) => deepFromOf(route, { task, own: model, shiftOf });
  const models = { own: model, answering: tierOf, groupOf, learn, toolOf, deepFrom };
  return { task: compiled, strategy: compileStrategy(strategy, models) };
}

/**
 * Chance that one sample of a tier is right, at a problem of a difficulty rank; `effort` is the sample's length in multiples
 * of the one at which the ability was measured.
 */
export function chanceOf(
  { ability, shift, curve }: CompiledTier,
  difficulty: number,
  effort: number,
): number {
  if (ability === null) return 0;
  return shiftChance(chanceAt(ability, difficulty), longerShift(curve, effort) + shift);
}

/** Chance that a step of an agent is right which has an effort. */
export function stepChanceOf(
  { stepSuccess = 1, curve }: Pick<CompiledTier, 'stepSuccess' | 'curve'>,
  effort: number,
): number {
  return shiftChance(stepSuccess, longerShift(curve, effort));
}

function curveOf({ thinkingTokens, logitPerDoubling }: AbilitySpec): EffortCurve | null {
  return thinkingTokens === null ? null : effortAround(thinkingTokens, logitPerDoubling);
}

function deepFromOf(route: RouteSpec, context: ChanceContext): number {
  const { deepShare, slaFloor } = route;
  if (slaFloor === undefined) return 1 - (deepShare ?? 0);
  const rank = floorRank(route, slaFloor, context);
  assert(rank !== null, 'a floor that nothing foretells');
  return rank;
}
