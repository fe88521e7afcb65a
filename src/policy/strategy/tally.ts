import type { AnswerId } from '../../quality/samples.ts';
import { abstention, type Delivered } from './port.ts';

/**
 * Weights by answer. Of equal ones the lowest id leads: ids are permuted for each request, so that this favours neither right
 * nor wrong ones.
 */
export class Tally {
  readonly #weights = new Map<AnswerId, number>();
  #total = 0;

  add(answer: AnswerId, weight = 1): void {
    this.#weights.set(answer, (this.#weights.get(answer) ?? 0) + weight);
    this.#total += weight;
  }

  /** The answer with the most weight, with its share of all as confidence. */
  leader(): Delivered {
    let best: readonly [AnswerId, number] | null = null;
    for (const entry of this.#weights) {
      const [answer, weight] = entry;
      if (best === null || weight > best[1] || (weight === best[1] && answer < best[0]))
        best = entry;
    }
    if (best === null) return abstention;
    return { answer: best[0], confidence: this.#total === 0 ? 0 : best[1] / this.#total };
  }

  /** The two largest weights; 0 where there are fewer answers. */
  topTwo(): readonly [first: number, second: number] {
    const [first = 0, second = 0] = [...this.#weights.values()].sort((a, b) => b - a);
    return [first, second];
  }
}
