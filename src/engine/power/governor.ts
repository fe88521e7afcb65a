import type { CompiledBudget } from '../../compile/power-budgets.ts';
import type { Calendar } from '../../kernel/calendar.ts';
import { dueSeconds, lane } from '../../kernel/lanes.ts';
import { leakedShare } from '../../physics/leakage.ts';
import { leastCapWatts } from '../../physics/power.ts';
import { powerCapOf } from '../../policy/power-cap/index.ts';
import type {
  BoardOrder,
  MemberView,
  PowerCapDefinition,
  PowerLevel,
} from '../../policy/power-cap/port.ts';
import type { EngineReplica } from '../replica/port.ts';
import { Budget } from './budget.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** What a governor needs of the run around it. */
export interface GovernorHost {
  readonly calendar: Calendar;
  readonly replicas: readonly EngineReplica[];
  /** What a replica draws now; of a stretch of steps, the mean. */
  drawnBy(replica: number): number;
  /** A replica's boards are held to `order` by `source`, one of those who may, from its next boundary on. */
  hold(source: number, replica: number, order: BoardOrder, seconds: number): void;
}

/**
 * Holds one budget: hears when its mean power crosses a threshold, decides `reactionSeconds` later by what is so then,
 * and has its members told. Its one event in the calendar is the next crossing or the next decision.
 */
export class Governor {
  readonly budget: Budget;
  readonly spec: CompiledBudget;
  /** Seconds with orders that slow anybody down, and when the first of them was given; Infinity where none was. */
  governedSeconds = 0;
  firstSeconds = NEVER;
  readonly #host: GovernorHost;
  readonly #source: number;
  readonly #slot: number;
  readonly #policy: PowerCapDefinition;
  readonly #members: readonly MemberView[];
  #crossing = NEVER;
  #decision = NEVER;
  #governedSince = NEVER;
  /** The level that the orders in force were given at. */
  #ordered: PowerLevel = 0;

  constructor(spec: CompiledBudget, host: GovernorHost, source: number, slot: number) {
    this.spec = spec;
    this.#host = host;
    this.#source = source;
    this.#slot = slot;
    this.#policy = powerCapOf(spec.governor.policy);
    this.#members = spec.replicas.map((index, i) => {
      const {
        acceleratorsPerReplica: boards,
        accelerator,
        idleWatts,
        cooling,
      } = host.replicas[index]!.pool.spec;
      const leakage = cooling?.leakage;
      const leaks = leakage === undefined ? 0 : leakedShare(leakage, leakage.mostCelsius);
      return {
        boards,
        watts: idleWatts / boards,
        boardWatts: accelerator.boardWatts,
        idleWatts: idleWatts / boards,
        leastWatts: leastCapWatts(accelerator) * (1 + leaks),
        priority: spec.priorities[i]!,
      };
    });
    const idle = this.#members.reduce((sum, { boards, watts }) => sum + boards * watts, 0);
    const { windowSeconds } = spec.governor;
    this.budget = new Budget(spec.limitWatts, windowSeconds, spec.governor, idle);
    if (this.#policy.standing === true) this.#decide(0);
    this.#schedule(0);
  }

  /** A member draws `watts` and `slope` more than until now. */
  change(seconds: number, watts: number, slope: number): void {
    // a crossing up to a few nanoseconds ago, whose event is still to come (kernel/lanes.ts)
    if (this.#crossing <= seconds) this.#cross(this.#crossing);
    this.budget.change(seconds, watts, slope);
    this.#schedule(seconds);
  }

  /** The calendar's event; returns its instant. */
  onEvent(): number {
    const seconds = Math.min(this.#crossing, this.#decision);
    if (this.#crossing <= seconds) this.#cross(seconds);
    if (this.#decision <= seconds) {
      this.#decision = NEVER;
      this.#decide(seconds);
    }
    this.#schedule(seconds);
    return seconds;
  }

  /** The run is over. */
  close(seconds: number): void {
    this.budget.close(seconds);
    this.#note(seconds, false);
  }

  #cross(seconds: number): void {
    this.budget.cross(seconds);
    if (this.budget.level === this.#ordered) this.#decision = NEVER;
    else if (this.#decision === NEVER) {
      this.#decision = seconds + this.spec.governor.reactionSeconds;
    }
  }

  #decide(seconds: number): void {
    const { level } = this.budget;
    this.#ordered = level;
    if (this.#policy.standing === true && seconds > 0) return;
    const { replicas, governor, limitWatts } = this.spec;
    const members = this.#members.map((member, i) => {
      const watts = this.#host.drawnBy(replicas[i]!) / member.boards;
      return { ...member, watts };
    });
    const { low, high } = governor;
    const orders = this.#policy.orders({ limitWatts, level, low, high, members });
    replicas.forEach((index, i) => {
      this.#host.hold(this.#source, index, orders[i]!, seconds);
    });
    this.#note(seconds, orders.some(slows));
  }

  #note(seconds: number, governs: boolean): void {
    if (this.#governedSince < NEVER) this.governedSeconds += seconds - this.#governedSince;
    this.#governedSince = governs ? seconds : NEVER;
    if (governs) this.firstSeconds = Math.min(this.firstSeconds, seconds);
  }

  #schedule(seconds: number): void {
    this.#crossing = this.budget.next(seconds);
    const { calendar } = this.#host;
    const next = Math.min(this.#crossing, this.#decision);
    if (next === NEVER) calendar.clear(this.#slot);
    else calendar.set(this.#slot, dueSeconds(lane.control, next), lane.control);
  }
}

function slows({ promptClock, decodeClock, capWatts }: BoardOrder): boolean {
  return promptClock < 1 || decodeClock < 1 || capWatts < NEVER;
}
