import type { PartModels } from '../../physics/chip-demand.ts';
import {
  type DataRanks,
  type DecodeBatch,
  type PrefillBatch,
  type SingleStepModel,
  type StepModel,
  StepTerms,
} from '../../physics/step-model.ts';

/** The cost of steps as a pool's models state it. */
export interface StepModels {
  readonly model: StepModel;
  /** The cost of steps that are planned one at a time; null where decode steps form stretches. */
  readonly single: SingleStepModel | null;
  /** The cost of steps whose tokens need more than one adapter between them; absent where that makes no difference. */
  readonly together?: (adapters: number) => StepModels;
}

/** What steps take of single parts of a chip (physics/chip-demand.ts). */
export type PartCosts = Readonly<Record<keyof PartModels, StepCosts>>;

/** What decoding sequences cause by themselves at the pool's highest clock, by which they are settled at any. */
interface HighestClock {
  readonly tokenJoules: number;
  readonly contextJoules: number;
}

/** What steps of a pool's replicas cost at one clock of their boards; decode steps are tabulated by batch size. */
export class StepCosts {
  readonly model: StepModel;
  readonly single: SingleStepModel | null;
  readonly #closed: boolean;
  readonly #ownShare: number;
  readonly #highest: HighestClock | null;
  readonly #decodeTerms: (StepTerms | undefined)[] = [];
  readonly #modelsTogether: StepModels['together'];
  /** By number of adapters. */
  readonly #more: (StepCosts | undefined)[] = [];

  /**
   * `closed`: whether batches keep the width they began with. Below the pool's highest clock, `ownShare` is what the
   * clock leaves of the joules that `highest` states; null at the highest.
   */
  constructor(
    { model, single, together }: StepModels,
    closed: boolean,
    ownShare = 1,
    highest: HighestClock | null = null,
  ) {
    this.model = model;
    this.single = single;
    this.#modelsTogether = together;
    this.#closed = closed;
    this.#ownShare = ownShare;
    this.#highest = highest;
  }

  /** Of steps whose tokens need so many adapters between them. */
  together(adapters: number): StepCosts {
    if (adapters <= 1 || this.#modelsTogether === undefined) return this;
    let costs = this.#more[adapters];
    if (costs === undefined) {
      const models = this.#modelsTogether(adapters);
      costs = new StepCosts(models, this.#closed, this.#ownShare, this.#highest);
      this.#more[adapters] = costs;
    }
    return costs;
  }

  /**
   * Cost of a step in which `sequences` decode and nothing prefills. A closed batch that had `places` members is as wide
   * still: the places of those who have ended are computed like tokens, without attention, and all who run own that.
   */
  decode(sequences: number, places = sequences): Readonly<StepTerms> {
    const width = this.#closed ? places : sequences;
    let terms = this.#decodeTerms[width];
    if (terms === undefined) {
      terms = new StepTerms();
      this.model.decode(width, terms);
      this.#own(terms);
      this.#decodeTerms[width] = terms;
    }
    if (width === sequences) return terms;
    const ownJoules = terms.tokenJoules * terms.ownShare;
    const sharedJoules = terms.sharedJoules + (width - sequences) * ownJoules;
    return Object.assign(new StepTerms(), terms, { sharedJoules });
  }

  /** As StepModel's. */
  mixed(
    sequences: number,
    prefill: Readonly<PrefillBatch>,
    terms: StepTerms,
    ranks: Readonly<DataRanks> | undefined,
    context: number,
  ): void {
    this.model.mixed(sequences, prefill, terms, ranks, context);
    this.#own(terms);
  }

  /** As SingleStepModel's, of a pool that has one. */
  step(decode: Readonly<DecodeBatch>, prefill: Readonly<PrefillBatch>, terms: StepTerms): void {
    this.single!.step(decode, prefill, terms);
    terms.ownShare = this.#ownShare;
  }

  /** Joules that one chunk causes by itself at this clock. */
  chunkJoules(chunkTokens: number, cachedTokens: number): number {
    return (this.single ?? this.model).chunkJoules(chunkTokens, cachedTokens);
  }

  /** Joules that one image causes by itself at this clock; 0 where none are encoded. */
  get imageJoules(): number {
    return this.model.imageJoules ?? 0;
  }

  #own(terms: StepTerms): void {
    if (this.#highest === null) return;
    terms.ownShare = this.#ownShare;
    terms.tokenJoules = this.#highest.tokenJoules;
    terms.contextJoules = this.#highest.contextJoules;
  }
}
