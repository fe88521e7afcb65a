import type { CompiledScenario } from '../../src/compile/compiled.ts';
import type { StepModel } from '../../src/physics/step-model.ts';
import type { Outcome } from '../../src/record/outcome.ts';

/** One request as a trace row brings it. */
export interface RequestSpec {
  readonly arrivalSeconds: number;
  readonly promptTokens: number;
  /** What the model would say, had nothing stopped it; clipped at `maxTokens` before the run. */
  readonly outputTokens: number;
  readonly maxTokens: number;
  readonly priority: number;
  readonly tenant: number;
  /** The guess of the answer's length that sjf goes by. */
  readonly predictedTokens: number;
  /** What the prompt begins with: [text, tokens] pairs, token counts ascending; nothing by default. */
  readonly content?: readonly (readonly [text: number, tokens: number])[];
}

/** What the plain loop is given: the same plain data that the product compiles, and the rows of every workload. */
export interface PlainInput {
  readonly scenario: CompiledScenario;
  /** Rows of each workload, in order of arrival. */
  readonly requests: readonly (readonly RequestSpec[])[];
  /** One step model per pool. */
  readonly steps: readonly StepModel[];
}

/** What became of one request; the fields are those of record/port.ts. NaN and −1 where there is no value. */
export interface ResultRow {
  readonly request: number;
  readonly question: number;
  readonly tries: number;
  readonly workload: number;
  readonly tenant: number;
  readonly priority: number;
  readonly measured: boolean;
  readonly outcome: Outcome;
  readonly replica: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly intendedOutputTokens: number;
  readonly maxTokens: number;
  readonly preemptions: number;
  readonly sloMet: boolean;
  readonly arrivalSeconds: number;
  readonly firstTokenSeconds: number;
  readonly completionSeconds: number;
  readonly ttftSeconds: number;
  readonly tpotSeconds: number;
  readonly e2eSeconds: number;
  readonly worstGapSeconds: number;
  readonly hostSeconds: number;
  readonly queueSeconds: number;
  readonly prefillSeconds: number;
  readonly decodeSeconds: number;
  readonly preemptedSeconds: number;
  readonly transferSeconds: number;
  readonly acceleratorJoules: number;
  readonly cachedTokens: number;
}

/** Totals of one replica over the whole run. */
export interface ReplicaTotals {
  readonly replica: number;
  readonly busySeconds: number;
  readonly steps: number;
  readonly preemptions: number;
  readonly outputTokens: number;
  /** Joules of sequences in prefill, with their share of what the step's sequences share. */
  readonly prefillJoules: number;
  readonly decodeJoules: number;
  readonly idleJoules: number;
  readonly peakWatts: number;
}

/** Gaps between consecutive tokens of the measured requests of one workload. */
export type Gaps = readonly number[];

export interface RunResult {
  /** In order of (end, request); those in flight last. */
  readonly rows: readonly ResultRow[];
  readonly replicas: readonly ReplicaTotals[];
  /** Per workload, ascending. */
  readonly gaps: readonly Gaps[];
  /** Instant of the last event. */
  readonly endSeconds: number;
}

/** What a case exercised, counted by the plain loop, which sees every step. */
export interface Exercised {
  preemptions: number;
  /** Prompts (or recomputations) that took more than one step. */
  chunkedPrompts: number;
  expired: number;
  /** Requests that left a running batch because their time was up. */
  leftRunning: number;
  rejected: number;
  inFlight: number;
  /** Instants at which an arrival or a client's timeout coincided with the end of a step. */
  ties: number;
  /** Instants at which steps of several replicas ended together. */
  jointBoundaries: number;
  /** Pairs of consecutive decode steps of one unchanged batch that lie on different lines of the step time. */
  crossings: number;
  /** Requests that the central queue held back. */
  heldBack: number;
  /** Requests whose client gave up before the scheduler had them. */
  leftApi: number;
  /** Drafted tokens that were refused, or came after the answer's end. */
  draftsRefused: number;
  /** Replicas that were started, and that drained with requests. */
  starts: number;
  drains: number;
  /** Prompts that another replica went on from, and those whose client left meanwhile. */
  handedOff: number;
  leftTransfer: number;
  /** Sequences that could decode in a step, but had to wait for prompts; requests that a plan did not know of. */
  paused: number;
  late: number;
  /** Requests that had to wait for the way in which batches form; steps that were wider than who ran. */
  barred: number;
  paddedSteps: number;
  /** Requests that had blocks for a chunk, but not for their prompt. */
  heldWhole: number;
  /** Requests of clients who asked again, and those that their clients cancelled. */
  retries: number;
  cancelled: number;
  /** Prompts, or recomputations, that found blocks in the prefix cache; blocks that it lost; blocks computed in vain. */
  cacheHits: number;
  cacheEvictions: number;
  cacheDoubles: number;
  /** Prompts that found blocks which their own step computes, and those that waited for such a step to end. */
  sharedSteps: number;
  awaited: number;
  /** Preempted sequences that were copied to host memory, and those that had no room there. */
  swaps: number;
  swapFull: number;
  /** Further copies that clients sent of requests, and those that answered. */
  copies: number;
  copiesWon: number;
  /** Requests whose adapter had no slot, and adapters that gave theirs to others. */
  passedOver: number;
  adaptersLost: number;
  /** Adapters that gave their place in host memory to others. */
  copiesLost: number;
  /** Steps that a cap kept from what their joules came to. */
  cappedSteps: number;
}

export interface PlainResult extends RunResult {
  /** What was spent on copies of requests that answered nobody. */
  readonly copies: readonly { readonly joules: number; readonly preemptions: number }[];
  readonly exercised: Exercised;
}
