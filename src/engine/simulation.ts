import { assert } from '../base/assert.ts';
import { hashKey } from '../base/random/hash.ts';
import type { CompiledScenario } from '../compile/compiled.ts';
import { Calendar } from '../kernel/calendar.ts';
import { createAdmission, refusalOf } from '../policy/admission/index.ts';
import type { Admission } from '../policy/admission/port.ts';
import { usesGuesses } from '../policy/scheduling/index.ts';
import { outcomeCode } from '../record/outcome.ts';
import type { Recorder, RequestRow } from '../record/port.ts';
import type { BacklogSamples, RunTotals } from '../record/totals.ts';
import type { TraceRows } from '../trace/port.ts';
import { Dispatcher } from './dispatcher.ts';
import { createReplicas } from './fleet.ts';
import { fleetView } from './fleet-view.ts';
import { Intake } from './intake.ts';
import { guessLength } from './length-predictor.ts';
import { Outbox } from './outbox.ts';
import { Patience } from './patience.ts';
import type { Run, RunLimit, RunState } from './port.ts';
import type { ReplicaHost } from './replica/host.ts';
import type { EngineReplica } from './replica/port.ts';
import { ReplicaSums } from './replica/step-ledger.ts';
import { writeReplicaRow } from './replica-row.ts';
import { RequestFacts } from './request-facts.ts';
import { writeRequestRow } from './request-row.ts';
import { clearProgress, field, RequestTable, STRIDE, state } from './request-table.ts';
import { Sampler } from './sampler.ts';
import { layOutSlots, type Slots } from './slots.ts';
import { Tally } from './tally.ts';
import { Timetable } from './timetable.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** A run's event loop: what happens when each entity's turn comes. */
export class Simulation implements Run, ReplicaHost {
  readonly calendar: Calendar;
  readonly table = new RequestTable();
  readonly recorder: Recorder;
  readonly workloads: number;
  readonly #scenario: CompiledScenario;
  readonly #slots: Slots;
  readonly #intake: Intake;
  readonly #replicas: readonly EngineReplica[];
  readonly #dispatchers: readonly Dispatcher[];
  readonly #admission: Admission;
  readonly #patience: Patience;
  readonly #outbox: Outbox;
  readonly #sampler: Sampler | null;
  readonly #tally: Tally;
  readonly #timetable: Timetable;
  readonly #facts: RequestFacts;
  readonly #predictorKey: number;
  /** What an admission policy sees. */
  readonly #fleet = { nowSeconds: 0, queued: 0, outstanding: 0, started: 0 };
  clockSeconds = 0;
  events = 0;
  ended = 0;
  #totals: RunTotals | null = null;

  constructor(scenario: CompiledScenario, replication: number, recorder: Recorder) {
    this.#scenario = scenario;
    this.recorder = recorder;
    this.#facts = new RequestFacts(scenario.workloads);
    this.workloads = scenario.workloads.length;
    this.#slots = layOutSlots(scenario);
    this.calendar = new Calendar(this.#slots.count);
    this.#replicas = createReplicas(scenario, replication, this, this.#slots.replica);
    this.#dispatchers = scenario.groups.map(
      (_, group) => new Dispatcher(scenario, group, replication, this.#replicas, this, this.#slots),
    );
    this.#admission = createAdmission(scenario.admission);
    const { deadline } = this.#slots;
    this.#patience = new Patience(scenario.workloads, this.table, this.calendar, deadline);
    this.#outbox = new Outbox(this.table, recorder, (handle, row) =>
      writeRequestRow(this.table, handle, row),
    );
    this.#tally = new Tally(scenario, this.#replicas);
    const interval = scenario.outputs.timeseriesSeconds;
    this.#sampler =
      interval === null ? null : new Sampler(scenario, this.#replicas, this.#dispatchers, interval);
    this.#predictorKey = hashKey(scenario.seed, replication, 'length-predictor');
    this.#timetable = new Timetable(
      scenario.horizon,
      this.calendar,
      this.#slots,
      this.#tally,
      this.#sampler,
    );
    this.#intake = new Intake(scenario, replication, this.calendar, (seconds, offered) =>
      this.#timetable.onClosed(seconds, offered),
    );
  }

  get offered(): number {
    return this.#intake.offered;
  }

  advance(limit: RunLimit = {}): RunState {
    const until = limit.untilSeconds ?? NEVER;
    const lastEvent = this.events + (limit.maxEvents ?? NEVER);
    const lastOffered = limit.untilOffered ?? NEVER;
    const { calendar } = this;
    const intake = this.#intake;
    while (this.#totals === null) {
      if (intake.hungry) return 'needs-arrivals';
      if (!intake.open && this.ended === intake.offered) {
        this.finish();
        break;
      }
      if (this.events >= lastEvent || intake.offered >= lastOffered || calendar.nextTime > until) {
        return 'more';
      }
      assert(calendar.size > 0, 'requests are in the system, and nothing is going to happen');
      this.events++;
      const seconds = this.#handle(calendar.nextSlot);
      if (seconds > this.clockSeconds) this.clockSeconds = seconds;
    }
    return 'done';
  }

  feed(workload: number, rows: TraceRows | null): void {
    this.#intake.feed(workload, rows);
  }

  backlog(): BacklogSamples {
    return this.#tally.backlog();
  }

  finish(): void {
    if (this.#totals !== null) return;
    const now = this.clockSeconds;
    this.#intake.close(now);
    const final = this.#tally.snapshot(now);
    this.#sampler?.sample(now, this.recorder);
    const sums = this.#replicas.map((replica) => {
      const own = new ReplicaSums();
      replica.sumsAt(now, own);
      return own;
    });
    const inFlight: number[] = [];
    for (const replica of this.#replicas) replica.halt(now, (handle) => inFlight.push(handle));
    for (const dispatcher of this.#dispatchers) dispatcher.halt((handle) => inFlight.push(handle));
    if (inFlight.length === 0) for (const replica of this.#replicas) replica.assertEmpty();
    const { rows } = this.table;
    const id = (handle: number) => rows[handle * STRIDE + field.id]!;
    inFlight.sort((a, b) => id(a) - id(b));
    this.#outbox.flushBefore(NEVER);
    for (const handle of inFlight) this.#end(handle, now, outcomeCode['in-flight']);
    this.#outbox.flushBefore(NEVER);
    for (const [pool, { firstReplica, replicas }] of this.#scenario.pools.entries()) {
      for (let i = firstReplica; i < firstReplica + replicas; i++) {
        writeReplicaRow(this.#replicas[i]!, pool, sums[i]!, now, this.recorder);
      }
    }
    this.#totals = this.#tally.totals(this.events, now, final);
  }

  totals(): RunTotals {
    assert(this.#totals !== null, 'totals of a run that is not over');
    return this.#totals;
  }

  // ── events ────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Gives an entity its turn; returns the instant that its event belonged to. */
  #handle(slot: number): number {
    const slots = this.#slots;
    if (slot >= slots.replica) return this.#replicas[slot - slots.replica]!.onEvent();
    if (slot < slots.dispatcher) return this.#arrive(slot);
    if (slot < slots.api) return this.#dispatchers[slot - slots.dispatcher]!.dispatch();
    if (slot < slots.signal) return this.#dispatchers[slot - slots.api]!.deliver();
    if (slot < slots.deadline) {
      return this.#dispatchers[slot - slots.signal]!.signal(this.#fleet.outstanding === 0);
    }
    return slot === slots.deadline ? this.#expire() : this.#control(slot);
  }

  #control(slot: number): number {
    const seconds = this.#timetable.onEvent(slot, this.recorder);
    if (slot === this.#slots.horizon) {
      this.#intake.close(seconds);
    } else if (slot === this.#slots.cutoff) {
      this.clockSeconds = seconds;
      this.finish();
    }
    return seconds;
  }

  #arrive(workload: number): number {
    const now = this.#intake.nextSeconds(workload);
    this.clockSeconds = Math.max(this.clockSeconds, now);
    const { horizon } = this.#scenario;
    const handle = this.table.allocate();
    const { rows } = this.table;
    const base = handle * STRIDE;
    const id = this.#intake.offered;
    const measured = id >= horizon.warmupRequests && now >= horizon.warmupSeconds;
    rows[base + field.id] = id;
    rows[base + field.workload] = workload;
    rows[base + field.arrival] = now;
    rows[base + field.measured] = measured ? 1 : 0;
    rows[base + field.replica] = -1;
    rows[base + field.scheduled] = Number.NaN;
    rows[base + field.firstToken] = Number.NaN;
    clearProgress(rows, base);
    if (id === horizon.warmupRequests && horizon.warmupSeconds === 0) this.#tally.openWindow(now);
    this.#tally.onArrival(workload, measured, this.#fleet, now);
    this.#intake.take(workload, rows, base);
    this.#enter(handle, this.#dispatchers[this.#scenario.workloads[workload]!.group]!, now);
    return now;
  }

  /** A request has come: it is refused, or goes on to the replicas that serve its model. */
  #enter(handle: number, dispatcher: Dispatcher, now: number): void {
    const fleet = this.#fleet;
    fleet.nowSeconds = now;
    const facts = this.#facts.read(this.table, handle);
    const isTooLong = !dispatcher.canEverServe(handle);
    if (isTooLong || !this.#admission.admits(facts, fleetView(fleet, this.#dispatchers))) {
      dispatcher.untaken++;
      const refusal = isTooLong ? 'rejected' : refusalOf(this.#scenario.admission.policy);
      this.#end(handle, now, outcomeCode[refusal]);
      return;
    }
    fleet.queued++;
    fleet.outstanding++;
    this.#patience.begin(handle);
    const { rows } = this.table;
    const base = handle * STRIDE;
    const { scheduler, lengthPredictorCv } = dispatcher.engine;
    rows[base + field.predicted] = usesGuesses(scheduler)
      ? guessLength(rows[base + field.output]!, lengthPredictorCv, this.#predictorKey, rows[base]!)
      : rows[base + field.maxTokens]!;
    dispatcher.accept(handle, facts, now);
  }

  /** Clients give up: those whose request waits leave now, those whose request runs at its next boundary. */
  #expire(): number {
    const now = this.#patience.nextSeconds;
    const { rows } = this.table;
    for (let h = this.#patience.nextDue(now); h >= 0; h = this.#patience.nextDue(now)) {
      const base = h * STRIDE;
      const replica = rows[base + field.replica]!;
      const waited = rows[base + field.state] === state.waiting;
      const dispatcher = this.#dispatcherOf(base);
      if (!dispatcher.giveUp(h) && !this.#replicas[replica]!.giveUp(h, now)) continue;
      if (waited) this.#fleet.queued--;
      this.#fleet.outstanding--;
      if (replica >= 0) dispatcher.onEnded(h, now);
      this.#end(h, now, outcomeCode.expired);
    }
    return now;
  }

  // ── what replicas report ──────────────────────────────────────────────────────────────────────────────────────

  onScheduled(): void {
    this.#fleet.queued--;
    this.#fleet.started++;
  }

  onFirstToken(handle: number): void {
    this.#patience.onFirstToken(handle);
  }

  onEnded(handle: number, seconds: number, completed: boolean): void {
    this.#patience.forget(handle);
    this.#fleet.outstanding--;
    this.#dispatcherOf(handle * STRIDE).onEnded(handle, seconds);
    this.#end(handle, seconds, completed ? outcomeCode.completed : outcomeCode.expired);
  }

  #dispatcherOf(base: number): Dispatcher {
    const workload = this.table.rows[base + field.workload]!;
    return this.#dispatchers[this.#scenario.workloads[workload]!.group]!;
  }

  /** Every request ends here, once. */
  #end(handle: number, seconds: number, outcome: RequestRow['outcome']): void {
    const { rows } = this.table;
    const base = handle * STRIDE;
    const workload = rows[base + field.workload]!;
    const client = rows[base + field.client]!;
    rows[base + field.state] = state.ended;
    rows[base + field.end] = seconds;
    rows[base + field.outcome] = outcome;
    this.ended++;
    // the run may be over before the boundary at which this one left has had its turn
    if (seconds > this.clockSeconds) this.clockSeconds = seconds;
    this.#tally.onEnded(rows, handle, outcome);
    this.#outbox.put(handle, seconds);
    if (client < 0) return;
    const refused = outcome === outcomeCode.rejected || outcome === outcomeCode.shed;
    this.#intake.onEnded(workload, client, seconds, refused);
  }
}
