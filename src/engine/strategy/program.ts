import type { CompiledStrategy } from '../../compile/compile-strategy.ts';
import type { Content } from '../../policy/content.ts';
import type { Call, Delivered, Strategy } from '../../policy/strategy/port.ts';
import type { AnswerId } from '../../quality/samples.ts';
import type { RequestRow } from '../../record/port.ts';
import { type CallEnd, callEnd } from './call-end.ts';
import { type CriticalPath, extended, pathAfterWait } from './critical-path.ts';
import type { ToolUse } from './tool-pools.ts';
import { partsOfTool } from './tool-row.ts';

/** A prompt: its tokens, and what they begin with. */
export interface Prompt {
  readonly prompt: number;
  readonly content: Content | null;
}

/** One call of a program, from when it is asked for. */
export interface Branch {
  readonly call: Call;
  /** Where the program's latency stood when it was asked for. */
  readonly path: CriticalPath;
  /** Number of the call among all requests of the run: names its text. */
  id: number;
  /** Tokens that it makes in multiples of those at an effort of 1. */
  effort: number;
  /** Output tokens that it was asked for; 0 where it is as long as it likes. */
  asked: number;
  /** Whether it ends where the client takes no more, before its own end. */
  isCut: boolean;
  /** Whether no replica could ever serve it: its text has outgrown the context, or the memory. */
  isOutgrown: boolean;
  /** Its row in the request table; −1 where it is not in the cluster, or no more. */
  handle: number;
  /** The use of a tool; null of models. */
  use: ToolUse | null;
  fate: 'open' | 'ended' | 'cancelled' | 'lost';
  prompt: number;
  content: Content | null;
  made: number;
  joules: number;
  /** What it cost; 0 where nobody counts. */
  usd: number;
  answer: AnswerId | null;
  score: number | null;
  /** Whether a part of an answer, and all before it, is right, or a search found what is needed: for the oracle alone. */
  isSound: boolean;
  /** What its row said when it left; null before, and where nobody wants it. */
  end: CallEnd | null;
}

/** What the calls of a program came to so far. */
export interface ProgramSums {
  calls: number;
  promptTokens: number;
  outputTokens: number;
  cachedTokens: number;
  preemptions: number;
  /** Replicas beyond the first that a call was sent to. */
  furtherAttempts: number;
  joules: number;
  itJoules: number;
  facilityJoules: number;
  usd: number;
  /** Of the time of steps, where accelerators are rented; else 0. */
  stepUsd: number;
  /** What its calls used (rollout/marginal-cost.ts): 0 where no roll-out asks, NaN where nobody knows. */
  usedUsd: number;
  grams: number;
  firstActivitySeconds: number;
}

/**
 * A user's request that a program answers: its row in the table, its number, that of its problem, its workload, its own
 * prompt, and how long it waited outside the cluster.
 */
export interface Asking {
  readonly parent: number;
  readonly request: number;
  readonly problem: number;
  readonly workload: number;
  readonly question: Prompt;
  readonly waitedSeconds: number;
  /** Whether the candidate of a roll-out answers it. */
  readonly isCandidate: boolean;
  /** Whether it is a copy, whose answer nobody sees. */
  readonly isCopy: boolean;
}

/** The program of one request in flight: its state machine, its calls, and what they cost. */
export class Program {
  /** The user's request: its row in the table, and its number. */
  readonly parent: number;
  readonly request: number;
  /** What answers are drawn for: who asks again asks the same. */
  readonly problem: number;
  readonly workload: number;
  readonly spec: CompiledStrategy;
  readonly strategy: Strategy;
  /** By tier: chance that one sample is right which has the effort of the task. */
  readonly chances: readonly number[];
  readonly branches: Branch[] = [];
  /** The user's own prompt. */
  readonly question: Prompt;
  readonly isCandidate: boolean;
  readonly isCopy: boolean;
  /** Calls in the cluster. */
  live = 0;
  /** What was decided; null before, and where nothing is delivered because the client left. */
  delivered: Delivered | null = null;
  isOver = false;
  endSeconds = Number.NaN;
  /** Until its first calls. */
  readonly start: CriticalPath;
  /** Up to the end; as far as it is known while {@link tail} is in the cluster. */
  path: CriticalPath;
  /** The call that was waited for when the end came from outside. */
  tail: Branch | null = null;
  readonly sums: ProgramSums = {
    calls: 0,
    promptTokens: 0,
    outputTokens: 0,
    cachedTokens: 0,
    preemptions: 0,
    furtherAttempts: 0,
    joules: 0,
    itJoules: 0,
    facilityJoules: 0,
    usd: 0,
    stepUsd: 0,
    usedUsd: 0,
    grams: 0,
    firstActivitySeconds: Number.NaN,
  };

  constructor(
    { parent, request, problem, workload, question, waitedSeconds, isCandidate, isCopy }: Asking,
    spec: CompiledStrategy,
    strategy: Strategy,
    chances: readonly number[],
  ) {
    this.parent = parent;
    this.request = request;
    this.problem = problem;
    this.workload = workload;
    this.question = question;
    this.start = pathAfterWait(waitedSeconds);
    this.path = this.start;
    this.isCandidate = isCandidate;
    this.isCopy = isCopy;
    this.spec = spec;
    this.strategy = strategy;
    this.chances = chances;
  }

  /** Seconds from its begin until it must answer; of a roll-out those of its version. */
  get deadlineSeconds(): number {
    const { spec } = this.spec;
    const isOther = this.isCandidate && spec.kind === 'rollout';
    return isOther ? spec.candidateDeadlineSeconds : spec.deadlineSeconds;
  }

  /** Whether its answer streams as one call gives it: of a roll-out its version does. */
  get streams(): boolean {
    return this.spec.streaming === (this.isCandidate ? 1 : 0);
  }

  /** Whether all that it cost is known: it is over, and no call of it is in the cluster. */
  get isSettled(): boolean {
    return this.isOver && this.live === 0;
  }

  /** A call has left the cluster; `row` says how it went, and is kept where calls have rows of their own; it used so many dollars. */
  fold(branch: Branch, row: Readonly<RequestRow>, usedUsd: number, isKept: boolean): void {
    const { sums } = this;
    if (isKept) branch.end = callEnd(row);
    branch.handle = -1;
    branch.made = row.outputTokens;
    branch.joules = row.acceleratorJoules;
    branch.usd = row.usd ?? 0;
    this.live--;
    sums.promptTokens += row.promptTokens;
    sums.outputTokens += row.outputTokens;
    sums.cachedTokens += row.cachedTokens;
    sums.preemptions += row.preemptions;
    sums.furtherAttempts += row.attempts - 1;
    sums.joules += row.acceleratorJoules;
    sums.itJoules += row.itJoules ?? 0;
    sums.facilityJoules += row.facilityJoules ?? 0;
    sums.usd += row.usd ?? 0;
    sums.stepUsd += row.stepUsd;
    sums.usedUsd += usedUsd;
    sums.grams += row.grams ?? 0;
    const began = row.firstTokenSeconds;
    // NaN where no token came before
    if (!(sums.firstActivitySeconds <= began) && !Number.isNaN(began))
      sums.firstActivitySeconds = began;
    if (this.tail === branch) {
      const excess = Math.max(0, row.arrivalSeconds + row.e2eSeconds - this.endSeconds);
      this.path = extended(branch.path, row, excess);
    }
  }

  /** The program has decided at `seconds`, when a call along this path ended. */
  end(seconds: number, path: CriticalPath): void {
    this.isOver = true;
    this.endSeconds = seconds;
    this.path = path;
  }

  /** The program ends at `seconds` from outside: whatever is open is waited for no more, the oldest of it longest. */
  interrupt(seconds: number): void {
    this.isOver = true;
    this.endSeconds = seconds;
    this.tail = this.branches.find(({ fate }) => fate === 'open') ?? null;
    this.path = this.tail?.path ?? this.start;
    const use = this.tail?.use ?? null;
    if (use !== null) this.path = extended(this.path, partsOfTool(use, seconds));
  }
}
