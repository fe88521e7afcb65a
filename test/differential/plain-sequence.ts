import type { CompiledWorkload } from '../../src/compile/compiled.ts';
import type { Outcome } from '../../src/record/outcome.ts';
import type { RequestSpec, ResultRow } from './records.ts';

/** Instants that are no further apart than this are one instant. */
export const TIE_SECONDS = 1e-9;

/** One request and everything that is known of it, touched at every step that it takes part in. */
export class Sequence {
  /** Position in order of arrival; known once it comes. */
  request: number;
  readonly workload: number;
  group: number;
  readonly spec: RequestSpec;
  /** Tokens to make. */
  readonly outputTokens: number;
  readonly totalDeadline: number;
  readonly firstTokenDeadline: number;
  readonly measured: boolean;
  /** Instant at which the client loses patience, and what it waits for. */
  readonly patienceDeadline: number;
  readonly #waitsForAll: boolean;
  /** Its client's question, which of the requests for it this is, and the wait before the next one; null = it only waits. */
  readonly question: number;
  readonly tries: number;
  readonly retry: CompiledWorkload['retry'];
  /** No replica could ever serve it. */
  isHopeless = false;
  /** Its client has been asked whether it asks again. */
  isSettled = false;
  readonly #slo: CompiledWorkload['slo'];
  /** Its client waits for another copy of it; and whether it is to leave at the next boundary. */
  isCopy = false;
  isStopped = false;

  /**
   * Central queue, a replica's API, its queue (new or preempted), its batch, on the way from the replica that computed
   * the prompt, arrived from there, or gone.
   */
  place: 'nowhere' | 'central' | 'api' | 'waiting' | 'running' | 'transfer' | 'landed' | 'ended' =
    'nowhere';
  /** A state, not the size of a chunk: a prompt's last chunk of one token is prefill too. */
  phase: 'prefill' | 'decode' = 'prefill';
  replica = -1;
  made = 0;
  /** Tokens whose keys and values are present. */
  computed = 0;
  blocks = 0;
  /** Keys of the full blocks that it holds in a prefix cache. */
  kept: string[] = [];
  /** Blocks that it computes in this step although somebody else holds them. */
  doubles = 0;
  cachedTokens = 0;
  /** Blocks of it in host memory; whether it has come from there to decode in the step that is planned. */
  swapped = 0;
  isBack = false;
  /** Tokens to compute until the next token appears, in prefill. */
  prefillTarget: number;
  /** Steps that the current prefill has taken. */
  prefillSteps = 0;

  /** When it was sent to its replica, and when the scheduler has it. */
  sentSeconds = Number.NaN;
  readySeconds = Number.NaN;
  outcome: Outcome = 'in-flight';
  endSeconds = Number.NaN;
  firstScheduledSeconds = Number.NaN;
  firstTokenSeconds = Number.NaN;
  lastTokenSeconds = Number.NaN;
  waitingAgainSinceSeconds = Number.NaN;
  prefillSeconds = 0;
  decodeSeconds = 0;
  preemptedSeconds = 0;
  transferSeconds = 0;
  /** The replica that computed the prompt and keeps its blocks until they have been copied; −1 without one. */
  source = -1;
  handedOffSeconds = Number.NaN;
  preemptions = 0;
  joules = 0;
  readonly gaps: number[] = [];

  constructor(
    request: number,
    workload: number,
    spec: RequestSpec,
    compiled: CompiledWorkload,
    measured: boolean,
    tries = 1,
    question = request,
  ) {
    const { cancel, retry } = compiled;
    const acts = cancel !== undefined || retry !== undefined;
    this.question = acts ? question : -1;
    this.tries = acts ? tries : -1;
    this.retry = retry;
    this.patienceDeadline =
      cancel?.patience.law === 'fixed' ? spec.arrivalSeconds + cancel.patience.seconds : Infinity;
    this.#waitsForAll = cancel?.until === 'end';
    this.request = request;
    this.workload = workload;
    this.group = compiled.group;
    this.spec = spec;
    this.measured = measured;
    this.outputTokens = Math.min(spec.outputTokens, spec.maxTokens);
    this.prefillTarget = spec.promptTokens;
    this.totalDeadline = spec.arrivalSeconds + compiled.timeout.totalSeconds;
    this.firstTokenDeadline = spec.arrivalSeconds + compiled.timeout.firstTokenSeconds;
    this.#slo = compiled.slo;
  }

  /** Tokens of prompt and answer so far. */
  get contextTokens(): number {
    return this.spec.promptTokens + this.made;
  }

  /** Arrival plus the tightest of what the workload states. */
  get tightestDeadline(): number {
    const arrival = this.spec.arrivalSeconds;
    const targets = [arrival + this.#slo.ttftSeconds, arrival + this.#slo.e2eSeconds];
    return Math.min(this.totalDeadline, this.firstTokenDeadline, ...targets);
  }

  get wasScheduled(): boolean {
    return !Number.isNaN(this.firstScheduledSeconds);
  }

  /** The sequence is sent to a replica, whose API needs `apiSeconds` until the scheduler has it. */
  enterApi(replica: number, now: number, apiSeconds: number): void {
    this.place = 'api';
    this.replica = replica;
    this.sentSeconds = now;
    this.readySeconds = now + apiSeconds;
  }

  /** A step that begins at `start` takes the sequence into the batch. */
  enterBatch(start: number): void {
    this.place = 'running';
    // Who comes up to a tie's width after the boundary joins the step that starts there, and waited for nothing.
    if (!this.wasScheduled) {
      this.firstScheduledSeconds = Math.max(start, this.readySeconds);
    } else if (this.isBetweenReplicas) {
      this.transferSeconds += start - this.handedOffSeconds;
      this.handedOffSeconds = Number.NaN;
    } else {
      this.preemptedSeconds += start - this.waitingAgainSinceSeconds;
    }
  }

  get isBetweenReplicas(): boolean {
    return !Number.isNaN(this.handedOffSeconds);
  }

  /** Its prompt is computed on a replica that does not decode: it waits for blocks on one that does. */
  handOff(now: number): void {
    this.place = 'central';
    this.source = this.replica;
    this.replica = -1;
    this.handedOffSeconds = now;
    this.blocks = 0;
    this.prefillTarget = this.spec.promptTokens + this.made;
    this.prefillSteps = 0;
    this.phase = 'prefill';
  }

  /** Leaves its blocks to others: `swapped` of them are in host memory, or it computes prompt and tokens made again. */
  preempt(now: number, swapped: number): void {
    this.place = 'waiting';
    this.phase = 'prefill';
    this.prefillTarget = this.spec.promptTokens + this.made;
    this.prefillSteps = 0;
    this.swapped = swapped;
    if (swapped === 0) this.computed = 0;
    this.blocks = 0;
    this.waitingAgainSinceSeconds = now;
    this.preemptions += 1;
  }

  /** Tokens of one step: they appear together, after one gap. */
  makeTokens(tokens: number, now: number): void {
    this.made += tokens;
    if (this.made === 1) this.firstTokenSeconds = now;
    else this.gaps.push(now - this.lastTokenSeconds);
    this.lastTokenSeconds = now;
  }

  end(outcome: Outcome, now: number): void {
    this.#settleWait(now);
    this.place = 'ended';
    this.blocks = 0;
    this.outcome = outcome;
    this.endSeconds = now;
  }

  /** The run is cut at `now`: waiting counts until then, but the request has no end. */
  cut(now: number): void {
    this.#settleWait(now);
  }

  /** Until when its client waits for a first token, and for the last one. */
  get #firstDeadline(): number {
    return Math.min(this.firstTokenDeadline, this.#waitsForAll ? Infinity : this.patienceDeadline);
  }

  get #wholeDeadline(): number {
    return Math.min(this.totalDeadline, this.#waitsForAll ? this.patienceDeadline : Infinity);
  }

  /** Instant at which a client whose request waits gives up; Infinity when it does not. */
  get waitDeadline(): number {
    if (this.isCopy) return Infinity;
    return this.made > 0 ? this.#wholeDeadline : Math.min(this.#wholeDeadline, this.#firstDeadline);
  }

  /** Whether the client of a running request gives up at the boundary `now`, at which it may just have had a token. */
  gaveUpBy(now: number): boolean {
    if (this.isCopy) return this.isStopped;
    if (this.#wholeDeadline <= now + TIE_SECONDS) return true;
    if (this.made === 0) return this.#firstDeadline <= now + TIE_SECONDS;
    // The first token at exactly the deadline counts as made; later, the client was gone when it came.
    return this.firstTokenSeconds > this.#firstDeadline + TIE_SECONDS;
  }

  /** What becomes of it when its client gives up: the timeout counts where both end at one instant. */
  get farewell(): 'expired' | 'cancelled' {
    const [first, whole] = [this.#firstDeadline, this.#wholeDeadline];
    const hasToken = this.made > 0 && this.firstTokenSeconds <= first + TIE_SECONDS;
    const inTime = hasToken && first < whole;
    const timeout = inTime
      ? this.totalDeadline
      : Math.min(this.totalDeadline, this.firstTokenDeadline);
    const patience = inTime && !this.#waitsForAll ? Infinity : this.patienceDeadline;
    return patience < timeout ? 'cancelled' : 'expired';
  }

  #settleWait(now: number): void {
    if (this.isBetweenReplicas) this.transferSeconds += now - this.handedOffSeconds;
    else if (this.place === 'waiting' && this.wasScheduled) {
      this.preemptedSeconds += now - this.waitingAgainSinceSeconds;
    } else if (!this.wasScheduled) {
      this.firstScheduledSeconds = now;
    }
  }

  /** Time in the API, as far as it got. */
  get #hostSeconds(): number {
    if (Number.isNaN(this.sentSeconds)) return 0;
    return Math.min(this.readySeconds, this.firstScheduledSeconds) - this.sentSeconds;
  }

  get #sloMet(): boolean {
    const row = this.#latency();
    // One token has no time per output token, and so misses no target for it.
    const tpotMet = Number.isNaN(row.tpotSeconds) || row.tpotSeconds <= this.#slo.tpotSeconds;
    return (
      this.outcome === 'completed' &&
      row.ttftSeconds <= this.#slo.ttftSeconds &&
      tpotMet &&
      row.e2eSeconds <= this.#slo.e2eSeconds
    );
  }

  #latency() {
    const arrival = this.spec.arrivalSeconds;
    return {
      ttftSeconds: this.firstTokenSeconds - arrival,
      tpotSeconds:
        this.made > 1
          ? (this.lastTokenSeconds - this.firstTokenSeconds) / (this.made - 1)
          : Number.NaN,
      e2eSeconds: this.endSeconds - arrival,
      worstGapSeconds: this.gaps.length > 0 ? Math.max(...this.gaps) : Number.NaN,
      hostSeconds: this.#hostSeconds,
      queueSeconds: this.firstScheduledSeconds - arrival - this.#hostSeconds,
    };
  }

  row(): ResultRow {
    return {
      request: this.request,
      question: this.question,
      tries: this.tries,
      workload: this.workload,
      tenant: this.spec.tenant,
      priority: this.spec.priority,
      measured: this.measured,
      outcome: this.outcome,
      replica: this.replica,
      promptTokens: this.spec.promptTokens,
      outputTokens: this.made,
      intendedOutputTokens: this.outputTokens,
      maxTokens: this.spec.maxTokens,
      preemptions: this.preemptions,
      sloMet: this.#sloMet,
      arrivalSeconds: this.spec.arrivalSeconds,
      firstTokenSeconds: this.firstTokenSeconds,
      completionSeconds: this.endSeconds,
      ...this.#latency(),
      prefillSeconds: this.prefillSeconds,
      decodeSeconds: this.decodeSeconds,
      preemptedSeconds: this.preemptedSeconds,
      transferSeconds: this.transferSeconds,
      acceleratorJoules: this.joules,
      cachedTokens: this.cachedTokens,
    };
  }
}
