import type { CompiledPool, CompiledScenario } from '../compile/compiled.ts';
import type { CompiledTier } from '../compile/compiled-tier.ts';
import type { Reached } from '../physics/validity.ts';
import { outcomeCode, outcomes } from '../record/outcome.ts';
import type { BacklogSamples, RunTotals } from '../record/totals.ts';
import type { LostWork } from '../scenario/failures.ts';
import { CopyCounts } from './copy-counts.ts';
import type { Dispatcher } from './dispatcher.ts';
import { rentalAt, rentalBetween } from './fleet/rental.ts';
import type { ScalingBooks } from './fleet/scaling-books.ts';
import type { HostStages } from './host/host-stages.ts';
import { loadTotals } from './load-totals.ts';
import type { Losses } from './lost-work.ts';
import { waitingByPool } from './pool-waiting.ts';
import type { FacilityMeter } from './power/facility-meter.ts';
import { preemptionTotals } from './preemption-totals.ts';
import type { EngineReplica } from './replica/port.ts';
import { meetsTargets } from './request-row.ts';
import { copy, field, STRIDE } from './request-table.ts';
import { copiedWorkload, isOfCandidate } from './rollout/version-groups.ts';
import type { ToolPools } from './strategy/tool-pools.ts';
import {
  BacklogMeter,
  CompletionCounts,
  type Snapshot,
  takeSnapshot,
  windowTotals,
} from './window.ts';

/** What is counted over a run beside the rows: outcomes, the measured window, joules, the backlog. */
export class Tally {
  readonly #scenario: CompiledScenario;
  readonly #replicas: readonly EngineReplica[];
  readonly #books: ScalingBooks;
  readonly #counts: CompletionCounts;
  readonly #outcomes: number[][];
  readonly #measured: number[];
  readonly #backlog: BacklogMeter;
  readonly losses: Losses = { requests: 0, outputTokens: 0, replayedTokens: 0, joules: 0 };
  readonly #copies = new CopyCounts();
  #attributedJoules = 0;
  #lastArrivalSeconds = 0;
  #windowStart: Snapshot | null = null;
  #windowEnd: Snapshot | null = null;

  /** Null where no program uses any. */
  tools: ToolPools | null = null;
  readonly #hosts: HostStages | null;
  readonly #meter: FacilityMeter | null;
  /** By workload, the groups that its strategy may call; null where its requests are answered by one call. */
  readonly #called: readonly (readonly number[] | null)[];
  /** Groups that the candidate of a shadow roll-out may call for the copies of requests. */
  readonly #copied: readonly number[];
  /** Requests in the system that one call answers though their workload has a strategy: of a roll-out, one version may. */
  readonly #streamed = new Set<number>();

  constructor(
    scenario: CompiledScenario,
    replicas: readonly EngineReplica[],
    dispatchers: readonly Dispatcher[],
    books: ScalingBooks,
    hosts: HostStages | null,
    meter: FacilityMeter | null,
  ) {
    this.#meter = meter;
    this.#books = books;
    this.#hosts = hosts;
    this.#scenario = scenario;
    const copied = copiedWorkload(scenario.rollout);
    this.#called = scenario.workloads.map(({ strategy }, workload) => {
      if (strategy === undefined) return null;
      const isAsked = (tier: CompiledTier) => workload !== copied || !isOfCandidate(tier);
      return calledGroups(strategy.tiers.filter(isAsked));
    });
    const { tiers = [] } = scenario.workloads[copied]?.strategy ?? {};
    this.#copied = calledGroups(tiers.filter(isOfCandidate));
    this.#replicas = replicas;
    this.#backlog = new BacklogMeter(() => waitingByPool(scenario, replicas, dispatchers));
    this.#counts = new CompletionCounts(scenario.workloads.length);
    this.#outcomes = scenario.workloads.map(() => outcomes.map(() => 0));
    this.#measured = scenario.workloads.map(() => 0);
  }

  /** The warm-up is over, the measured window begins. */
  openWindow(seconds: number): void {
    this.#windowStart ??= this.snapshot(seconds);
  }

  /** The last request has come, the measured window ends. */
  closeWindow(seconds: number): void {
    this.#windowEnd ??= this.snapshot(seconds);
  }

  /** A request has come, at `rows[base]`. */
  onArrival(
    rows: Float64Array,
    base: number,
    fleet: { queued: number; outstanding: number },
    answers: number,
    seconds: number,
  ): void {
    this.#lastArrivalSeconds = seconds;
    if (rows[base + field.measured] === 1) this.#measured[rows[base + field.workload]!]!++;
    if (!this.#backlog.isDue()) return;
    // answers that wait for a host are no part of any batch
    const forTools = this.tools?.waiting ?? 0;
    const waiting = fleet.queued + answers + forTools;
    const running = fleet.outstanding + (this.tools?.open ?? 0) - waiting;
    this.#backlog.add({ seconds, waiting, running, completions: this.#counts.total });
  }

  /** A request goes on to the cluster: at its arrival, or when it has waited for its time. */
  onEntered(rows: Float64Array, base: number, seconds: number): void {
    // of a program each call is load
    if (this.#called[rows[base + field.workload]!] === null) this.onSent(rows, base, seconds);
  }

  /** A request goes to the replicas itself, and no program answers it. */
  onStreamed(rows: Float64Array, handle: number, seconds: number): void {
    const base = handle * STRIDE;
    // of the others all count that enter
    if (this.#called[rows[base + field.workload]!] === null) return;
    this.#streamed.add(handle);
    this.onSent(rows, base, seconds);
  }

  /** A request goes to the replicas of its group, or a call. */
  onSent(rows: Float64Array, base: number, seconds: number): void {
    this.#books.meters[rows[base + field.group]!]?.onArrival(seconds);
  }

  /** A request or a call that was sent has ended. */
  onLeft(rows: Float64Array, base: number): void {
    this.#books.meters[rows[base + field.group]!]?.onLeft(rows[base + field.end]!);
  }

  /** A request goes from replicas that computed its prompt to others that decode. */
  onHandOff(from: number, to: number, seconds: number): void {
    // whether its targets are met is known at its end
    this.#books.meters[from]?.onLeft(seconds);
    this.#books.meters[to]?.onArrival(seconds);
  }

  /** A replica failed with this request: what it had done is lost, or in part; nothing where others keep it. */
  onLost(rows: Float64Array, base: number, fate: LostWork, isKept = false): void {
    const { losses } = this;
    losses.requests++;
    if (isKept) return;
    losses.replayedTokens += fate === 'failed' ? 0 : rows[base + field.computed]!;
    if (fate === 'resumed') return;
    losses.outputTokens += rows[base + field.made]!;
    losses.joules += rows[base + field.joules]! - rows[base + field.lostJoules]!;
  }

  /** Joules of a call that has left; its user's request has none of its own. */
  attribute(joules: number): void {
    this.#attributedJoules += joules;
  }

  onEnded(rows: Float64Array, handle: number, outcome: number): void {
    const base = handle * STRIDE;
    const workload = rows[base + field.workload]!;
    rows[base + field.sloMet] = 0;
    this.#outcomes[workload]![outcome]!++;
    this.#attributedJoules += rows[base + field.joules]!;
    const met = this.#isMet(rows, base, outcome);
    const called = this.#called[workload]!;
    if (called === null || this.#streamed.delete(handle)) this.onLeft(rows, base);
    for (const group of called ?? [rows[base + field.group]!])
      this.#books.meters[group]?.judge(met);
    if (outcome !== outcomeCode.completed) return;
    this.#counts.add(workload, rows[base + field.prompt]!, rows[base + field.made]!);
    if (met) {
      rows[base + field.sloMet] = 1;
      this.#counts.sloMet[workload]!++;
    }
  }

  #isMet(rows: Float64Array, base: number, outcome: number): boolean {
    const { slo } = this.#scenario.workloads[rows[base + field.workload]!]!;
    return outcome === outcomeCode.completed && meetsTargets(slo, rows, base);
  }

  /** A copy ended, or the run did: what it took counts, and that a program made so many calls for it. */
  onCopyEnded(rows: Float64Array, base: number, outcome: number, calls: number): void {
    if (rows[base + field.copy] === copy.shadow) {
      const met = this.#isMet(rows, base, outcome);
      for (const group of this.#copied) this.#books.meters[group]?.judge(met);
    }
    this.#attributedJoules += rows[base + field.joules]!;
    this.#copies.add(rows, base, calls);
  }

  /** The backlog over the second half of the arrivals so far. */
  backlog(): BacklogSamples {
    return this.#backlog.secondHalf();
  }

  /** The sums of a run that ended at `seconds` after `events` events; `final` is the fleet as it stood then. */
  totals(events: number, seconds: number, final: Snapshot): RunTotals {
    const scenario = this.#scenario;
    const lastArrivalSeconds = this.#windowEnd === null ? seconds : this.#lastArrivalSeconds;
    // where all come at once, no time passes between the first and the last of them: the window is the whole run
    const end = lastArrivalSeconds > 0 ? (this.#windowEnd ?? final) : final;
    const { sums, idleJoules, leakedJoules } = final;
    const start = this.#startBefore(end);
    return {
      events,
      simulatedSeconds: seconds,
      outcomes: this.#outcomes,
      measured: this.#measured,
      lastArrivalSeconds,
      window: windowTotals(scenario, start, end),
      wholeRun: {
        attributedJoules: this.#attributedJoules,
        idleJoules,
        leakedJoules,
        totalJoules: sums.prefillJoules + sums.decodeJoules + idleJoules + leakedJoules,
      },
      backlog: this.backlog(),
      ...rentalBetween(start.rental, end.rental, final.rental),
      ...(this.#meter !== null &&
        final.facility !== null && {
          facility: {
            wholeRun: final.facility,
            charged: this.#meter.charged,
            mostItWatts: this.#meter.mostItWatts,
          },
        }),
      ...this.#copies.totals(),
      accelerators: scenario.pools.reduce(
        (sum, pool) => sum + pool.replicas * pool.acceleratorsPerReplica,
        0,
      ),
      ...loadTotals(this.#replicas, seconds),
      ...preemptionTotals(scenario.pools, this.#replicas),
      reached: scenario.pools.flatMap((pool) => this.#reachedBy(pool)),
    };
  }

  /** The largest batches and longest sequences of a pool; of several models that share its chips, of each. */
  #reachedBy({ firstReplica, replicas, engines }: CompiledPool): Reached[] {
    const own = this.#replicas.slice(firstReplica, firstReplica + replicas);
    const most = (ranks: readonly Readonly<Reached>[]) => {
      const of = (key: keyof Reached) => ranks.reduce((top, rank) => Math.max(top, rank[key]), 0);
      return {
        sequences: of('sequences'),
        contextTokens: of('contextTokens'),
        promptTokens: of('promptTokens'),
      };
    };
    if (engines === undefined) return [most(own.flatMap(({ reached }) => reached))];
    return engines.map((_, i) => most(own.map(({ reached }) => reached[i]!)));
  }

  /** Where the window starts: at its end, and so with nothing in it, when the warm-up outlasts the arrivals. */
  #startBefore(end: Snapshot): Snapshot {
    const start = this.#windowStart;
    return start === null || start.seconds > end.seconds ? end : start;
  }

  /** The fleet as it stands at `seconds`. */
  snapshot(seconds: number): Snapshot {
    const rental = rentalAt(this.#scenario, this.#replicas, seconds);
    return takeSnapshot(
      this.#counts,
      this.#scenario.pools,
      this.#replicas,
      this.#books,
      seconds,
      this.#hosts,
      rental,
      this.#meter,
      this.tools,
    );
  }
}

function calledGroups(tiers: readonly CompiledTier[]): readonly number[] {
  const groups = tiers.map(({ group }) => group).filter((group) => group !== null);
  return [...new Set(groups)];
}
