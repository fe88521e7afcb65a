import { fairRates } from '../../physics/chip-demand.ts';
import type { ChipArbiter, ChipWork } from './port.ts';

/**
 * NVIDIA's Multi-Process Service: kernels of several processes run at once. Multipliers, memory and power are each shared
 * by those who need them at the time (physics/chip-demand.ts); a process with a share of the threads
 * (activeThreadPercentage) multiplies at that share of the chip's peak at most, whoever else is there.
 */
export class Mps implements ChipArbiter {
  readonly #threadShares: readonly number[];

  constructor(threadShares: readonly number[]) {
    this.#threadShares = threadShares;
  }

  decide(
    _: number,
    active: readonly boolean[],
    works: readonly ChipWork[],
    rates: Float64Array,
  ): number {
    const users = works.flatMap(({ demand }, process) =>
      active[process]
        ? [{ process, demand, most: Math.min(1, this.#threadShares[process]! / demand.compute) }]
        : [],
    );
    rates.fill(0);
    for (const [{ process }, rate] of fairRates(users)) rates[process] = rate;
    return Number.POSITIVE_INFINITY;
  }

  clear(): void {}
}
