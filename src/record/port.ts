import type { CallRoleName } from './call-roles.ts';
import type { AnswerFate } from './fates.ts';
import type { LinkRow } from './link-row.ts';
import type { Outcome } from './outcome.ts';
import type { NodeRow, RackRow } from './premises-rows.ts';
import type { StageUse } from './stage-use.ts';
import type { ThoughtUse } from './thoughts.ts';

/**
 * What the engine tells the outside world. The port is write-only and allocates nothing: the engine fills one row object
 * per table and hands the same object over each time, so an implementation must copy what it keeps.
 * A value that does not exist is NaN in a float field, −1 in an integer field.
 */

/** One request of a user, handed over when it ends (or at the end of the run, in flight), in order of (end, request). */
export interface RequestRow {
  /** Position in order of arrival, from 0. */
  request: number;
  /** Index into CompiledScenario.workloads. */
  workload: number;
  tenant: number;
  measured: boolean;
  arrivalSeconds: number;
  firstTokenSeconds: number;
  firstActivitySeconds: number;
  /** Instant at which the request ended, whatever the outcome; NaN while in flight. */
  completionSeconds: number;
  ttftSeconds: number;
  tpotSeconds: number;
  e2eSeconds: number;
  worstGapSeconds: number;
  hostSeconds: number;
  queueSeconds: number;
  prefillSeconds: number;
  decodeSeconds: number;
  preemptedSeconds: number;
  transferSeconds: number;
  promptTokens: number;
  /** Tokens made until the end. */
  outputTokens: number;
  /** Tokens that the answer would have had, had nothing stopped it: what a replay needs. */
  intendedOutputTokens: number;
  maxTokens: number;
  priority: number;
  /** Code in outcome.ts. */
  outcome: number;
  preemptions: number;
  /** Replicas that it was sent to, one after the other; 1 for a request that none ever got. */
  attempts: number;
  /** Index of the replica over all pools, −1 when none was reached. */
  replica: number;
  acceleratorJoules: number;
  /** USD of its part of the time of each step that it was in, at what the replica costs to rent; 0 where nobody does. */
  stepUsd: number;
  sloMet: boolean;
  /** Tokens of its prompt that a prefix cache had when it was scheduled first. */
  cachedTokens: number;
  /** Task or session of its workload, and its place in it; absent or −1 without. */
  session?: number;
  turn?: number;
  /** The question that it was sent for, and which of the requests for it it is, from 1; absent or −1 without. */
  question?: number;
  tries?: number;
  /** Where clients send requests once more: copies sent, and the round of the one that stood for it at its end, 0 itself. */
  copies?: number;
  answeredBy?: number;
  /** With a facility: its share of what nodes and the site took, and emitted. */
  itJoules?: number;
  facilityJoules?: number;
  grams?: number;
  /** Where accelerators are rented, its `stepUsd`; else, with a facility, its share of the cost, NaN where no price is known. */
  usd?: number;
  /** Tokens of the user's own prompt; where strategies make calls, promptTokens is the sum over these. */
  askedTokens?: number;
  /** Where users are charged: output tokens beside the answer, and the price; NaN without one. */
  reasoningTokens?: number;
  priceUsd?: number;
  /** Model calls that it took, and tokens of the delivered answer; absent where one call is all. */
  calls?: number;
  answerTokens?: number;
  /** Of a workload with a task: its problem's difficulty rank, and what became of the answer. */
  difficulty?: number;
  confidence?: number;
  /** Null where nothing was delivered, nor abstained from. */
  fate?: AnswerFate | null;
  /** Tokens, read and made, and joules by what they went into. */
  keptTokens?: number;
  discardedTokens?: number;
  verificationTokens?: number;
  keptJoules?: number;
  discardedJoules?: number;
  verificationJoules?: number;
  /** What each stage of its strategy did; absent of a strategy without stages. */
  stages?: readonly StageUse[];
  /** Present where its strategy asks chains of thought for a length. */
  thought?: ThoughtUse;
}

/** What the tokens and joules of a call went into. */
export const callUses = ['kept', 'discarded', 'verification'] as const;
export type CallUse = (typeof callUses)[number];

/** One call that the cluster had of a request's strategy, handed over before the request, in order of calls. */
export interface CallRow {
  request: number;
  workload: number;
  /** Number among the calls that its strategy asked for, from 0. */
  call: number;
  role: CallRoleName;
  tier: number;
  /** The call whose text its prompt goes on from, and the one that it judges; −1 without. */
  after: number;
  judges: number;
  /** When it was asked for. */
  arrivalSeconds: number;
  firstTokenSeconds: number;
  /** When it left, whatever the outcome; NaN while in flight. */
  completionSeconds: number;
  hostSeconds: number;
  queueSeconds: number;
  prefillSeconds: number;
  decodeSeconds: number;
  preemptedSeconds: number;
  transferSeconds: number;
  promptTokens: number;
  outputTokens: number;
  cachedTokens: number;
  outcome: number;
  use: CallUse;
  /** Equal numbers of one request are equal answers; −1 where it gave none. */
  answer: number;
  right: boolean;
  /** NaN where it gave none. */
  score: number;
  attempts: number;
  preemptions: number;
  replica: number;
  acceleratorJoules: number;
  itJoules?: number;
  facilityJoules?: number;
  usd?: number;
  grams?: number;
}

/** A question is over: a client's first request and all that it sent for the same thing after that. */
export interface QuestionRow {
  /** Whether its first request is, and with it all of them. */
  readonly measured: boolean;
  /** What became of the last request; in-flight where another one would have followed, had the run gone on. */
  readonly outcome: Outcome;
  /** From the first request to the end of the last one, waits between them included. */
  readonly seconds: number;
  /** Requests that were sent for it. */
  readonly tries: number;
}

/** What a user of a session made of how a turn of it went. */
export interface OpinionRow {
  /** Whether the request is. */
  readonly measured: boolean;
  readonly isAnswered: boolean;
  /** Answered later than the user's target. */
  readonly isLate: boolean;
  /** Null without an answer, or without a task that says what is right. */
  readonly isRight: boolean | null;
  /** Whether the user goes on, where there is more to ask. */
  readonly returns: boolean;
}

/** A task or session that has ended: all that follows from its first request. */
export interface TaskRow {
  /** Whether its first request is. */
  readonly measured: boolean;
  /** No request of it failed, or it went on all the same. */
  readonly completed: boolean;
  /** From its first request to the end of its last one, thinking and tools included. */
  readonly seconds: number;
  readonly calls: number;
  /** Its user had more to ask, and left; absent where users go on whatever they get. */
  readonly isLeft?: boolean;
}

/** One pool over one interval of simulated time. */
export interface TimeseriesRow {
  startSeconds: number;
  endSeconds: number;
  pool: number;
  arrivals: number;
  completions: number;
  /** Requests that wait at the end of the interval. */
  queue: number;
  /** Sequences in the running batches at the end of the interval. */
  batch: number;
  /** Share of KV blocks in use at the end of the interval. */
  kvCache: number;
  /** Share of the interval in which the pool's replicas ran steps. */
  busy: number;
  /** Average accelerator watts of the pool over the interval. */
  watts: number;
  replicasUp: number;
  /** What its accelerators were billed in the interval; 0 where nobody rents them. */
  rentalUsd: number;
  /** Replicas that wait for a place in the cluster at the end of the interval. */
  replicasPending: number;
  /** Where budgets of power or the heat of chips are followed. */
  boards?: {
    /** Hottest chip of the interval; NaN where nobody asks for the pool's heat. */
    hottestCelsius: number;
    /** Mean over replicas and interval of the clock that boards are held to, as a share of the chip's highest. */
    clock: number;
    /** Σ over replicas of the time with boards held to less than the pool's own setting. */
    throttledSeconds: number;
  };
  /** With a facility. */
  facility?: {
    /** Of the pool. */
    itWatts: number;
    /** Of the whole site. */
    facilityWatts: number;
    pue: number;
    tue: number;
    litresPerKwh: number;
    gramsPerKwh: number;
    usdPerKwh: number;
  };
}

/** One replica over the whole run. */
export interface ReplicaRow {
  replica: number;
  pool: number;
  /** Position in its pool, from 0. */
  indexInPool: number;
  accelerators: number;
  kvBlocks: number;
  busySeconds: number;
  steps: number;
  requests: number;
  preemptions: number;
  prefillJoules: number;
  decodeJoules: number;
  idleJoules: number;
  /** Peak average watts of a step over all chips of the replica. */
  peakWatts: number;
  outputTokens: number;
  /** With a prefix cache: tokens of prompts that were scheduled for the first time, and those of them that were there. */
  queriedTokens: number;
  cachedTokens: number;
  /** What its accelerators were billed; 0 where nobody rents them. */
  rentalUsd: number;
  /** Cached tokens of preempted sequences that went to host memory. */
  swappedTokens: number;
  /** Of cachedTokens, those that tiers below the prefix cache had. */
  hostTokens: number;
  nvmeTokens: number;
  remoteTokens: number;
  /** Where budgets of power or the heat of chips are followed (hottestCelsius is NaN where its own heat is not); what leaked. */
  boards?: { throttledSeconds: number; hottestCelsius: number };
  leakedJoules?: number;
  /** Where adapters may lie in storage: loads, those of them that were read from there, and how long steps waited for all. */
  adapters?: { loads: number; storageLoads: number; loadingSeconds: number };
}

export interface Recorder {
  request(row: Readonly<RequestRow>): void;
  /** `count` gaps between consecutive tokens of measured requests of `workload`, each of `gapSeconds`. */
  gap(workload: number, gapSeconds: number, count: number): void;
  /** `steps` gaps in arithmetic progression from `firstSeconds` to `lastSeconds`, each made by `sequences` requests. */
  gaps(
    workload: number,
    firstSeconds: number,
    lastSeconds: number,
    steps: number,
    sequences: number,
  ): void;
  timeseries(row: Readonly<TimeseriesRow>): void;
  replica(row: Readonly<ReplicaRow>): void;
  /** With a facility: nodes after replicas, and racks after nodes. */
  node?(row: NodeRow): void;
  rack?(row: RackRow): void;
  /** A link that something crossed, where there is a graph of them. */
  link?(row: LinkRow): void;
  /** A call of a strategy, where their rows are wanted. */
  call?(row: Readonly<CallRow>): void;
  /** A task of a workload ended. */
  task?(workload: number, row: TaskRow): void;
  /** A question of a workload is over, whose clients do more than wait for one answer. */
  question?(workload: number, row: QuestionRow): void;
  /** A turn of a session is over, of a workload whose users may leave for how it went. */
  opinion?(workload: number, row: OpinionRow): void;
}
