import { assert } from '../base/assert.ts';
import type { CompiledScenario } from '../compile/compiled.ts';
import { Calendar } from '../kernel/calendar.ts';
import type { Recorder } from '../record/port.ts';
import type { BacklogSamples, RunTotals } from '../record/totals.ts';
import type { TraceRows } from '../trace/port.ts';
import { createDispatchers } from './create-dispatchers.ts';
import type { Dispatcher } from './dispatcher.ts';
import { type Network, openNetwork } from './fabric/network.ts';
import { createReplicas } from './fleet/create-replicas.ts';
import { Failures } from './fleet/failures.ts';
import { Fleet } from './fleet/fleet.ts';
import { createScaling, type Scaling } from './fleet/scaling.ts';
import { openScalingBooks } from './fleet/scaling-books.ts';
import { Gateway } from './gateway.ts';
import { HostStages } from './host/host-stages.ts';
import { Intake } from './intake.ts';
import { KvTransfers } from './kv-transfers.ts';
import type { Run, RunLimit, RunState } from './port.ts';
import { type FacilityMeter, openMeter } from './power/facility-meter.ts';
import { createPowerControl, type PowerControl } from './power/power-control.ts';
import type { ReplicaHost } from './replica/host.ts';
import type { EngineReplica } from './replica/port.ts';
import { ReplicaSums } from './replica/step-ledger.ts';
import { replicaRows } from './replica-row.ts';
import { RequestTable } from './request-table.ts';
import { createRollout } from './rollout/rollout.ts';
import { createSampler, type Sampler } from './sampler.ts';
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
  readonly power: PowerControl | null;
  /** Takes replicas out of service and brings them back. */
  readonly fleet: Fleet;
  readonly #scenario: CompiledScenario;
  readonly #slots: Slots;
  readonly #intake: Intake;
  readonly #replicas: readonly EngineReplica[];
  readonly dispatchers: readonly Dispatcher[];
  readonly #gateway: Gateway;
  readonly #hosts: HostStages | null;
  /** Null where nothing befalls replicas. */
  readonly #failures: Failures | null;
  readonly #transfers: KvTransfers;
  readonly #network: Network | null;
  readonly #sampler: Sampler | null;
  readonly #tally: Tally;
  readonly #meter: FacilityMeter | null;
  readonly #timetable: Timetable;
  readonly #scaling: Scaling | null;
  clockSeconds = 0;
  events = 0;
  #totals: RunTotals | null = null;

  constructor(scenario: CompiledScenario, replication: number, recorder: Recorder) {
    this.#scenario = scenario;
    this.recorder = recorder;
    this.workloads = scenario.workloads.length;
    this.#slots = layOutSlots(scenario);
    this.calendar = new Calendar(this.#slots.count);
    this.power = createPowerControl(scenario, this.calendar);
    this.#replicas = createReplicas(scenario, replication, this, this.#slots.replica);
    this.power?.open(scenario, this.#replicas, this.#slots.power);
    this.#hosts = scenario.pools.some((pool) => pool.host !== undefined)
      ? new HostStages(scenario, replication, this, this.#slots.host)
      : null;
    this.#network = openNetwork(scenario, replication, this.#replicas);
    this.#transfers = new KvTransfers(scenario, this, this.#slots, this.#replicas, this.#network);
    this.dispatchers = createDispatchers(scenario, replication, this.#replicas, this, {
      slots: this.#slots,
      hosts: this.#hosts,
    });
    const books = openScalingBooks(scenario);
    const meter = openMeter(scenario, this.#replicas, this.#network);
    this.#meter = meter;
    this.#tally = new Tally(scenario, this.#replicas, this.dispatchers, books, this.#hosts, meter);
    const seen = { meter, places: books.places, power: this.power };
    this.#sampler = createSampler(scenario, this.#replicas, this.dispatchers, seen);
    this.#timetable = new Timetable(
      scenario.horizon,
      this.calendar,
      this.#slots,
      this.#tally,
      this.#sampler,
      meter,
    );
    this.#intake = new Intake(
      scenario,
      replication,
      this.calendar,
      (seconds, offered) => this.#timetable.onClosed(seconds, offered),
      (workload, end) => recorder.task?.(workload, end),
    );
    const rollout = createRollout(scenario, replication, this, this.#slots.rollout);
    this.#gateway = new Gateway(scenario, replication, this, this.#slots, {
      intake: this.#intake,
      replicas: this.#replicas,
      dispatchers: this.dispatchers,
      transfers: this.#transfers,
      tally: this.#tally,
      hosts: this.#hosts,
      meter,
      rollout,
    });
    this.fleet = new Fleet(this.#replicas, this.dispatchers, this.#gateway.departures);
    this.#scaling = createScaling(scenario, replication, {
      calendar: this.calendar,
      fleet: this.fleet,
      dispatchers: this.dispatchers,
      books,
      slots: this.#slots,
    });
    this.#failures = this.#createFailures(replication);
  }

  #createFailures(replication: number): Failures | null {
    const scenario = this.#scenario;
    if (scenario.failures === undefined) return null;
    const { fleet, calendar, power } = this;
    const slot = this.#slots.fleet;
    const around = [power, this.#scaling] as const;
    const failures = new Failures(scenario, replication, fleet, calendar, slot, ...around);
    if (power !== null) {
      power.onHeat = (replica, isOff, seconds) => failures.onHeat(replica, isOff, seconds);
    }
    this.#gateway.exit.hearDraining((replica, seconds) => failures.onLeft(replica, seconds));
    return failures;
  }

  get offered(): number {
    return this.#gateway.offered;
  }

  get ended(): number {
    return this.#gateway.exit.ended;
  }

  advance(limit: RunLimit = {}): RunState {
    const until = limit.untilSeconds ?? NEVER;
    const lastEvent = this.events + (limit.maxEvents ?? NEVER);
    const lastOffered = limit.untilOffered ?? NEVER;
    const { calendar } = this;
    const intake = this.#intake;
    while (this.#totals === null) {
      if (intake.hungry) return 'needs-arrivals';
      if (!intake.open && this.#gateway.settled) {
        this.finish();
        break;
      }
      if (this.events >= lastEvent || intake.offered >= lastOffered || calendar.nextTime > until) {
        return 'more';
      }
      assert(calendar.size > 0, 'requests are in the system, and nothing is going to happen');
      this.events++;
      const seconds = this.#handle(calendar.nextSlot);
      if (this.#totals === null) this.#scaling?.settle(seconds);
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
    const premises = this.#meter?.closePremises(now);
    const sums = this.#replicas.map((replica) => {
      const own = new ReplicaSums();
      replica.sumsAt(now, own);
      return own;
    });
    const inFlight: number[] = [];
    for (const replica of this.#replicas) replica.halt(now, (handle) => inFlight.push(handle));
    for (const dispatcher of this.dispatchers) dispatcher.halt((handle) => inFlight.push(handle));
    this.#hosts?.halt(now, (handle) => inFlight.push(handle));
    this.#gateway.deferral?.halt(now, (handle) => inFlight.push(handle));
    this.#gateway.departures.halt(now, (handle) => inFlight.push(handle));
    if (inFlight.length === 0) {
      for (const replica of this.#replicas) replica.assertEmpty();
      this.#hosts?.assertEmpty();
    }
    this.#gateway.exit.cutOff(inFlight, now);
    const rows = replicaRows(this.#scenario, this.#replicas, sums, now, this.power);
    for (const row of rows) this.recorder.replica(row);
    premises?.write(rows, this.recorder);
    const totals = this.#tally.totals(this.events, now, final);
    const availability = this.#failures?.availability(now, this.#tally.losses);
    this.#totals = {
      ...totals,
      ...(this.power && { power: this.power.totals(now) }),
      ...(availability && { availability }),
      ...(this.#network && { network: this.#network.finish(now, sums, this.recorder) }),
      ...this.#gateway.copies.totals,
      ...(this.#gateway.deferral && { deferral: this.#gateway.deferral.totals }),
      ...(this.#gateway.ladders && { ladders: this.#gateway.ladders.totals }),
    };
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
    if (slot < slots.clients) return this.#woken(this.#gateway.arrive(slot));
    if (slot === slots.clients) return this.#woken(this.#gateway.askAgain());
    if (slot < slots.api) return this.dispatchers[slot - slots.dispatcher]!.dispatch();
    if (slot < slots.onboarding) return this.dispatchers[slot - slots.api]!.deliver();
    if (slot < slots.signal) return this.dispatchers[slot - slots.onboarding]!.onboard();
    if (slot < slots.way) {
      return this.dispatchers[slot - slots.signal]!.signal(this.#gateway.idle);
    }
    if (slot < slots.deadline) return this.dispatchers[slot - slots.way]!.arrive();
    if (slot === slots.host) return this.#gateway.departures.onHostStage();
    if (slot === slots.homeward) return this.#gateway.departures.onHome();
    if (slot === slots.transfers) return this.#transfers.onEvent();
    if (slot === slots.deferral) return this.#woken(this.#gateway.deferral!.release());
    if (this.#gateway.copies.owns(slot)) return this.#gateway.copies.onEvent(slot);
    if (slot >= slots.power) return this.power!.onEvent(slot - slots.power);
    if (slot >= slots.scaling) return this.#scaling!.onEvent(slot - slots.scaling);
    if (slot >= slots.programs) return this.#woken(this.#gateway.programs!.onEvent(slot));
    if (slot === slots.fleet) return this.#failures!.onEvent();
    if (slot === slots.deadline) return this.#woken(this.#gateway.departures.expire());
    return this.#control(slot);
  }

  /** Requests may have come, or calls: pools that sleep may have to wake up. */
  #woken(seconds: number): number {
    this.#scaling?.wake(seconds);
    return seconds;
  }

  #control(slot: number): number {
    // whoever has ended is charged by the interval in which it did
    if (slot === this.#slots.meter) this.#gateway.exit.recordBefore(this.calendar.nextTime);
    const seconds = this.#timetable.onEvent(slot, this.recorder);
    if (slot === this.#slots.horizon) {
      this.#intake.close(seconds);
    } else if (slot === this.#slots.cutoff) {
      this.clockSeconds = seconds;
      this.finish();
    }
    return seconds;
  }

  // ── what replicas report ──────────────────────────────────────────────────────────────────────────────────────

  onScheduled(handle: number): void {
    this.#gateway.onScheduled(handle);
  }

  onPrompt(handle: number, seconds: number): void {
    this.#gateway.onPrompt(handle, seconds);
    this.#scaling?.wake(seconds);
  }

  onReserved(handle: number, seconds: number): void {
    this.#transfers.begin(handle, seconds);
  }

  onLanded(handle: number, seconds: number): void {
    this.#gateway.onLanded(handle, seconds);
  }

  onResident(group: number, replica: number, resident: boolean, adapter?: number): void {
    this.dispatchers[group]!.onResident(replica, resident, adapter);
  }

  onFirstToken(handle: number): void {
    this.#gateway.departures.onFirstToken(handle);
  }

  onEnded(handle: number, seconds: number, completed: boolean): void {
    this.#gateway.departures.onEnded(handle, seconds, completed);
  }
}
