import type { Gear } from './gears.ts';

/** What is to change of a replica's speed. */
export interface SpeedChange {
  /** How many times as long as usual its steps take. */
  readonly pace?: number;
  /** What its boards are held to. */
  readonly gear?: Gear;
}

/** How fast the next step of a replica is, and those of the stretch in progress are. */
export class Speed {
  pace = 1;
  gear: Gear;
  /** Of the plan that was made last: its prompts are priced in the gear that they run in. */
  planned: Gear;
  #loadedPace = 1;
  #loadedGear: Gear;

  constructor(gear: Gear) {
    this.gear = gear;
    this.planned = gear;
    this.#loadedGear = gear;
  }

  /** Whether the next step is not as fast as those of the stretch. */
  get changed(): boolean {
    return this.pace !== this.#loadedPace || this.gear !== this.#loadedGear;
  }

  /** The step that was planned starts a stretch; returns its pace. */
  load(): number {
    this.#loadedPace = this.pace;
    this.#loadedGear = this.planned;
    return this.pace;
  }
}
