import type { Ability } from '../quality/ability.ts';
import type { EffortCurve } from '../quality/effort.ts';
import type { StopTable } from '../quality/learned-stop.ts';
import type { Revision } from '../quality/refine.ts';
import type { Verifier } from '../quality/verifier.ts';
import type { LearnedSpec, RouteSpec, ThinkSpec } from '../scenario/thinking.ts';
import type { CompiledGrounding, CompiledToolUse } from './compiled-tool.ts';

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
  /** Present where its samples are as long as is asked for. */
  readonly thinks?: Pick<ThinkSpec, 'asked' | 'compliance'>;
  /** Present where its samples read what searches gave back. */
  readonly grounding?: CompiledGrounding;
  /** Tokens that all prompts of its calls begin with; absent without. */
  readonly exampleTokens?: number;
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

/** What compilation knows of models. */
export interface Models {
  /** Of the workload. */
  readonly own: string;
  answering(model: string): CompiledTier;
  groupOf(model: string): number;
  /** What lessons on the problems of the task teach of a tier. */
  learn(tier: CompiledTier, spec: LearnedSpec): StopTable;
  /** Rank of the estimated difficulty from which on a route sends requests to its second tier. */
  deepFrom(route: RouteSpec): number;
  /** Number of a tool among those of the scenario. */
  toolOf(name: string): number;
}

/** What is the same of all tiers that answer nothing. */
export const silent = { ability: null, shift: 0, curve: null } as const;
