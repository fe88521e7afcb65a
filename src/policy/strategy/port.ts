import type { AnswerId } from '../../quality/samples.ts';

/** What a call is for; a `tool` and what does `retrieve` are no models. */
export type CallRole =
  | 'sample'
  | 'step'
  | 'score'
  | 'critique'
  | 'revise'
  | 'text'
  | 'act'
  | 'tool'
  | 'retrieve';

/** One model call that a strategy asks for. */
export interface Call {
  /** Numbered from 0 in the order in which the program asks; what is drawn for a call is keyed by it. */
  readonly branch: number;
  readonly role: CallRole;
  /** Which of the program's models, from the quickest: 0. */
  readonly tier: number;
  /** Branches whose text its prompt holds, oldest first, after the question itself. */
  readonly after: readonly number[];
  /** The branch that a score or a critique judges; null for others. */
  readonly judges: number | null;
}

/** What a strategy learns of a call that ended well: never whether it is right. */
export interface Finished {
  readonly branch: number;
  /** Of a call that ended in an answer: equal ids are equal answers. Null for scores, critiques and unfinished texts. */
  readonly answer: AnswerId | null;
  /** Of a score; of a tool 1 where its use worked and 0 where it says that something is wrong. Null for others. */
  readonly score: number | null;
}

/** What is given to the user. */
export interface Delivered {
  /** Null where the program abstains. */
  readonly answer: AnswerId | null;
  /** In [0, 1], as the strategy sees it: a share of votes, or a score on that scale. */
  readonly confidence: number;
  /** The first branch of the tier of a cascade that gave it: what was asked for before is of others. Absent = 0. */
  readonly from?: number;
  /** Without an answer because of a check that failed. */
  readonly isHeldBack?: true;
}

/** What to do now. With `delivered` the program is over: `cancelled` names all that still runs. */
export interface Decision {
  readonly calls: readonly Call[];
  /** Branches that still run and are not needed any more. */
  readonly cancelled: readonly number[];
  readonly delivered: Delivered | null;
}

/**
 * One program in flight: a state machine that decides what to call next, given what finished. It starts nothing itself. A call
 * that was lost, or ends after the program is over, counts for nothing.
 */
export interface Strategy {
  /** The first calls. */
  begin(): Decision;
  onFinished(finished: Finished): Decision;
  /** A call will never return: it failed, timed out or was cancelled. */
  onLost(branch: number): Decision;
  /** The best that can be delivered at once, at a deadline. */
  onDeadline(): Delivered;
}

/** A kind of program, made anew for each request. */
export interface StrategyDefinition<Options> {
  create(options: Options): Strategy;
}

/** Nothing to deliver. */
export const abstention: Delivered = { answer: null, confidence: 0 };

/** An answer that failed a check: a verdict, where an abstention has nothing to say. */
export const heldBack: Delivered = { ...abstention, isHeldBack: true };

export function callNow(calls: readonly Call[]): Decision {
  return { calls, cancelled: [], delivered: null };
}

/** Nothing new until something else ends. */
export const waitOn: Decision = { calls: [], cancelled: [], delivered: null };
