import type { DecodeBatch, SingleStepModel } from '../../physics/step-model.ts';
import type { RequestHeap } from '../request-heap.ts';
import { field, type RequestTable, STRIDE, state } from '../request-table.ts';
import type { DraftAcceptance } from './draft-acceptance.ts';
import type { KvLedger } from './kv-ledger.ts';
import type { RunningList } from './running-list.ts';
import type { ReplicaSums } from './step-ledger.ts';

const NONE = -1;

/** Parts of the batch whose decoding sequences are walked. */
interface WalkedBatch {
  readonly table: RequestTable;
  readonly running: RunningList;
  readonly finish: RequestHeap;
  readonly kv: KvLedger;
}

/**
 * Decoding step by step, for pools whose steps no closed form covers (PoolContext.single): what the batch's aggregates do
 * elsewhere is done here for each decoding sequence, at the start and at the end of every step.
 */
export class Walk {
  readonly model: SingleStepModel;
  readonly #table: RequestTable;
  readonly #running: RunningList;
  readonly #finish: RequestHeap;
  readonly #kv: KvLedger;
  readonly #acceptance: DraftAcceptance | null;
  /** Of the step that was measured last. */
  readonly sums: DecodeBatch = { sequences: 0, context: 0, pairs: 0, ownJoules: 0 };

  constructor(
    model: SingleStepModel,
    acceptance: DraftAcceptance | null,
    { table, running, finish, kv }: WalkedBatch,
  ) {
    this.model = model;
    this.#acceptance = acceptance;
    this.#table = table;
    this.#running = running;
    this.#finish = finish;
    this.#kv = kv;
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

  /**
   * Ends a step, the `counter`-th: each decoding sequence has its joules, its token, and the drafted tokens that were
   * accepted, as far as its answer goes. Returns how many tokens were made; drafts are counted in `sums`.
   */
  advance(counter: number, sums: ReplicaSums): number {
    const { rows } = this.#table;
    let tokens = 0;
    for (let h = this.#running.first; h !== NONE; h = this.#running.next(h)) {
      const base = h * STRIDE;
      if (rows[base + field.state] !== state.decode) continue;
      const cached = rows[base + field.computed]!;
      const left = rows[base + field.output]! - rows[base + field.made]!;
      const kept = Math.min(left, 1 + this.#accepted(base));
      rows[base + field.joules]! += this.model.sequenceJoules(cached);
      rows[base + field.computed] = cached + kept;
      rows[base + field.made]! += kept;
      this.#kv.keep(cached, kept);
      tokens += kept;
      if (kept < left) continue;
      rows[base + field.finishCounter] = counter;
      this.#finish.push(h);
    }
    if (this.#acceptance !== null) {
      sums.verifications += this.sums.sequences;
      sums.verifiedTokens += tokens;
    }
    return tokens;
  }

  #accepted(base: number): number {
    if (this.#acceptance === null) return 0;
    const { rows } = this.#table;
    return this.#acceptance.accepted(rows[base + field.id]!, rows[base + field.made]!);
  }
}
