import { field, STRIDE } from '../request-table.ts';
import type { KvLedger } from './kv-ledger.ts';
import type { ImagesOfChunk } from './prompt-images.ts';
import type { StepCosts } from './step-costs.ts';

/** The prompt chunks of the step that runs, with the sums that its cost depends on (physics/step-model.ts). */
export class Chunks {
  readonly handles: Int32Array;
  readonly lengths: Int32Array;
  /** Joules that each chunk causes by itself. */
  readonly ownJoules: Float64Array;
  count = 0;
  readonly sums = {
    sequences: 0,
    tokens: 0,
    cachedTokens: 0,
    attentionPairs: 0,
    finishing: 0,
    images: 0,
  };
  /** Joules that the chunks cause by themselves. */
  joules = 0;

  readonly #imagesOf: ImagesOfChunk | null;

  /** `imagesOf`: null where no images are encoded. */
  constructor(capacity: number, imagesOf: ImagesOfChunk | null) {
    this.#imagesOf = imagesOf;
    this.handles = new Int32Array(capacity);
    this.lengths = new Int32Array(capacity);
    this.ownJoules = new Float64Array(capacity);
  }

  add(
    handle: number,
    length: number,
    cached: number,
    finishing: boolean,
    costs: Pick<StepCosts, 'chunkJoules' | 'imageJoules'>,
  ): void {
    const images = this.#imagesOf?.(handle, cached, length) ?? 0;
    const joules = costs.chunkJoules(length, cached) + images * costs.imageJoules;
    this.handles[this.count] = handle;
    this.lengths[this.count] = length;
    this.ownJoules[this.count] = joules;
    this.count++;
    const sums = this.sums;
    sums.sequences++;
    sums.tokens += length;
    sums.cachedTokens += cached;
    sums.attentionPairs += length * cached + (length * (length + 1)) / 2;
    if (finishing) sums.finishing++;
    sums.images += images;
    this.joules += joules;
  }

  /** The step is over: each has its share of what the whole batch took, and what its chunk caused. */
  ownAll(
    rows: Float64Array,
    { lastShare, lastUsd }: { readonly lastShare: number; readonly lastUsd: number },
  ): void {
    for (let i = 0; i < this.count; i++) {
      const base = this.handles[i]! * STRIDE;
      rows[base + field.joules]! += lastShare + this.ownJoules[i]!;
      rows[base + field.usd]! += lastUsd;
    }
  }

  /** Nothing comes of the chunks: their blocks are given back. */
  drop(kv: KvLedger, rows: Float64Array): void {
    for (let i = 0; i < this.count; i++) {
      const base = this.handles[i]! * STRIDE;
      const computed = rows[base + field.computed]!;
      // what others may have found is given back when it is left
      const kept = Math.max(kv.held(rows, base, computed), rows[base + field.keptBlocks]!);
      kv.give(kv.held(rows, base, computed + this.lengths[i]!) - kept);
    }
    this.clear();
  }

  clear(): void {
    this.count = 0;
    this.joules = 0;
    const sums = this.sums;
    sums.sequences = 0;
    sums.tokens = 0;
    sums.cachedTokens = 0;
    sums.attentionPairs = 0;
    sums.finishing = 0;
    sums.images = 0;
  }
}
