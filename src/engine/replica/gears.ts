import type { CompiledPool } from '../../compile/compiled.ts';
import {
  clockOf,
  clocksUpTo,
  joulesAt,
  type PowerSetting,
  unlimited,
} from '../../physics/power.ts';
import { powerOf } from '../step-models.ts';
import { StepCosts, type StepModels } from './step-costs.ts';

/** What the boards of a replica are held to, and what steps cost then. */
export interface Gear {
  readonly setting: PowerSetting;
  readonly costs: StepCosts;
}

/** Makes the models of a pool's steps with its boards held to a setting; null: to the pool's own. */
export type ModelsUnder = (setting: PowerSetting | null) => StepModels;

/** Caps come in steps of 5 W (assumed; boards take whole watts), so that equal ones meet the same gear. */
const CAP_STEP_WATTS = 5;

/** What the boards of a pool may be held to while it runs. Gears are made when first asked for, and then kept. */
export class Gears {
  /** The pool's own setting: no gear is faster. */
  readonly highest: Gear;
  /** Clocks that the boards can work at, in shares of the chip's highest, ascending; the last is the pool's highest. */
  readonly clocks: readonly number[];
  readonly #accelerator: CompiledPool['accelerator'];
  readonly #closed: boolean;
  readonly #modelsUnder: ModelsUnder;
  readonly #known = new Map<string, Gear>();

  constructor(spec: CompiledPool, modelsUnder: ModelsUnder, closed: boolean) {
    const setting = powerOf(spec.step) ?? unlimited;
    this.#accelerator = spec.accelerator;
    this.#closed = closed;
    this.#modelsUnder = modelsUnder;
    this.highest = { setting, costs: new StepCosts(modelsUnder(null), closed) };
    this.clocks = clocksUpTo(clockOf(spec.accelerator, setting));
  }

  /**
   * The boards at the highest of their clocks up to `clock`, at most `capWatts` each, in whole steps, and with a share of
   * their memory's bandwidth; never beyond the pool's own setting.
   */
  at(clock: number, capWatts: number, memoryShare = 1): Gear {
    const own = this.highest.setting;
    const setting = {
      clock: clock >= own.clock ? own.clock : this.#below(clock),
      capWatts: Math.min(Math.floor(capWatts / CAP_STEP_WATTS) * CAP_STEP_WATTS, own.capWatts),
      ...(memoryShare < 1 ? { memoryShare } : {}),
    };
    const isOwn = setting.clock === own.clock && setting.capWatts === own.capWatts;
    if (isOwn && memoryShare === 1) return this.highest;
    const key = `${setting.clock} ${setting.capWatts} ${memoryShare}`;
    let gear = this.#known.get(key);
    if (gear === undefined) {
      gear = { setting, costs: this.#costsUnder(setting) };
      this.#known.set(key, gear);
    }
    return gear;
  }

  /** The highest clock of the boards up to `clock`; the lowest at least. */
  #below(clock: number): number {
    let found = this.clocks[0]!;
    for (const each of this.clocks) if (each <= clock) found = each;
    return found;
  }

  #costsUnder(setting: PowerSetting): StepCosts {
    const joules = joulesAt(clockOf(this.#accelerator, setting));
    const highest = joulesAt(this.clocks[this.clocks.length - 1]!);
    const own = this.highest.costs.decode(1);
    return new StepCosts(this.#modelsUnder(setting), this.#closed, joules / highest, own);
  }
}
