import { hashKey, hashUniform } from '../../base/random/hash.ts';
import type { CompiledRollout, CompiledScenario } from '../../compile/compiled.ts';
import type { Calendar } from '../../kernel/calendar.ts';
import { dueSeconds, lane } from '../../kernel/lanes.ts';
import { judge, type MonitorName } from '../../policy/rollout/index.ts';
import type { RolloutView, VersionView } from '../../policy/rollout/port.ts';
import { outcomeCode } from '../../record/outcome.ts';
import type { RolloutOutcome, RolloutTotals } from '../../record/totals.ts';
import type { Dispatcher } from '../dispatcher.ts';
import { meetsTargets } from '../request-row.ts';
import { field } from '../request-table.ts';
import { type Ended, VersionLog } from './version-log.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** Outcomes that a gateway answers with an error. */
const errorCodes: ReadonlySet<number> = new Set([
  outcomeCode.rejected,
  outcomeCode.shed,
  outcomeCode.expired,
  outcomeCode.failed,
]);

/**
 * A candidate takes over from a stable version by shares of the requests that grow step by step (canary), or gets copies
 * of them (shadow). Every interval its monitors judge what had ended when they were last told. A step ends when it has
 * held long enough and every monitor passed the last check, none of which saw too little to tell; more failed checks than
 * are borne send everything back to the stable version, and what the candidate has it finishes.
 */
export class Rollout {
  readonly #spec: CompiledRollout;
  readonly #scenario: CompiledScenario;
  readonly #calendar: Calendar;
  readonly #slot: number;
  readonly #dispatchers: readonly Dispatcher[];
  readonly #key: number;
  readonly #stable: VersionLog;
  readonly #candidate: VersionLog;
  /** Share of the requests that go to the candidate, or are copied to it. */
  #share = 0;
  /** Steps begun. */
  #step = 0;
  #stepEndSeconds = NEVER;
  #checkSeconds = NEVER;
  #lastPassed = false;
  #checks = 0;
  #failedChecks = 0;
  #failedBy: MonitorName | null = null;
  #firstFailureSeconds: number | null = null;
  #outcome: RolloutOutcome = 'pending';
  #decidedSeconds = NEVER;
  /** Requests for the model that came after the decision, and the last of all. */
  #cameAfter = 0;
  #lastSeconds = 0;

  constructor(
    spec: CompiledRollout,
    scenario: CompiledScenario,
    replication: number,
    host: { readonly calendar: Calendar; readonly dispatchers: readonly Dispatcher[] },
    slot: number,
  ) {
    this.#spec = spec;
    this.#scenario = scenario;
    this.#calendar = host.calendar;
    this.#dispatchers = host.dispatchers;
    this.#slot = slot;
    this.#key = hashKey(scenario.seed, replication, 'rollout');
    const { checks, monitors } = spec;
    const windows = monitors.map((each) => ('longSeconds' in each ? each.longSeconds : 0));
    const kept = checks.scrapeDelaySeconds + Math.max(checks.windowSeconds, ...windows);
    this.#stable = new VersionLog(kept);
    this.#candidate = new VersionLog(kept);
    this.#stepEndSeconds = spec.atSeconds;
    this.#schedule();
  }

  get isShadow(): boolean {
    return this.#spec.kind === 'shadow';
  }

  get candidateGroup(): number {
    return this.#spec.groups.candidate;
  }

  /**
   * A request has come: whether it falls to the candidate. Requests of one session fall alike, and who falls to it at one
   * share does at every larger one.
   */
  takes(rows: Float64Array, base: number): boolean {
    const workload = rows[base + field.workload]!;
    if (this.#scenario.workloads[workload]!.group !== this.#spec.groups.stable) return false;
    this.#lastSeconds = rows[base + field.arrival]!;
    if (this.#decidedSeconds < NEVER) this.#cameAfter++;
    if (this.#share === 0 || this.#share === 1) return this.#share === 1;
    const session = this.#spec.sticksTo === 'session' ? rows[base + field.session]! : -1;
    const question = rows[base + field.question]!;
    const own = question >= 0 ? question : rows[base + field.id]!;
    const uniform =
      session >= 0
        ? hashUniform(this.#key, workload, session, 1)
        : hashUniform(this.#key, workload, own, 0);
    return uniform < this.#share;
  }

  /** A request, or a copy of one, has ended with this outcome. */
  onEnded(rows: Float64Array, base: number, outcome: number, seconds: number): void {
    const group = rows[base + field.group]!;
    const { stable, candidate } = this.#spec.groups;
    if (group !== stable && group !== candidate) return;
    if (outcome === outcomeCode['in-flight']) return;
    const arrival = rows[base + field.arrival]!;
    // as the calendar has it: what comes at the very instant of a change comes after it
    const due = dueSeconds(lane.arrival, arrival);
    const isOwn =
      due >= dueSeconds(lane.fleet, this.#spec.atSeconds) &&
      due < dueSeconds(lane.fleet, this.#decidedSeconds);
    if (this.#decidedSeconds < NEVER && !isOwn) return;
    const log = group === stable ? this.#stable : this.#candidate;
    log.add(this.#endedOf(rows, base, outcome, seconds), isOwn);
  }

  /** The calendar's event; returns its instant. */
  onEvent(): number {
    const now = Math.min(this.#checkSeconds, this.#stepEndSeconds);
    if (now === this.#checkSeconds) {
      this.#check(now);
      this.#checkSeconds = now + this.#spec.checks.intervalSeconds;
    }
    const begins = this.#step === 0;
    if (this.#decidedSeconds === NEVER && now >= this.#stepEndSeconds) this.#stepOn(now);
    if (begins) this.#checkSeconds = now + this.#spec.checks.intervalSeconds;
    this.#schedule();
    return now;
  }

  totals(): RolloutTotals {
    const decided = this.#decidedSeconds < NEVER;
    return {
      kind: this.#spec.kind,
      pools: this.#spec.pools,
      outcome: this.#outcome,
      beganSeconds: this.#spec.atSeconds,
      decidedSeconds: decided ? this.#decidedSeconds : null,
      steps: this.#step,
      checks: this.#checks,
      failedChecks: this.#failedChecks,
      failedBy: this.#failedBy,
      firstFailureSeconds: this.#firstFailureSeconds,
      stable: this.#stable.totals,
      candidate: this.#candidate.totals,
      cameAfter: this.#cameAfter,
      lastArrivalSeconds: this.#lastSeconds,
    };
  }

  #endedOf(rows: Float64Array, base: number, outcome: number, seconds: number): Ended {
    const { slo } = this.#scenario.workloads[rows[base + field.workload]!]!;
    const arrivalSeconds = rows[base + field.arrival]!;
    const completed = outcome === outcomeCode.completed;
    const first = rows[base + field.firstToken]!;
    const made = rows[base + field.made]!;
    return {
      arrivalSeconds,
      seconds,
      completed,
      error: errorCodes.has(outcome),
      missed: !(completed && meetsTargets(slo, rows, base)),
      allowed: 1 - slo.attainment,
      joules: rows[base + field.joules]!,
      latency: {
        ttft: first - arrivalSeconds,
        tpot: made > 1 ? (rows[base + field.lastToken]! - first) / (made - 1) : Number.NaN,
        e2e: seconds - arrivalSeconds,
      },
    };
  }

  /** The step has held long enough; it goes on to the next, or to the end, once a check says so. */
  #stepOn(now: number): void {
    if (this.#step > 0 && !this.#lastPassed) {
      // the next check decides
      this.#stepEndSeconds = this.#checkSeconds;
      return;
    }
    const step = this.#spec.steps[this.#step];
    if (step === undefined) {
      this.#decide(now, this.isShadow ? 'passed' : 'promoted', this.isShadow ? 0 : 1);
      return;
    }
    this.#outcome = 'running';
    this.#step++;
    this.#share = step.share;
    this.#lastPassed = false;
    this.#stepEndSeconds = now + step.holdSeconds;
  }

  #check(now: number): void {
    const { checks, groups, monitors } = this.#spec;
    for (const [log, group] of [
      [this.#stable, groups.stable],
      [this.#candidate, groups.candidate],
    ] as const) {
      log.scrape(now, this.#waitingPerReplica(group));
    }
    const seenUntil = now - checks.scrapeDelaySeconds;
    const viewOf = (log: VersionLog): VersionView => ({
      within: (seconds) => log.between(seenUntil - seconds, seenUntil),
      waitingPerReplica: log.waitingPerReplica(seenUntil),
    });
    const view: RolloutView = {
      stable: viewOf(this.#stable),
      candidate: viewOf(this.#candidate),
      windowSeconds: checks.windowSeconds,
      minRequests: checks.minRequests,
    };
    const verdicts = monitors.map((spec) => judge(spec, view));
    this.#checks++;
    const failed = verdicts.indexOf('fail');
    this.#lastPassed = verdicts.every((each) => each === 'pass');
    if (failed < 0) return;
    this.#failedChecks++;
    this.#failedBy = monitors[failed]!.kind;
    this.#firstFailureSeconds ??= now;
    if (this.#failedChecks <= checks.failureLimit) return;
    this.#decide(now, this.isShadow ? 'stopped' : 'rolled-back', 0);
  }

  #decide(now: number, outcome: RolloutOutcome, share: number): void {
    this.#outcome = outcome;
    this.#share = share;
    this.#decidedSeconds = now;
  }

  #waitingPerReplica(group: number): number {
    const dispatcher = this.#dispatchers[group]!;
    const waiting = dispatcher.replicas.reduce(
      (sum, replica) => sum + replica.waiting,
      dispatcher.queued,
    );
    return waiting / dispatcher.replicas.length;
  }

  #schedule(): void {
    const next = Math.min(this.#checkSeconds, this.#stepEndSeconds);
    if (this.#decidedSeconds < NEVER) this.#calendar.clear(this.#slot);
    else this.#calendar.set(this.#slot, dueSeconds(lane.fleet, next), lane.fleet);
  }
}

/** The roll-out of a scenario; null where there is none. */
export function createRollout(
  scenario: CompiledScenario,
  replication: number,
  host: ConstructorParameters<typeof Rollout>[3],
  slot: number,
): Rollout | null {
  const { rollout } = scenario;
  return rollout === undefined ? null : new Rollout(rollout, scenario, replication, host, slot);
}
