import { hashKey, hashUniform } from '../../base/random/hash.ts';
import type { CompiledRollout, CompiledScenario, Versions } from '../../compile/compiled.ts';
import type { Calendar } from '../../kernel/calendar.ts';
import { dueSeconds, lane } from '../../kernel/lanes.ts';
import { judge, type MonitorName } from '../../policy/rollout/index.ts';
import type { RolloutView, VersionView } from '../../policy/rollout/port.ts';
import { outcomeCode } from '../../record/outcome.ts';
import type { RolloutOutcome, RolloutTotals } from '../../record/totals.ts';
import type { Dispatcher } from '../dispatcher.ts';
import { copy, field, STRIDE } from '../request-table.ts';
import { endedOf } from './ended.ts';
import { groupsOfVersions } from './version-groups.ts';
import { VersionLog, type Worth } from './version-log.ts';

const NEVER = Number.POSITIVE_INFINITY;

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
  readonly #gradeKey: number;
  /** Requests in flight that the candidate strategy answers, by their rows. */
  readonly #candidates = new Set<number>();
  /** Groups of replicas that each version asks. */
  readonly #groups: Readonly<Record<keyof Versions, readonly number[]>>;
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
  #unsureChecks = 0;
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
    this.#gradeKey = hashKey(scenario.seed, replication, 'rollout', 'grades');
    const windows = monitors.map((each) => {
      if ('delaySeconds' in each) return checks.windowSeconds + each.delaySeconds;
      return 'longSeconds' in each ? each.longSeconds : 0;
    });
    const kept = checks.scrapeDelaySeconds + Math.max(checks.windowSeconds, ...windows);
    this.#groups = groupsOfVersions(spec, scenario);
    this.#stable = new VersionLog(kept);
    this.#candidate = new VersionLog(kept);
    this.#stepEndSeconds = spec.atSeconds;
    this.#schedule();
  }

  get isShadow(): boolean {
    return this.#spec.kind === 'shadow';
  }

  /** Of replicas; null where the candidate is a strategy. */
  get candidateGroup(): number | null {
    return 'groups' in this.#spec ? this.#spec.groups.candidate : null;
  }

  /**
   * A request has come: whether it falls to the candidate. Requests of one session fall alike, and who falls to it at one
   * share does at every larger one.
   */
  takes(rows: Float64Array, base: number): boolean {
    const workload = rows[base + field.workload]!;
    if (!this.#isOf(workload)) return false;
    this.#lastSeconds = rows[base + field.entered]!;
    if (this.#decidedSeconds < NEVER) this.#cameAfter++;
    const takes = this.#draws(rows, base, workload);
    if (takes && this.candidateGroup === null && !this.isShadow)
      this.#candidates.add(base / STRIDE);
    return takes;
  }

  /** A request that falls to the candidate, and is no copy, goes to its replicas where they are others. */
  claim(rows: Float64Array, base: number): void {
    if (this.candidateGroup !== null) rows[base + field.group] = this.candidateGroup;
  }

  /** Whether requests of a workload are those of the roll-out. */
  #isOf(workload: number): boolean {
    const spec = this.#spec;
    if ('workload' in spec) return workload === spec.workload;
    return this.#scenario.workloads[workload]!.group === spec.groups.stable;
  }

  #draws(rows: Float64Array, base: number, workload: number): boolean {
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

  /** A request, or a copy of one, has ended with this outcome, and what it took is known. */
  onEnded(
    rows: Float64Array,
    base: number,
    outcome: number,
    seconds: number,
    worthOf: () => Worth,
  ): void {
    const version = this.#versionOf(rows, base);
    if (version === null) return;
    if (outcome === outcomeCode['in-flight']) return;
    const entered = rows[base + field.entered]!;
    // who left while it waited for a better hour was for neither
    if (Number.isNaN(entered)) return;
    // as the calendar has it: what comes at the very instant of a change comes after it
    const due = dueSeconds(lane.arrival, entered);
    const isOwn =
      due >= dueSeconds(lane.fleet, this.#spec.atSeconds) &&
      due < dueSeconds(lane.fleet, this.#decidedSeconds);
    if (this.#decidedSeconds < NEVER && !isOwn) return;
    const log = version === 'stable' ? this.#stable : this.#candidate;
    const { slo } = this.#scenario.workloads[rows[base + field.workload]!]!;
    const end = { outcome, seconds, worth: worthOf() };
    log.add(endedOf(rows, base, end, slo, this.#gradeKey), isOwn);
  }

  /** Which version answers a request that ends; null where neither does. */
  #versionOf(rows: Float64Array, base: number): keyof Versions | null {
    const spec = this.#spec;
    if ('workload' in spec) {
      if (rows[base + field.workload] !== spec.workload) return null;
      if (rows[base + field.copy] === copy.shadow) return 'candidate';
      return this.#candidates.delete(base / STRIDE) ? 'candidate' : 'stable';
    }
    const group = rows[base + field.group]!;
    if (group === spec.groups.stable) return 'stable';
    return group === spec.groups.candidate ? 'candidate' : null;
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
      ...('pools' in this.#spec ? { pools: this.#spec.pools } : { workload: this.#spec.workload }),
      outcome: this.#outcome,
      beganSeconds: this.#spec.atSeconds,
      decidedSeconds: decided ? this.#decidedSeconds : null,
      steps: this.#step,
      checks: this.#checks,
      failedChecks: this.#failedChecks,
      ...(this.#unsureChecks > 0 && { unsureChecks: this.#unsureChecks }),
      failedBy: this.#failedBy,
      firstFailureSeconds: this.#firstFailureSeconds,
      stable: this.#stable.totals,
      candidate: this.#candidate.totals,
      cameAfter: this.#cameAfter,
      lastArrivalSeconds: this.#lastSeconds,
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
    const { checks, monitors } = this.#spec;
    for (const [log, groups] of [
      [this.#stable, this.#groups.stable],
      [this.#candidate, this.#groups.candidate],
    ] as const) {
      log.scrape(now, this.#waitingPerReplica(groups));
    }
    const seenUntil = now - checks.scrapeDelaySeconds;
    const viewOf = (log: VersionLog): VersionView => ({
      within: (seconds) => log.between(seenUntil - seconds, seenUntil),
      graded: (seconds, share, delay) =>
        log.gradedBetween(seenUntil - delay - seconds, seenUntil - delay, share),
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
    if (failed < 0) {
      if (!this.#lastPassed) this.#unsureChecks++;
      return;
    }
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

  #waitingPerReplica(groups: readonly number[]): number {
    const sum = (of: (dispatcher: Dispatcher) => number) =>
      groups.reduce((total, group) => total + of(this.#dispatchers[group]!), 0);
    const waiting = sum(({ replicas, queued }) =>
      replicas.reduce((total, replica) => total + replica.waiting, queued),
    );
    return waiting / sum(({ replicas }) => replicas.length);
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
