import type { AdaptiveVoteOptions } from '../policy/strategy/adaptive-vote.ts';
import type { BeamSearchOptions } from '../policy/strategy/beam-search.ts';
import type { GraphOptions } from '../policy/strategy/graph.ts';
import type { LearnedOptions } from '../policy/strategy/learned.ts';
import type { MajorityVoteOptions } from '../policy/strategy/majority-vote.ts';
import type { RaceOptions } from '../policy/strategy/race.ts';
import type { RefineOptions } from '../policy/strategy/refine.ts';
import type { RetrieveOptions } from '../policy/strategy/retrieve.ts';
import type { ScoredOptions } from '../policy/strategy/scored.ts';
import type { TreeSearchOptions } from '../policy/strategy/tree-search.ts';
import type { VerifyOptions } from '../policy/strategy/verify.ts';
import { streamingVersion } from '../scenario/rollout.ts';
import type { ProgramSpec, RouteSpec, StrategySpec, VerifierSpec } from '../scenario/thinking.ts';
import { compileGraph, type GraphText } from './compile-graph.ts';
import { compileToolUser } from './compile-tools.ts';
import { type CompiledJudge, type CompiledTier, type Models, silent } from './compiled-tier.ts';
import type { CompiledAgent } from './compiled-tool.ts';
import { neutralScore, scoresOf } from './scores.ts';

/** A program whose models are numbers of tiers: what policy/strategy makes it from. */
export type CompiledProgram =
  | { readonly kind: 'single'; readonly tier: number }
  | ({ readonly kind: 'majority-vote' } & MajorityVoteOptions)
  | ({ readonly kind: 'adaptive-vote' } & AdaptiveVoteOptions)
  | ({ readonly kind: 'best-of-n' | 'weighted-vote' } & ScoredOptions)
  | ({ readonly kind: 'verify' } & VerifyOptions)
  | ({ readonly kind: 'refine' } & RefineOptions)
  | ({ readonly kind: 'beam-search' } & BeamSearchOptions)
  | ({ readonly kind: 'tree-search' } & TreeSearchOptions)
  | CompiledAgent
  | ({ readonly kind: 'retrieve' } & RetrieveOptions)
  | { readonly kind: 'ensemble'; readonly tiers: readonly number[] }
  | ({ readonly kind: 'race' } & RaceOptions)
  | ({ readonly kind: 'graph' } & GraphOptions)
  | ({ readonly kind: 'learned' } & LearnedOptions)
  | {
      readonly kind: 'cascade';
      readonly gate: number;
      readonly tiers: readonly CompiledProgram[];
    }
  | {
      readonly kind: 'route';
      /** Rank of the estimated difficulty from which on a request is deep. */
      readonly deepFrom: number;
      readonly routerError: number;
      readonly quick: CompiledProgram;
      readonly deep: CompiledProgram;
      /** Present where a share of the requests has a program of its own, whatever they look like. */
      readonly highStakes?: { readonly share: number; readonly guaranteed: CompiledProgram };
    }
  | {
      readonly kind: 'rollout';
      readonly stable: CompiledProgram;
      readonly candidate: CompiledProgram;
    };

/** A strategy, its models as numbers. */
export interface CompiledStrategy {
  readonly spec: StrategySpec;
  readonly program: CompiledProgram;
  /** Those of each program in order, the ones that answer before the one that judges. */
  readonly tiers: readonly CompiledTier[];
  /** Whether texts, or documents, help answers. */
  readonly isHelped?: true;
  /** Whether some samples are as long as is asked for. */
  readonly isThought?: true;
  /**
   * What figures tell apart: the tiers of a cascade or a route, the models of an ensemble or a race, the calls of a graph,
   * the versions of a roll-out; absent of others.
   */
  readonly stages?: readonly string[];
  /**
   * Which version of a roll-out, 0 the stable one, is one call of the workload's own model: what it answers is no program, and
   * streams as without the roll-out. Absent where neither is.
   */
  readonly streaming?: 0 | 1;
}

/** Turns a strategy into numbers. */
export function compileStrategy(spec: StrategySpec, models: Models): CompiledStrategy {
  const tiers: CompiledTier[] = [];
  const program = compileProgram(spec, models, tiers, null);
  const isHelped = tiers.some(({ helps = 0, grounding }) => helps !== 0 || grounding !== undefined);
  const isThought = tiers.some(({ thinks }) => thinks !== undefined);
  const streaming = streamingVersion(spec, models.own);
  return {
    ...{ spec, program, tiers },
    ...(isHelped ? { isHelped } : {}),
    ...(isThought ? { isThought } : {}),
    ...stagesOf(spec, models),
    ...(streaming === null ? {} : { streaming }),
  };
}

function stagesOf(spec: ProgramSpec, models: Models): { readonly stages?: readonly string[] } {
  if ('models' in spec) return { stages: spec.models };
  if ('calls' in spec) return { stages: spec.calls.map(({ name }) => name) };
  if (!('tiers' in spec)) return {};
  const names = spec.tiers.map((tier) => nameOf(tier, models));
  if (spec.kind === 'route' && names[2] !== undefined)
    return { stages: [...names.slice(0, 2), `high stakes: ${names[2]}`] };
  if (spec.kind !== 'rollout') return { stages: names };
  return { stages: [`stable: ${names[0]}`, `candidate: ${names[1]}`] };
}

/** What a tier of a strategy is called: its model, and its program where that is more than a call. */
function nameOf(spec: ProgramSpec, { own }: Models): string {
  if ('tiers' in spec || 'calls' in spec) return spec.kind;
  if ('models' in spec) return `${spec.kind} of ${spec.models.join(', ')}`;
  const { kind, model = own } = spec;
  return kind === 'single' ? model : `${model}, ${kind}`;
}

/** Adds the tiers of a program, which are of `stage`; null where its parts are stages of their own, if it has any. */
function compileProgram(
  spec: ProgramSpec,
  models: Models,
  tiers: CompiledTier[],
  stage: number | null,
): CompiledProgram {
  const add = (tier: CompiledTier, of = stage) =>
    tiers.push(of === null ? tier : { ...tier, stage: of }) - 1;
  const answering = ({ model }: { readonly model?: string }, of = stage, more = {}) =>
    add({ ...models.answering(model ?? models.own), ...more }, of);
  const part = (each: ProgramSpec, i: number) => compileProgram(each, models, tiers, stage ?? i);
  const beside = (model: string, i: number) => answering({ model }, stage ?? i);
  /** Beside the tier that answers. */
  const judging = (model: string, tier: number, judge: CompiledJudge, of = stage) =>
    add({ ...silent, group: groupOf(model, tiers[tier], models), judge }, of);
  const scoring = (verifier: VerifierSpec, tier: number, of = stage) => {
    const scores = scoresOf(verifier);
    const judge = { scores, revision: null, outputTokens: verifier.outputTokens };
    const { separation } = scores;
    return {
      verifier: judging(verifier.model, tier, judge, of),
      neutral: neutralScore(scores),
      separation,
    };
  };
  const writing = ({ model = models.own, outputTokens, helps }: GraphText, of: number) =>
    add({ ...silent, group: models.groupOf(model), outputTokens, helps }, of);
  switch (spec.kind) {
    case 'single':
    case 'think':
      return { kind: 'single', tier: answering(spec, stage, thinksOf(spec)) };
    case 'majority-vote': {
      const { kind, samples, earlyStop } = spec;
      return { kind, samples, earlyStop, tier: answering(spec) };
    }
    case 'adaptive-vote': {
      const { kind, confidence, batch, maxSamples } = spec;
      return { kind, confidence, batch, maxSamples, tier: answering(spec) };
    }
    case 'best-of-n':
    case 'weighted-vote': {
      const tier = answering(spec);
      return { kind: spec.kind, samples: spec.samples, tier, ...scoring(spec.verifier, tier) };
    }
    case 'verify': {
      const { kind, checks, retries } = spec;
      const tier = answering(spec);
      const { verifier, neutral } = scoring(spec.verifier, tier);
      return { kind, checks, retries, threshold: spec.threshold ?? neutral, tier, verifier };
    }
    case 'refine': {
      const { kind, rounds } = spec;
      const { model, outputTokens, breaks, fixes } = spec.critic;
      const tier = answering(spec);
      const judge = { scores: null, revision: { breaks, fixes }, outputTokens };
      return { kind, rounds, tier, critic: judging(model, tier, judge) };
    }
    case 'beam-search': {
      const { kind, beams, width, steps } = spec;
      const tier = answering(spec, stage, { steps });
      return { kind, beams, width, steps, tier, ...scoring(spec.verifier, tier) };
    }
    case 'tree-search': {
      const { kind, budget, temperature, steps } = spec;
      const tier = answering(spec, stage, { steps });
      return { kind, budget, temperature, steps, tier, ...scoring(spec.verifier, tier) };
    }
    case 'agent':
    case 'retrieve':
      return compileToolUser(spec, models, add);
    case 'ensemble':
      return { kind: spec.kind, tiers: spec.models.map(beside) };
    case 'race': {
      const racing = spec.models.map(beside);
      // in place is where the first of them is
      const { verifier, neutral } = scoring(spec.verifier, tiers.length - racing.length);
      return { kind: spec.kind, tiers: racing, verifier, threshold: spec.threshold ?? neutral };
    }
    case 'learned': {
      const tier = answering(spec);
      const table = models.learn(tiers[tier] ?? { ...silent, group: null }, spec);
      return { kind: spec.kind, tier, table, busyFrom: spec.busyFrom };
    }
    case 'graph':
      return compileGraph(spec, stage, { writing, answering, scoring });
    case 'cascade':
      return { kind: spec.kind, gate: spec.gate, tiers: spec.tiers.map(part) };
    case 'route':
      return compileRoute(spec, models.deepFrom(spec), part);
    case 'rollout':
      return { kind: 'rollout', stable: part(spec.tiers[0], 0), candidate: part(spec.tiers[1], 1) };
  }
}

/** How long the samples of a chain of thought are. */
function thinksOf(spec: Extract<ProgramSpec, { kind: 'single' | 'think' }>): Partial<CompiledTier> {
  if (spec.kind === 'single') return {};
  const { asked, compliance } = spec;
  return { thinks: { asked, compliance } };
}

/** Adds the tiers of a route, those of high stakes last. */
function compileRoute(
  { kind, routerError, highStakes, tiers: [quick, deep, guaranteed] }: RouteSpec,
  deepFrom: number,
  part: (each: ProgramSpec, i: number) => CompiledProgram,
): CompiledProgram {
  const route = { kind, deepFrom, routerError, quick: part(quick, 0), deep: part(deep, 1) };
  if (guaranteed === undefined || highStakes === undefined) return route;
  return { ...route, highStakes: { share: highStakes.share, guaranteed: part(guaranteed, 2) } };
}

/** Where a judge is called; `answering` is the tier that it judges. */
function groupOf(
  model: string,
  answering: CompiledTier | undefined,
  models: Models,
): number | null {
  if (model === 'none') return null;
  return model === 'in-place' ? (answering?.group ?? null) : models.groupOf(model);
}
