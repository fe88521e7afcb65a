import type { DurationSpec } from '../policy/duration/port.ts';
import type { LengthSpec } from '../policy/length/port.ts';

/** Where the context of requests that follow from each other ends. */
export interface TaskContext {
  /** Tokens of prompt and answer. */
  readonly contextTokens: number;
  /** The task ends before a request that has no room, or its prompt loses its beginning. */
  readonly whenFull: 'end' | 'truncate';
}

/** Conversations that begin as a Poisson process, whose turns wait for each other. */
export interface Sessions {
  readonly process: 'sessions';
  /** Sessions that begin. */
  readonly ratePerSecond: number;
  readonly turns: LengthSpec;
  /** From the end of a turn to the next one. */
  readonly think: DurationSpec;
  readonly context: TaskContext;
  /** After a turn that did not complete the session ends, or goes on as if that had not been said. */
  readonly afterFailure: 'end' | 'continue';
}

/** Agents' tasks that begin as a Poisson process: graphs of calls. */
export interface Agentic {
  readonly process: 'agentic';
  /** Tasks that begin. */
  readonly ratePerSecond: number;
  /** Each after all that it comes after. */
  readonly calls: readonly AgentCall[];
  readonly context: TaskContext;
  readonly afterFailure: 'end' | 'continue';
}

export interface AgentCall {
  readonly name: string;
  /** Positions of the calls that must have ended. */
  readonly after: readonly number[];
  /** Position of the one whose context it goes on from; null = it begins with its own tokens. */
  readonly continues: number | null;
  readonly copies: LengthSpec;
  readonly rounds: LengthSpec;
  /** What a tool takes before each round. */
  readonly wait: DurationSpec;
  /** New tokens of each round's prompt. */
  readonly promptTokens: LengthSpec;
  readonly outputTokens: LengthSpec;
}

/** Many clients of their own rates and lengths, in pools of like ones (ServeGen). */
export interface ClientPools {
  readonly process: 'servegen';
  /** Of all clients together. */
  readonly ratePerSecond: number;
  readonly pools: readonly ClientPool[];
}

export interface ClientPool {
  readonly clients: number;
  /** Of the rate; the shares of all pools sum to 1. */
  readonly share: number;
  /** The rate of its client number r, from 1, is in proportion to r^−skew. */
  readonly skew: number;
  readonly gaps: 'poisson' | 'gamma' | 'weibull';
  readonly cv: number;
  /** Spread of the clients' mean lengths about the law's: coefficient of variation; 0 = all alike. */
  readonly promptSpread: number;
  readonly outputSpread: number;
  /** Null = the workload's. */
  readonly promptTokens: LengthSpec | null;
  readonly outputTokens: LengthSpec | null;
}
