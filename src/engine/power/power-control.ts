import type { CompiledScenario } from '../../compile/compiled.ts';
import type { Calendar } from '../../kernel/calendar.ts';
import type { BoardOrder } from '../../policy/power-cap/port.ts';
import type { HeatTotals, PartHeatTotals } from '../../record/heat-totals.ts';
import type { ReplicaRow } from '../../record/port.ts';
import { followsBoards } from '../../record/tables/accounts.ts';
import type { PowerTotals } from '../../record/totals.ts';
import type { Gears } from '../replica/gears.ts';
import type { EngineReplica } from '../replica/port.ts';
import { Boards } from './boards.ts';
import { Governor, type GovernorHost } from './governor.ts';
import { HotChips } from './hot-chips.ts';
import type { MemoryHeatSums } from './hot-memory.ts';
import { warmedBy } from './inlet.ts';
import type { Drawn, PowerObserver } from './port.ts';
import { RackAir } from './rack-air.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** Null where power is neither budgeted nor heats anything that somebody asks for. */
export function createPowerControl(
  scenario: CompiledScenario,
  calendar: Calendar,
): PowerControl | null {
  return followsBoards(scenario) ? new PowerControl(calendar, goingOff(scenario)) : null;
}

/** Replicas whose chips go off where they are too hot to work. */
function goingOff({ failures = [] }: CompiledScenario): ReadonlySet<number> {
  const overheating = failures.filter(({ when }) => 'overheats' in when);
  return new Set(overheating.flatMap(({ units }) => units.flat()));
}

/**
 * Hears what all replicas draw, tells the governors of their budgets and the chips that get hot, and has boards held to
 * what those decide.
 */
export class PowerControl implements PowerObserver, GovernorHost {
  readonly calendar: Calendar;
  #replicas: readonly EngineReplica[] = [];
  readonly #boards: Boards[] = [];
  readonly #governors: Governor[] = [];
  /** By replica; null where nobody asks for the heat of its pool. */
  readonly #chips: (HotChips | null)[] = [];
  readonly #governorsOf: Governor[][] = [];
  readonly #racks: RackAir[] = [];
  /** By replica; absent where nobody follows what its rack breathes in again. */
  readonly #rackOf = new Map<number, RackAir>();
  readonly #goingOff: ReadonlySet<number>;
  /** Hears of replicas whose chips went off for heat, and of those that are cool again. */
  onHeat: (replica: number, isOff: boolean, seconds: number) => void = () => {};

  constructor(calendar: Calendar, goingOff: ReadonlySet<number>) {
    this.calendar = calendar;
    this.#goingOff = goingOff;
  }

  get replicas(): readonly EngineReplica[] {
    return this.#replicas;
  }

  /** The run begins: governor i owns slot `firstSlot + i`, after them all chips of replica i one, and then each rack. */
  open(
    { budgets = [], rackAir = [] }: Pick<CompiledScenario, 'budgets' | 'rackAir'>,
    replicas: readonly EngineReplica[],
    firstSlot: number,
  ): void {
    this.#replicas = replicas;
    for (const [i, spec] of rackAir.entries()) {
      const slot = firstSlot + budgets.length + replicas.length + i;
      const rack = new RackAir(spec, this, slot);
      this.#racks.push(rack);
      for (const replica of spec.replicas) this.#rackOf.set(replica, rack);
    }
    for (const replica of replicas) {
      const { pool, index } = replica;
      const { idleWatts, cooling, acceleratorsPerReplica } = pool.spec;
      // who may hold boards: the governors, and their own heat
      this.#boards.push(new Boards(replica, budgets.length + 1));
      this.#governorsOf.push([]);
      replica.life.onPower = (powered, seconds) => this.#supply(replica, powered, seconds);
      const own = { calendar: this.calendar, slot: firstSlot + budgets.length + index };
      const slow = (clock: number, seconds: number, memoryShare: number) => {
        const leak = this.#chips[index]?.leak;
        const room = leak && { leakedShare: leak.mostShare };
        const capWatts = leak?.limitWatts ?? NEVER;
        const order = { promptClock: clock, decodeClock: clock, capWatts, memoryShare, ...room };
        this.hold(budgets.length, index, order, seconds);
      };
      const off = (isOff: boolean, seconds: number) => this.onHeat(index, isOff, seconds);
      const switchedOff = this.#goingOff.has(index) ? off : null;
      const chips =
        cooling === undefined
          ? null
          : new HotChips(
              warmedBy(cooling, this.#rackOf.get(index)?.toldKelvin ?? 0),
              acceleratorsPerReplica,
              idleWatts,
              own,
              slow,
              switchedOff,
            );
      this.#chips.push(chips);
      const leak = chips?.leak ?? null;
      if (chips === null || leak === null) continue;
      replica.life.leakage = (seconds) => acceleratorsPerReplica * leak.joulesAt(seconds);
      chips.onLeak = (seconds) => {
        this.#leak(index, acceleratorsPerReplica * leak.watts, seconds);
      };
    }
    for (const [i, spec] of budgets.entries()) {
      const governor = new Governor(spec, this, i, firstSlot + i);
      this.#governors.push(governor);
      for (const replica of spec.replicas) this.#governorsOf[replica]!.push(governor);
    }
    // idle chips leak as well
    for (const chips of this.#chips) chips?.onLeak(0);
  }

  /** What a replica's chips leak from now on: governors see it as it is where something changes, or by 2 K. */
  #leak(replica: number, watts: number, seconds: number): void {
    const boards = this.#boards[replica]!;
    const more = watts - boards.leakedWatts;
    boards.leakedWatts = watts;
    if (more === 0) return;
    for (const governor of this.#governorsOf[replica]!) governor.change(seconds, more, 0);
  }

  onDrawn(replica: number, seconds: number, drawn: Drawn): void {
    if (this.#boards[replica]!.powered) this.#draw(replica, seconds, drawn);
  }

  /** A replica's boards lose their power, or have it again and idle. */
  #supply({ index, pool }: EngineReplica, powered: boolean, seconds: number): void {
    this.#boards[index]!.powered = powered;
    const watts = powered ? pool.spec.idleWatts : 0;
    this.#draw(index, seconds, { watts, slope: 0, lasts: NEVER });
  }

  #draw(replica: number, seconds: number, { watts, slope, lasts }: Drawn): void {
    const boards = this.#boards[replica]!;
    const mean = slope === 0 ? watts : watts + (slope * lasts) / 2;
    const more = mean - boards.watts;
    boards.watts = mean;
    if (more !== 0) {
      for (const governor of this.#governorsOf[replica]!) governor.change(seconds, more, 0);
    }
    this.#rackOf.get(replica)?.change(replica, seconds, mean, boards.powered);
    this.#chips[replica]?.change(seconds, watts, slope, lasts);
  }

  /** The calendar's event of the slot with this number among those of power. Returns its instant. */
  onEvent(slot: number): number {
    const governors = this.#governors.length;
    if (slot < governors) return this.#governors[slot]!.onEvent();
    const chips = this.#chips[slot - governors];
    return chips?.onEvent() ?? this.#racks[slot - governors - this.#chips.length]!.onEvent();
  }

  drawnBy(replica: number): number {
    const { watts, leakedWatts } = this.#boards[replica]!;
    return watts + leakedWatts;
  }

  hold(source: number, replica: number, order: BoardOrder, seconds: number): void {
    this.#boards[replica]!.hold(source, order, seconds);
  }

  /** A replica's steps cost something else from its next boundary on. */
  setGears(replica: number, gears: Gears, seconds: number): void {
    this.#boards[replica]!.setGears(gears, seconds);
  }

  /** Seconds until `seconds` in which a replica's boards were held to less than their pool's own setting. */
  slowedSeconds(replica: number, seconds: number): number {
    return this.#boards[replica]!.slowedUntil(seconds);
  }

  /** Air or water comes to a replica's chips by so many kelvin warmer than until now. */
  warm(replica: number, kelvin: number, seconds: number): void {
    this.#chips[replica]?.warm(kelvin, seconds);
  }

  /** ∫ of the clock of a replica's boards until `seconds` (see {@link Boards}). */
  clockSeconds(replica: number, seconds: number): number {
    return this.#boards[replica]!.clockSecondsUntil(seconds);
  }

  /** Temperature of a replica's chips; NaN where nobody asks for it. */
  celsiusAt(replica: number, seconds: number): number {
    return this.#chips[replica]?.junctionAt(seconds) ?? Number.NaN;
  }

  /** Hottest that a replica's chips have been since this was asked last; NaN where nobody follows them. */
  takeHottest(replica: number, seconds: number): number {
    return this.#chips[replica]?.takeHottest(seconds) ?? Number.NaN;
  }

  /** What a replica's row says of its boards at the end of the run. */
  boardsOf(replica: number, seconds: number): NonNullable<ReplicaRow['boards']> {
    const chips = this.#chips[replica];
    chips?.close(seconds);
    return {
      throttledSeconds: this.slowedSeconds(replica, seconds),
      hottestCelsius: chips?.sums.hottestCelsius ?? Number.NaN,
    };
  }

  /** What became of budgets and of heat by `seconds`, the end of the run. */
  totals(seconds: number): PowerTotals {
    return {
      slowedSeconds: this.#replicas.map(({ index }) => this.slowedSeconds(index, seconds)),
      ...this.#heat(seconds),
      budgets: this.#governors.map((governor) => {
        governor.close(seconds);
        const { spec, budget, governedSeconds, firstSeconds } = governor;
        const { name, limitWatts } = spec;
        const policy = spec.governor.policy;
        const first = firstSeconds < NEVER ? { firstGovernedSeconds: firstSeconds } : {};
        return { name, policy, limitWatts, governedSeconds, ...first, ...budget.sums };
      }),
    };
  }

  /** What leaked until `seconds`, and in how many replicas it ran away; nothing where nobody asks. */
  #leaks(seconds: number): Pick<HeatTotals, 'leakage'> {
    const leaks = this.#chips.flatMap((chips) => chips?.leak ?? []);
    if (leaks.length === 0) return {};
    const first = Math.min(...leaks.map(({ firstRunawaySeconds }) => firstRunawaySeconds));
    return {
      leakage: {
        joules: this.#replicas.reduce((sum, { life }) => sum + life.leakedJoules(seconds), 0),
        runawayReplicas: leaks.filter(({ firstRunawaySeconds: at }) => at < NEVER).length,
        ...(first < NEVER ? { firstRunawaySeconds: first } : {}),
      },
    };
  }

  /** How much warmer than what the hall supplies the inlets of racks became; nothing where nobody asks. */
  #recirculated(seconds: number): Pick<HeatTotals, 'recirculatedKelvin'> {
    if (this.#racks.length === 0) return {};
    for (const rack of this.#racks) rack.close(seconds);
    return { recirculatedKelvin: Math.max(...this.#racks.map(({ mostKelvin }) => mostKelvin)) };
  }

  #heat(seconds: number): Pick<PowerTotals, 'heat'> {
    const chips = this.#chips.filter((each) => each !== null);
    if (chips.length === 0) return {};
    for (const each of chips) each.close(seconds);
    const memory = chips.flatMap((each) => each.memory?.sums ?? []);
    return {
      heat: {
        ...hottestOf(chips.map(({ sums }) => sums)),
        shutdowns: chips.reduce((sum, each) => sum + each.sums.shutdowns, 0),
        ...(this.#goingOff.size > 0 ? { goesOff: true } : {}),
        ...(memory.length > 0 ? { memory: hottestOf(memory) } : {}),
        ...this.#leaks(seconds),
        ...this.#recirculated(seconds),
      },
    };
  }
}

/** The hottest of all, and how many of them slowed down, and when the first. */
function hottestOf(all: readonly MemoryHeatSums[]): PartHeatTotals {
  const first = Math.min(...all.map(({ firstSeconds }) => firstSeconds));
  return {
    hottestCelsius: Math.max(...all.map(({ hottestCelsius }) => hottestCelsius)),
    throttledReplicas: all.filter(({ firstSeconds }) => firstSeconds < NEVER).length,
    ...(first < NEVER ? { firstThrottledSeconds: first } : {}),
  };
}
