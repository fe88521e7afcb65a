import type { StoppedPart } from '../../scenario/failures.ts';

/** What has become of the heat of a hall whose cooling may be out, since the start of the run. */
export interface HallState {
  /** Time without it; a chiller that is out with the plant counts as the plant. */
  readonly outSeconds: Readonly<Record<StoppedPart, number>>;
  /** Without the chiller alone, times the share of the heat that the weather did not take. */
  readonly unmetSeconds: number;
  /** Time, times the share of the heat that made the hall warmer: none where it is as warm as it gets. */
  readonly heldSeconds: Readonly<Record<StoppedPart, number>>;
  /** By how much it got warmer; and by how much it is warmer now. */
  readonly risenKelvin: number;
  readonly kelvin: number;
}

/** What goes on in a hall from one change to the next. */
interface HallCourse {
  /** What is out; null where nothing is. */
  readonly part: StoppedPart | null;
  /** Share of the heat that nobody takes; of no concern where nothing is out. */
  readonly unmet: number;
  readonly kelvin: number;
  /** Kelvin per second. */
  readonly rate: number;
}

/** A hall to which nothing has happened. */
export const usualHall: HallState = {
  outSeconds: { chiller: 0, plant: 0 },
  unmetSeconds: 0,
  heldSeconds: { chiller: 0, plant: 0 },
  risenKelvin: 0,
  kelvin: 0,
};

const atRest: HallCourse = { part: null, unmet: 0, kelvin: 0, rate: 0 };

/** Counts where the heat of a hall goes: to nobody and into the hall, while its cooling is out. */
export class HallHeat {
  #course = atRest;
  #since = 0;
  #state = usualHall;

  /** Things go on like this from `seconds`. */
  turn(seconds: number, course: HallCourse): void {
    this.#state = this.at(seconds);
    this.#since = seconds;
    this.#course = course;
  }

  at(seconds: number): HallState {
    const { part, unmet, kelvin, rate } = this.#course;
    const { outSeconds, unmetSeconds, heldSeconds, risenKelvin } = this.#state;
    const length = Math.max(0, seconds - this.#since);
    const held = rate > 0 ? unmet * length : 0;
    const plus = (sums: HallState['outSeconds'], more: number) =>
      part === null ? sums : { ...sums, [part]: sums[part] + more };
    return {
      outSeconds: plus(outSeconds, length),
      unmetSeconds: unmetSeconds + (part === 'chiller' ? unmet * length : 0),
      heldSeconds: plus(heldSeconds, held),
      risenKelvin: risenKelvin + Math.max(0, rate) * length,
      kelvin: kelvin + rate * length,
    };
  }
}

/** Shares of a stretch of time, or of what a hall held, between two states of it. */
export interface HallChange {
  readonly out: Readonly<Record<StoppedPart, number>>;
  readonly unmet: number;
  readonly held: Readonly<Record<StoppedPart, number>>;
  /** Of the heat that the hall held at first and took up since, what it gave back. */
  readonly returned: number;
}

/** What happened to a hall in so many seconds, more than 0, from one state of it to another. */
export function hallChange(from: HallState, to: HallState, seconds: number): HallChange {
  const each = (of: (state: HallState) => HallState['outSeconds']) => ({
    chiller: (of(to).chiller - of(from).chiller) / seconds,
    plant: (of(to).plant - of(from).plant) / seconds,
  });
  const warmest = from.kelvin + to.risenKelvin - from.risenKelvin;
  const fallen = warmest > 0 ? 1 - to.kelvin / warmest : 0;
  return {
    out: each(({ outSeconds }) => outSeconds),
    unmet: (to.unmetSeconds - from.unmetSeconds) / seconds,
    held: each(({ heldSeconds }) => heldSeconds),
    returned: to.kelvin > 0 ? Math.min(1, Math.max(0, fallen)) : 1,
  };
}
