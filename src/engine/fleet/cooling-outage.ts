import type { CompiledFailure } from '../../compile/compiled.ts';
import type { EngineReplica } from '../replica/port.ts';
import type { Agenda } from './agenda.ts';
import { HallWarmth } from './hall-warmth.ts';

/** Whose air or water gets warmer. */
export interface WarmedChips {
  warm(replica: number, kelvin: number, seconds: number): void;
}

/** What a failure of a pool's cooling does: its hall, which all such failures of a pool share, gets warmer. */
export class CoolingOutage {
  readonly #failure: CompiledFailure;
  readonly #hall: HallWarmth;

  constructor(
    failure: CompiledFailure,
    replicas: readonly EngineReplica[],
    agenda: Agenda,
    chips: WarmedChips | null,
  ) {
    this.#failure = failure;
    const own = failure.units.flat();
    const later = (seconds: number, act: (now: number) => void) => agenda.add(seconds, act);
    const warm = (kelvin: number, seconds: number) => {
      for (const replica of own) chips?.warm(replica, kelvin, seconds);
    };
    const lives = own.map((replica) => replicas[replica]!.life);
    this.#hall = lives[0]?.hall ?? new HallWarmth(later, warm);
    for (const life of lives) life.hall = this.#hall;
  }

  begin(seconds: number): void {
    this.#hall.fail(this.#failure.cooled!, seconds);
  }

  end(seconds: number): void {
    this.#hall.repair(this.#failure.cooled!, seconds);
  }
}
