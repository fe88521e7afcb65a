import type { DecodeBatch, SingleStepModel } from '../../physics/step-model.ts';
import type { RequestHeap } from '../request-heap.ts';
import { field, type RequestTable, STRIDE, state } from '../request-table.ts';
import type { RunningList } from './running-list.ts';

const NONE = -1;

/**
 * Decoding step by step, for pools whose steps no closed form covers (PoolContext.single): what the batch's aggregates do
 * elsewhere is done here for each decoding sequence, at the start and at the end of every step.
 */
export class Walk {
  readonly model: SingleStepModel;
  readonly #table: RequestTable;
  readonly #running: RunningList;
  readonly #finish: RequestHeap;
  /** Of the step that was measured last. */
  readonly sums: DecodeBatch = { sequences: 0, context: 0, pairs: 0, ownJoules: 0 };

  constructor(
    model: SingleStepModel,
    table: RequestTable,
    running: RunningList,
    finish: RequestHeap,
  ) {
    this.model = model;
    this.#table = table;
    this.#running = running;
    this.#finish = finish;
  }

  /** Sums up the sequences that decode in the step that starts now. */
  measure(): Readonly<DecodeBatch> {
    const { sums, model } = this;
    sums.sequences = 0;
    sums.context = 0;
    sums.pairs = 0;
    sums.ownJoules = 0;
    const { rows } = this.#table;
    for (let h = this.#running.first; h !== NONE; h = this.#running.next(h)) {
      if (rows[h * STRIDE + field.state] !== state.decode) continue;
      const cached = rows[h * STRIDE + field.computed]!;
      sums.sequences++;
      sums.context += cached;
      sums.pairs += ((cached + 1) * (cached + 2)) / 2;
      sums.ownJoules += model.sequenceJoules(cached);
    }
    return sums;
  }

  /** Ends a step, the `counter`-th: each decoding sequence has its tokens and joules. Returns how many tokens were made. */
  advance(counter: number): number {
    const { rows } = this.#table;
    let tokens = 0;
    for (let h = this.#running.first; h !== NONE; h = this.#running.next(h)) {
      const base = h * STRIDE;
      if (rows[base + field.state] !== state.decode) continue;
      rows[base + field.joules]! += this.model.sequenceJoules(rows[base + field.computed]!);
      rows[base + field.computed]!++;
      rows[base + field.made]!++;
      tokens++;
      if (rows[base + field.made]! < rows[base + field.output]!) continue;
      rows[base + field.finishCounter] = counter;
      this.#finish.push(h);
    }
    return tokens;
  }
}
