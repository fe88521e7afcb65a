import type { Gear } from './gears.ts';

/** What is to change of a replica's speed. */
export interface SpeedChange {
  /** How many times as long as usual its steps take. */
  readonly pace?: number;
  /** What its boards are held to, and in steps that only decode. */
  readonly gear?: Gear;
  readonly decodeGear?: Gear;
}

/** How fast the next step of a replica is, and those of the stretch in progress are. */
export class Speed {
  pace = 1;
  gear: Gear;
  decodeGear: Gear;
  /** Of the plan that was made last: its prompts are priced in the gear that they run in. */
  planned: Gear;
  plannedDecode: Gear;
  #loadedPace = 1;
  #loadedGear: Gear;
  #loadedDecodeGear: Gear;

  constructor(gear: Gear) {
    this.gear = gear;
    this.decodeGear = gear;
    this.planned = gear;
    this.plannedDecode = gear;
    this.#loadedGear = gear;
    this.#loadedDecodeGear = gear;
  }

  /** Whether the next step is not as fast as those of the stretch. */
  get changed(): boolean {
    if (this.gear !== this.#loadedGear || this.decodeGear !== this.#loadedDecodeGear) return true;
    return this.pace !== this.#loadedPace;
  }

  /** A step is about to be planned. */
  plan(): void {
    this.planned = this.gear;
    this.plannedDecode = this.decodeGear;
  }

  /** The step that was planned starts a stretch; returns its pace. */
  load(): number {
    this.#loadedPace = this.pace;
    this.#loadedGear = this.planned;
    this.#loadedDecodeGear = this.plannedDecode;
    return this.pace;
  }
}
