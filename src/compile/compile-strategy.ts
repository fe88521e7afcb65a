import type { LengthSpec } from '../policy/length/port.ts';
import type { AdaptiveVoteOptions } from '../policy/strategy/adaptive-vote.ts';
import type { BeamSearchOptions } from '../policy/strategy/beam-search.ts';
import type { GraphOptions } from '../policy/strategy/graph.ts';
import type { LearnedOptions } from '../policy/strategy/learned.ts';
import type { MajorityVoteOptions } from '../policy/strategy/majority-vote.ts';
import type { RaceOptions } from '../policy/strategy/race.ts';
import type { RefineOptions } from '../policy/strategy/refine.ts';
import type { ScoredOptions } from '../policy/strategy/scored.ts';
import type { TreeSearchOptions } from '../policy/strategy/tree-search.ts';
import type { VerifyOptions } from '../policy/strategy/verify.ts';
import type { Ability } from '../quality/ability.ts';
import type { EffortCurve } from '../quality/effort.ts';
import type { StopTable } from '../quality/learned-stop.ts';
import type { Revision } from '../quality/refine.ts';
import { exactVerifier, type Verifier, verifierOfAuc } from '../quality/verifier.ts';
import type { LearnedSpec, ProgramSpec, StrategySpec, VerifierSpec } from '../scenario/thinking.ts';
import { compileGraph, type GraphText } from './compile-graph.ts';
import type { CompiledToolUse } from './compiled-tool.ts';

/** Where the calls of one tier go, and what they say. */
export interface CompiledTier {
  /** The group of replicas; null where no model is called. */
  readonly group: number | null;
  /** How well its model solves the workload's task; null where it only judges. */
  readonly ability: Ability | null;
  /** Logit that the making of its variant adds to the ability. */
  readonly shift: number;
  /** What the length of its samples adds; null where it does not think first. */
  readonly curve: EffortCurve | null;
  /** Calls that an answer is made of, one after the other; absent where it is made by one. */
  readonly steps?: number;
  /** Present where it judges answers. */
  readonly judge?: CompiledJudge;
  /** Tokens that each of its calls writes, where that is not the length of an answer. */
  readonly outputTokens?: number;
  /** Logit that its texts add to the chance of answers whose prompts hold them. */
  readonly helps?: number;
  /** Chance of each step of an agent whose model this is; absent of others. */
  readonly stepSuccess?: number;
  /** Present where it is no model but a tool, of which there is no group. */
  readonly tool?: CompiledToolUse;
  /** The stage that its calls belong to; what judges belongs to that of what it judges. */
  readonly stage?: number;
}

/** What scores answers, or criticises them. */
export interface CompiledJudge {
  /** Null of a critic, which gives none. */
  readonly scores: Verifier | null;
  /** What a revision after its critique does; null of a verifier. */
  readonly revision: Revision | null;
  readonly outputTokens: number;
}

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
  | {
      readonly kind: 'agent';
      readonly tier: number;
      readonly tool: number;
      /** Drawn for each request. */
      readonly turns: LengthSpec;
      readonly maxCalls: number;
    }
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
  /** Whether texts help answers. */
  readonly isHelped?: true;
  /**
   * What figures tell apart: the tiers of a cascade or a route, the models of an ensemble or a race, the calls of a graph,
   * the versions of a roll-out; absent of others.
   */
  readonly stages?: readonly string[];
}

/** What compilation knows of models. */
export interface Models {
  /** Of the workload. */
  readonly own: string;
  answering(model: string): CompiledTier;
  groupOf(model: string): number;
  /** What lessons on the problems of the task teach of a tier. */
  learn(tier: CompiledTier, spec: LearnedSpec): StopTable;
  /** Number of a tool among those of the scenario. */
  toolOf(name: string): number;
}

/** Turns a strategy into numbers. */
export function compileStrategy(spec: StrategySpec, models: Models): CompiledStrategy {
  const tiers: CompiledTier[] = [];
  const program = compileProgram(spec, models, tiers, null);
  const isHelped = tiers.some(({ helps = 0 }) => helps !== 0);
  return { spec, program, tiers, ...(isHelped ? { isHelped } : {}), ...stagesOf(spec, models) };
}

function stagesOf(spec: ProgramSpec, models: Models): { readonly stages?: readonly string[] } {
  if ('models' in spec) return { stages: spec.models };
  if ('calls' in spec) return { stages: spec.calls.map(({ name }) => name) };
  if (!('tiers' in spec)) return {};
  const names = spec.tiers.map((tier) => nameOf(tier, models));
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

/** What is the same of all tiers that answer nothing. */
const silent = { ability: null, shift: 0, curve: null } as const;

/** Adds the tiers of a program, which are of `stage`; null where its parts are stages of their own, if it has any. */
function compileProgram(
  spec: ProgramSpec,
  models: Models,
  tiers: CompiledTier[],
  stage: number | null,
): CompiledProgram {
  const add = (tier: CompiledTier, of = stage) =>
    tiers.push(of === null ? tier : { ...tier, stage: of }) - 1;
  const answering = ({ model }: { readonly model?: string }, of = stage) =>
    add(models.answering(model ?? models.own), of);
  const inSteps = ({ model }: { readonly model?: string }, steps: number) =>
    add({ ...models.answering(model ?? models.own), steps });
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
      return { kind: spec.kind, tier: answering(spec) };
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
      const tier = inSteps(spec, steps);
      return { kind, beams, width, steps, tier, ...scoring(spec.verifier, tier) };
    }
    case 'tree-search': {
      const { kind, budget, temperature, steps } = spec;
      const tier = inSteps(spec, steps);
      return { kind, budget, temperature, steps, tier, ...scoring(spec.verifier, tier) };
    }
    case 'agent':
      return compileAgent(spec, models, add);
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
    case 'route': {
      const { kind, deepShare, routerError } = spec;
      const [quick, deep] = spec.tiers;
      const programs = { quick: part(quick, 0), deep: part(deep, 1) };
      return { kind, deepFrom: 1 - deepShare, routerError, ...programs };
    }
    case 'rollout':
      return { kind: 'rollout', stable: part(spec.tiers[0], 0), candidate: part(spec.tiers[1], 1) };
  }
}

/** Adds the model of an agent, which is a tier, and its tool, which is one too. */
function compileAgent(
  spec: Extract<ProgramSpec, { kind: 'agent' }>,
  models: Models,
  add: (tier: CompiledTier) => number,
): CompiledProgram {
  const { kind, turns, maxCalls, stepSuccess } = spec;
  const tier = add({ ...models.answering(spec.model ?? models.own), stepSuccess });
  const { toolTokens: tokens, toolSuccess: works, repair: notices } = spec;
  const tool = { number: models.toolOf(spec.tool), tokens, works, notices };
  return { kind, turns, maxCalls, tier, tool: add({ ...silent, group: null, tool }) };
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

function scoresOf({ kind, auc, fooledShare }: VerifierSpec): Verifier {
  return kind === 'exact' ? exactVerifier : verifierOfAuc(auc, fooledShare);
}

/** The score at which an answer is as likely right as wrong, if half of all are; an exact checker's scores are 0 and 1. */
function neutralScore({ separation }: Verifier): number {
  return separation === Infinity ? 0.5 : separation / 2;
}
