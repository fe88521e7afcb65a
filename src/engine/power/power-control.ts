import type { CompiledScenario } from '../../compile/compiled.ts';
import type { CompiledBudget } from '../../compile/power-budgets.ts';
import type { Calendar } from '../../kernel/calendar.ts';
import { type BoardOrder, free } from '../../policy/power-cap/port.ts';
import type { PowerTotals } from '../../record/totals.ts';
import type { EngineReplica } from '../replica/port.ts';
import { Governor, type GovernorHost } from './governor.ts';
import { HotChips } from './hot-chips.ts';
import type { Drawn, PowerObserver } from './port.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** Null where power is neither budgeted nor heats anything that somebody asks for. */
export function createPowerControl(
  { budgets, pools }: CompiledScenario,
  calendar: Calendar,
): PowerControl | null {
  const asked = budgets !== undefined || pools.some(({ cooling }) => cooling !== undefined);
  return asked ? new PowerControl(calendar) : null;
}

/** What is known of one replica's boards. */
class Boards {
  /** Drawn now; of a stretch of steps, the mean of its line. */
  watts: number;
  /** What each of those who may hold them wants; the strictest of each part is in force. */
  readonly orders: BoardOrder[];
  slowedSeconds = 0;
  slowedSince = NEVER;

  constructor(watts: number, sources: number) {
    this.watts = watts;
    this.orders = Array.from({ length: sources }, () => free);
  }

  slowedUntil(seconds: number): number {
    const open = this.slowedSince < NEVER ? Math.max(0, seconds - this.slowedSince) : 0;
    return this.slowedSeconds + open;
  }
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

  constructor(calendar: Calendar) {
    this.calendar = calendar;
  }

  get replicas(): readonly EngineReplica[] {
    return this.#replicas;
  }

  /** The run begins: governor i owns slot `firstSlot + i`, and after them all chips of replica i one. */
  open(
    budgets: readonly CompiledBudget[],
    replicas: readonly EngineReplica[],
    firstSlot: number,
  ): void {
    this.#replicas = replicas;
    for (const { pool, index } of replicas) {
      const { idleWatts, cooling, acceleratorsPerReplica } = pool.spec;
      // who may hold boards: the governors, and their own heat
      this.#boards.push(new Boards(idleWatts, budgets.length + 1));
      this.#governorsOf.push([]);
      const own = { calendar: this.calendar, slot: firstSlot + budgets.length + index };
      const slow = (clock: number, seconds: number) => {
        const order = { promptClock: clock, decodeClock: clock, capWatts: NEVER };
        this.hold(budgets.length, index, order, seconds);
      };
      this.#chips.push(
        cooling === undefined
          ? null
          : new HotChips(cooling, acceleratorsPerReplica, idleWatts, own, slow),
      );
    }
    for (const [i, spec] of budgets.entries()) {
      const governor = new Governor(spec, this, i, firstSlot + i);
      this.#governors.push(governor);
      for (const replica of spec.replicas) this.#governorsOf[replica]!.push(governor);
    }
  }

  onDrawn(replica: number, seconds: number, { watts, slope, lasts }: Drawn): void {
    const boards = this.#boards[replica]!;
    const mean = slope === 0 ? watts : watts + (slope * lasts) / 2;
    const more = mean - boards.watts;
    boards.watts = mean;
    if (more !== 0) {
      for (const governor of this.#governorsOf[replica]!) governor.change(seconds, more, 0);
    }
    this.#chips[replica]?.change(seconds, watts, slope, lasts);
  }

  /** The calendar's event of the slot with this number among those of power. Returns its instant. */
  onEvent(slot: number): number {
    const governors = this.#governors.length;
    return slot < governors
      ? this.#governors[slot]!.onEvent()
      : this.#chips[slot - governors]!.onEvent();
  }

  drawnBy(replica: number): number {
    return this.#boards[replica]!.watts;
  }

  hold(source: number, replica: number, order: BoardOrder, seconds: number): void {
    const boards = this.#boards[replica]!;
    boards.orders[source] = order;
    let { promptClock, decodeClock, capWatts } = order;
    for (const each of boards.orders) {
      promptClock = Math.min(promptClock, each.promptClock);
      decodeClock = Math.min(decodeClock, each.decodeClock);
      capWatts = Math.min(capWatts, each.capWatts);
    }
    const engine = this.#replicas[replica]!;
    const { gears } = engine.pool;
    const gear = gears.at(promptClock, capWatts);
    const decodeGear = gears.at(decodeClock, capWatts);
    engine.setSpeed({ gear, decodeGear }, seconds);
    boards.slowedSeconds = boards.slowedUntil(seconds);
    const free = gear === gears.highest && decodeGear === gears.highest;
    boards.slowedSince = free ? NEVER : seconds;
  }

  /** Seconds until `seconds` in which a replica's boards were held to less than their pool's own setting. */
  slowedSeconds(replica: number, seconds: number): number {
    return this.#boards[replica]!.slowedUntil(seconds);
  }

  /** Temperature of a replica's chips; NaN where nobody asks for it. */
  celsiusAt(replica: number, seconds: number): number {
    return this.#chips[replica]?.junctionAt(seconds) ?? Number.NaN;
  }

  /** What became of budgets and of heat by `seconds`, the end of the run. */
  totals(seconds: number): PowerTotals {
    const slowed = this.#replicas.map(({ index }) => this.slowedSeconds(index, seconds));
    return {
      slowedSeconds: slowed.reduce((sum, each) => sum + each, 0),
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

  #heat(seconds: number): Pick<PowerTotals, 'heat'> {
    const chips = this.#chips.filter((each) => each !== null);
    if (chips.length === 0) return {};
    for (const each of chips) each.close(seconds);
    const first = Math.min(...chips.map(({ sums }) => sums.firstSeconds));
    return {
      heat: {
        hottestCelsius: Math.max(...chips.map(({ sums }) => sums.hottestCelsius)),
        throttledReplicas: chips.filter(({ sums }) => sums.firstSeconds < NEVER).length,
        shutdowns: chips.reduce((sum, each) => sum + each.sums.shutdowns, 0),
        ...(first < NEVER ? { firstThrottledSeconds: first } : {}),
      },
    };
  }
}
