import { createStream } from '../../base/random/stream.ts';
import type { CompiledFailure, CompiledScenario } from '../../compile/compiled.ts';
import type { Calendar } from '../../kernel/calendar.ts';
import { dueSeconds, lane } from '../../kernel/lanes.ts';
import type { AvailabilityTotals } from '../../record/totals.ts';
import type { Losses } from '../lost-work.ts';
import { Agenda } from './agenda.ts';
import { availabilityOf } from './availability.ts';
import { Condition } from './condition.ts';
import { CoolingOutage, type WarmedChips } from './cooling-outage.ts';
import { createDurationSampler } from './durations.ts';
import type { Fleet } from './fleet.ts';
import { type NodeOutage, NodeOutages } from './node-outages.ts';
import type { ReplicaSet } from './replica-set.ts';
import type { Scaling } from './scaling.ts';
import { scheduleUpgrade, type Turn } from './upgrades.ts';

/**
 * Lets happen to the fleet what a scenario's `failures` say: what fails takes every replica with it whose chips touch
 * it; a replica comes back when nothing keeps it down any more, and has restarted. Where replicas come and go, its pool
 * starts another one in its place, and may have it again when it is repaired (on a cluster, its nodes). Each unit has a
 * random stream of its own, so that nobody's fate depends on another's.
 */
export class Failures {
  readonly #fleet: Fleet;
  readonly #calendar: Calendar;
  readonly #slot: number;
  readonly #scaling: Scaling | null;
  readonly #outages: NodeOutages;
  readonly #agenda = new Agenda();
  readonly #conditions: readonly Condition[];
  #failures: readonly CompiledFailure[] = [];
  /** By failure; null where it does not befall cooling. */
  readonly #cooling: (CoolingOutage | null)[] = [];
  /** Times that a replica went down, and came back; seconds from the one to the other. */
  interruptions = 0;
  recoveries = 0;
  recoverySeconds = 0;

  constructor(
    scenario: CompiledScenario,
    replication: number,
    fleet: Fleet,
    calendar: Calendar,
    slot: number,
    chips: WarmedChips | null,
    scaling: Scaling | null,
  ) {
    this.#fleet = fleet;
    this.#scaling = scaling;
    this.#outages = new NodeOutages(fleet, scaling);
    this.#calendar = calendar;
    this.#slot = slot;
    this.#conditions = fleet.replicas.map(() => new Condition());
    this.#failures = scenario.failures ?? [];
    for (const [index, failure] of this.#failures.entries()) {
      const stream = (unit: number, purpose: string) =>
        createStream(scenario.seed, replication, 'failures', index, unit, purpose);
      const { cooled } = failure;
      this.#cooling.push(
        cooled === undefined
          ? null
          : new CoolingOutage(failure, fleet.replicas, this.#agenda, chips),
      );
      if (failure.kind === 'upgrade') {
        const turn = (...whom: Turn) => this.#upgrade(failure, ...whom);
        scheduleUpgrade(failure, this.#agenda, turn, this.#setOf(failure.units[0]![0]!));
      } else if ('atSeconds' in failure.when) {
        const { atSeconds, unit } = failure.when;
        const lasts = createDurationSampler(failure.duration, stream(unit, 'repair'));
        this.#agenda.add(atSeconds, (now) => this.#strike(index, unit, now, lasts, () => {}));
      } else if ('timeBetween' in failure.when) {
        for (const unit of failure.units.keys()) {
          const between = createDurationSampler(failure.when.timeBetween, stream(unit, 'failure'));
          const lasts = createDurationSampler(failure.duration, stream(unit, 'repair'));
          const again = (now: number) =>
            this.#agenda.add(now + between(), (then) =>
              this.#strike(index, unit, then, lasts, again),
            );
          again(0);
        }
      }
    }
    this.#reschedule();
  }

  /** What there is to say at `seconds`, with what the fleet's requests lost. */
  availability(seconds: number, losses: Losses): AvailabilityTotals {
    return availabilityOf(this, losses, this.#fleet.replicas, this.#scaling, seconds);
  }

  /** The calendar's event; returns its instant. */
  onEvent(): number {
    const seconds = this.#agenda.run();
    this.#reschedule();
    return seconds;
  }

  /** A replica's chips are so hot that they go off, or cool again: it goes down, and comes back. */
  onHeat(index: number, isOff: boolean, seconds: number): void {
    const failure = this.#failures.find(
      ({ when, units }) => 'overheats' in when && units.some(([replica]) => replica === index),
    )!;
    // not now: who tells is in the middle of an event
    this.#soon(seconds, (now) => {
      if (isOff) this.#takeDown(failure, [index], now);
      else this.#repair(failure, index, now);
    });
  }

  /** A request has left a replica that drains. */
  onLeft(index: number, seconds: number): void {
    const condition = this.#conditions[index]!;
    if (condition.whenEmpty.length === 0 || !this.#fleet.isEmpty(index)) return;
    // not now: the replica is in the middle of a boundary
    for (const act of condition.whenEmpty.splice(0)) this.#soon(seconds, act);
  }

  #soon(seconds: number, act: (seconds: number) => void): void {
    this.#agenda.add(seconds, act);
    this.#reschedule();
  }

  #reschedule(): void {
    const next = this.#agenda.nextSeconds;
    if (next === Number.POSITIVE_INFINITY) this.#calendar.clear(this.#slot);
    else this.#calendar.set(this.#slot, dueSeconds(lane.fleet, next), lane.fleet);
  }

  /** Something befalls a unit; `after` is called when it is repaired. */
  #strike(
    index: number,
    unit: number,
    seconds: number,
    lasts: () => number,
    after: (seconds: number) => void,
  ): void {
    const failure = this.#failures[index]!;
    const touched = failure.units[unit]!.filter((replica) => this.#isThere(replica));
    const cooling = this.#cooling[index]!;
    if (cooling !== null) {
      cooling.begin(seconds);
      this.#agenda.add(seconds + lasts(), (now) => {
        cooling.end(now);
        after(now);
      });
      return;
    }
    if (failure.kind === 'slow-gpu') {
      for (const replica of touched) this.#slow(replica, seconds, failure.slowdown, true);
      this.#agenda.add(seconds + lasts(), (now) => {
        for (const replica of touched) this.#slow(replica, now, failure.slowdown, false);
        after(now);
      });
      return;
    }
    const outage = this.#outages.begin(failure, unit);
    const kill = (now: number) => {
      this.#takeDown(failure, touched, now, outage);
      this.#agenda.add(now + lasts(), (then) => {
        for (const replica of touched) this.#repair(failure, replica, then);
        outage?.end();
        after(then);
      });
    };
    if (failure.noticeSeconds === 0) {
      kill(seconds);
      return;
    }
    this.interruptions += outage?.announce(seconds) ?? 0;
    for (const replica of touched) {
      this.#conditions[replica]!.cordons++;
      // it may have stopped by the end of the notice
      if (this.#setOf(replica)?.bar(replica, seconds) === true) this.interruptions++;
      this.#fleet.drain(replica, seconds);
    }
    this.#agenda.add(seconds + failure.noticeSeconds, (now) => {
      kill(now);
      for (const replica of touched) {
        this.#conditions[replica]!.cordons--;
        this.#setOf(replica)?.unbar(replica, now);
      }
    });
  }

  #setOf(replica: number): ReplicaSet | null {
    return this.#scaling?.of(replica) ?? null;
  }

  /** Whether a replica's chips are this pool's now: those that are off while it is down are not. */
  #isThere(replica: number): boolean {
    const { holds, cordons } = this.#conditions[replica]!;
    const set = this.#setOf(replica);
    if (set === null || set.idlesWhenDown || holds + cordons > 0) return true;
    return this.#fleet.replicas[replica]!.life.state !== 'down';
  }

  /** Whether a replica that is down draws what an idle one does. */
  #isPowered(replica: number): boolean {
    const idles = this.#setOf(replica)?.idlesWhenDown ?? true;
    return idles && this.#conditions[replica]!.unpowered === 0;
  }

  #slow(index: number, seconds: number, slowdown: number, begins: boolean): void {
    const { slowdowns } = this.#conditions[index]!;
    if (begins) slowdowns.push(slowdown);
    else slowdowns.splice(slowdowns.indexOf(slowdown), 1);
    // all chips of a replica wait for the slowest
    this.#fleet.replicas[index]!.setSpeed({ pace: Math.max(1, ...slowdowns) }, seconds);
  }

  #takeDown(
    failure: CompiledFailure,
    touched: readonly number[],
    seconds: number,
    outage: NodeOutage | null = null,
  ): void {
    const falling: number[] = [];
    for (const index of touched) {
      const condition = this.#conditions[index]!;
      condition.holds++;
      condition.epoch++;
      if (!failure.powered) condition.unpowered++;
      const { life } = this.#fleet.replicas[index]!;
      if (life.state === 'down') {
        life.enter('down', seconds, this.#isPowered(index));
        continue;
      }
      // one that fails while it restarts has been down since it failed before
      if (life.state !== 'starting') {
        condition.downSeconds = seconds;
        if (condition.cordons === 0 || !this.#setOf(index)) this.interruptions++;
      }
      falling.push(index);
    }
    const powered = falling.every((index) => this.#isPowered(index));
    const displaced = outage?.falling() ?? [];
    this.interruptions += outage?.interrupted() ?? 0;
    this.#fleet.fail([...falling, ...displaced], seconds, failure.inFlight, powered);
    outage?.displace(displaced, seconds);
    for (const index of falling) this.onLeft(index, seconds);
    for (const index of touched) this.#setOf(index)?.lose(index, seconds);
  }

  /** What befell a replica is repaired; it restarts unless something else keeps it down. */
  #repair(failure: CompiledFailure, index: number, seconds: number): void {
    const condition = this.#conditions[index]!;
    const { life } = this.#fleet.replicas[index]!;
    const set = this.#setOf(index);
    condition.holds--;
    if (!failure.powered) condition.unpowered--;
    condition.restartSeconds = Math.max(condition.restartSeconds, failure.restartSeconds);
    if (set !== null || condition.holds > 0) {
      life.enter('down', seconds, this.#isPowered(index));
      set?.unbar(index, seconds);
      return;
    }
    const { epoch } = condition;
    this.#fleet.start(index, seconds);
    this.#agenda.add(seconds + condition.restartSeconds, (now) => {
      if (condition.epoch === epoch) this.#comeBack(index, now);
    });
  }

  #comeBack(index: number, seconds: number): void {
    const condition = this.#conditions[index]!;
    condition.restartSeconds = 0;
    // one that is wanted empty serves nobody before it goes down again
    if (condition.cordons > 0) return;
    this.recoveries++;
    this.recoverySeconds += seconds - condition.downSeconds;
    this.#fleet.open(index, seconds);
  }

  /** Drains a replica, restarts it, and calls `after` when it serves again; false where it is gone. */
  #upgrade(failure: CompiledFailure, ...[index, seconds, after]: Turn): boolean {
    const set = this.#setOf(index);
    if (set !== null) {
      // not at once: its pool is in the middle of deciding who runs
      const over = (now: number) => this.#soon(now, after);
      const begins = set.upgrade(index, seconds, over);
      if (begins) this.interruptions++;
      return begins;
    }
    const condition = this.#conditions[index]!;
    condition.cordons++;
    condition.whenEmpty.push((now) => {
      condition.cordons--;
      this.#takeDown(failure, [index], now);
      this.#repair(failure, index, now);
      this.#agenda.add(now + failure.restartSeconds, after);
    });
    this.#fleet.drain(index, seconds);
    this.onLeft(index, seconds);
    return true;
  }
}
