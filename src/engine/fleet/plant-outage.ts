import type { CompiledFailure } from '../../compile/compiled.ts';
import type { StoppedPart } from '../../scenario/failures.ts';

/** For how long the plant that cools a replica has been out, in whole or but for its fans and pumps. */
export class PlantOutageTime {
  readonly #failures: Record<StoppedPart, number> = { chiller: 0, plant: 0 };
  readonly #seconds: Record<StoppedPart, number> = { chiller: 0, plant: 0 };
  #since = 0;

  /** One more failure stops `part` (1), or one is over (-1). */
  change(part: StoppedPart, by: 1 | -1, seconds: number): void {
    const out = this.#out;
    if (out !== null) this.#seconds[out] = this.until(out, seconds);
    this.#since = seconds;
    this.#failures[part] += by;
  }

  /** Seconds until `seconds` in which so much was out: a chiller that is out with the plant counts as the plant. */
  until(part: StoppedPart, seconds: number): number {
    const open = this.#out === part ? Math.max(0, seconds - this.#since) : 0;
    return this.#seconds[part] + open;
  }

  get #out(): StoppedPart | null {
    if (this.#failures.plant > 0) return 'plant';
    return this.#failures.chiller > 0 ? 'chiller' : null;
  }
}

/** What of the plant a failure stops takes no power for its replicas any more (1), or does again (-1). */
export function stopPlant(
  { cooled, units }: Pick<CompiledFailure, 'cooled' | 'units'>,
  replicas: readonly { readonly life: { plantOutage: PlantOutageTime | null } }[],
  by: 1 | -1,
  seconds: number,
): void {
  if (cooled === undefined) return;
  for (const index of units.flat()) {
    const { life } = replicas[index]!;
    life.plantOutage ??= new PlantOutageTime();
    life.plantOutage.change(cooled.stops, by, seconds);
  }
}
