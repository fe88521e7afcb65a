import type { CompiledMemoryHeat } from '../../compile/chip-cooling.ts';
import { TIE_SECONDS } from '../../kernel/lanes.ts';
import type { Warming } from '../../physics/heat.ts';
import { crossingSeconds, later, type Relaxation, relaxedAt } from '../../physics/relaxation.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** What became of the memory of one replica's chips. */
export interface MemoryHeatSums {
  hottestCelsius: number;
  /** When it lost bandwidth first; Infinity where it never did. */
  firstSeconds: number;
}

/**
 * The memory of the chips of one replica: beside the processors, under the same metal, and as quick to follow what the
 * chip draws (assumed), so that it is warmer than the metal by so many times what they are:
 *
 *     T = sink + ratio·(junction − sink)
 *
 * Above its limit it has a share of its bandwidth, until it is `marginKelvin` cooler. Both instants are solved.
 */
export class HotMemory {
  readonly sums: MemoryHeatSums;
  /** When it becomes too hot, or cool enough; Infinity where it does not. */
  crossing = NEVER;
  /** Of its bandwidth, what there is. */
  share = 1;
  readonly #spec: CompiledMemoryHeat;
  readonly #marginKelvin: number;
  /** Its temperature from `#since` on. */
  #ahead: Relaxation;
  #since = 0;

  /** `chip` is idle, at the start. */
  constructor(spec: CompiledMemoryHeat, marginKelvin: number, chip: Warming) {
    this.#spec = spec;
    this.#marginKelvin = marginKelvin;
    this.#ahead = this.#beside(chip);
    this.sums = { hottestCelsius: this.at(0), firstSeconds: NEVER };
  }

  at(seconds: number): number {
    return relaxedAt(this.#ahead, Math.max(0, seconds - this.#since));
  }

  note(seconds: number): void {
    this.sums.hottestCelsius = Math.max(this.sums.hottestCelsius, this.at(seconds));
  }

  /** The chip goes on like this from `seconds` on. */
  restart(chip: Warming, seconds: number): void {
    this.note(seconds);
    this.#ahead = this.#beside(chip);
    this.#since = seconds;
  }

  /** Looks for the next crossing after `from`, for so long. */
  schedule(from: number, within: number): void {
    const { limitCelsius } = this.#spec;
    const isHot = this.share < 1;
    const level = isHot ? limitCelsius - this.#marginKelvin : limitCelsius;
    const now = this.at(from);
    // idle memory may be too hot already
    if (isHot ? now <= level : now >= level) {
      this.crossing = from + TIE_SECONDS;
      return;
    }
    const elapsed = from - this.#since;
    const ahead = elapsed === 0 ? this.#ahead : later(this.#ahead, elapsed);
    this.crossing = from + Math.max(crossingSeconds(ahead, level, !isHot, within), TIE_SECONDS);
  }

  /** Its crossing has come. */
  cross(): void {
    const seconds = this.crossing;
    this.note(seconds);
    const wasHot = this.share < 1;
    this.share = wasHot ? 1 : this.#spec.bandwidthShare;
    if (!wasHot) this.sums.firstSeconds = Math.min(this.sums.firstSeconds, seconds);
  }

  #beside({ junction, sink }: Warming): Relaxation {
    const { ratio } = this.#spec;
    const of = (part: 'constant' | 'slope' | 'fast' | 'slow') =>
      sink[part] + ratio * (junction[part] - sink[part]);
    return {
      constant: of('constant'),
      slope: of('slope'),
      fast: of('fast'),
      fastRate: sink.fastRate,
      slow: of('slow'),
      slowRate: sink.slowRate,
    };
  }
}
