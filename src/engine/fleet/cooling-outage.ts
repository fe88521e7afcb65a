import type { CompiledFailure } from '../../compile/compiled.ts';
import type { EngineReplica } from '../replica/port.ts';
import type { Agenda } from './agenda.ts';
import { HallWarmth } from './hall-warmth.ts';
import { stopPlant } from './plant-outage.ts';

/** Whose air or water gets warmer. */
export interface WarmedChips {
  warm(replica: number, kelvin: number, seconds: number): void;
}

/** What a failure of a pool's cooling does: its hall gets warmer, and what of the plant is out takes no power. */
export class CoolingOutage {
  readonly #failure: CompiledFailure;
  readonly #replicas: readonly EngineReplica[];
  readonly #warmth: HallWarmth;

  constructor(
    failure: CompiledFailure,
    replicas: readonly EngineReplica[],
    agenda: Agenda,
    chips: WarmedChips | null,
  ) {
    const { cooled, units } = failure;
    this.#failure = failure;
    this.#replicas = replicas;
    const later = (seconds: number, act: (now: number) => void) => agenda.add(seconds, act);
    this.#warmth = new HallWarmth(cooled!, later, (kelvin, seconds) => {
      for (const replica of units.flat()) chips?.warm(replica, kelvin, seconds);
    });
  }

  begin(seconds: number): void {
    this.#warmth.fail(seconds);
    stopPlant(this.#failure, this.#replicas, 1, seconds);
  }

  end(seconds: number): void {
    this.#warmth.repair(seconds);
    stopPlant(this.#failure, this.#replicas, -1, seconds);
  }
}
