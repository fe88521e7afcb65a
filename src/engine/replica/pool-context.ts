import { assert } from '../../base/assert.ts';
import type { CompiledPool } from '../../compile/compiled.ts';
import type { SingleStepModel, StepModel } from '../../physics/step-model.ts';
import { batchingRulesOf } from '../../policy/batching/index.ts';
import type { BatchingRules } from '../../policy/batching/port.ts';
import type { RequestTable } from '../request-table.ts';
import { queriesOf } from '../step-models.ts';
import { AdapterSlots } from './adapter-slots.ts';
import type { DraftAcceptance } from './draft-acceptance.ts';
import { Gears, type ModelsUnder } from './gears.ts';
import { KvLedger } from './kv-ledger.ts';
import { KvTiers, TierStore } from './kv-tiers.ts';
import { PrefixCache } from './prefix-cache.ts';
import { ReservedLedger } from './reserved-ledger.ts';
import { SequenceBlocks } from './sequence-blocks.ts';
import type { PartCosts } from './step-costs.ts';
import type { ReplicaSums } from './step-ledger.ts';

/** What all replicas of a pool share: limits, and the cost of steps in each gear of their boards. */
export class PoolContext {
  readonly spec: CompiledPool;
  readonly model: StepModel;
  /** The cost of steps that are planned one at a time; null where decode steps form stretches. */
  readonly single: SingleStepModel | null;
  /** Which drafts are accepted; null without speculation. */
  readonly acceptance: DraftAcceptance | null;
  /** Whether other replicas decode what is computed here. */
  readonly handsOff: boolean;
  /** Tokens that a decoding sequence takes of a step's budget, and has KV blocks for in it. */
  readonly decodeTokens: number;
  /** Whether KV blocks are blocks of a cache, not places of tokens in a step. */
  readonly holdsKv: boolean;
  /** How batches form. */
  readonly batching: BatchingRules;
  /** Whether the next gap of who starts to decode may be another than that of those who decode. */
  readonly gapsDiffer: boolean;
  readonly stepwise: boolean;
  /** Of tiers below the prefix cache: the stores that the replicas share, by place. */
  readonly #sharedStores: readonly (TierStore | null)[];
  /** Whether a step is planned while the one before it runs. */
  readonly lags: boolean;
  /** What a second of a replica costs whoever rents it, in USD; 0 where nobody does. */
  readonly usdPerSecond: number;
  readonly maxSequences: number;
  readonly maxBatchedTokens: number;
  /** How long an idle replica lets the first that waits wait for others. */
  readonly batchDelaySeconds: number;
  /** Batches that an idle replica starts with, as soon as so many requests wait; smallest first. */
  readonly preferredSizes: readonly number[];
  /** What its boards may be held to while it runs. */
  readonly gears: Gears;
  /** The same on each rung of a ladder, its own first. */
  readonly rungs: readonly Gears[];
  /** Joules of a decoded token, and per cached token it attends to, the same for every batch; 0 where steps are single. */
  readonly tokenJoules: number;
  readonly contextJoules: number;
  /** What single parts of the chip have to do for steps; null where nobody else uses them at the same time. */
  readonly parts: PartCosts | null;

  constructor(
    spec: CompiledPool,
    modelsUnder: ModelsUnder,
    acceptance: DraftAcceptance | null,
    handsOff = false,
    sharesChips = false,
    {
      parts = null,
      lower = [],
    }: { readonly parts?: PartCosts | null; readonly lower?: readonly ModelsUnder[] } = {},
  ) {
    this.spec = spec;
    this.parts = parts;
    this.acceptance = acceptance;
    this.handsOff = handsOff;
    this.decodeTokens = queriesOf(spec);
    this.holdsKv = spec.decoding?.kind !== 'recompute';
    this.stepwise = spec.engine.stepping === 'stepwise';
    this.batching = batchingRulesOf(spec.engine);
    this.gears = new Gears(spec, modelsUnder, this.batching.closed);
    this.rungs = [this.gears, ...lower.map((each) => new Gears(spec, each, this.batching.closed))];
    const { costs } = this.gears.highest;
    this.model = costs.model;
    this.single = costs.single;
    this.gapsDiffer = this.batching.promptsAlone || spec.swap !== undefined || sharesChips;
    this.#sharedStores = (spec.tiers?.tiers ?? []).map((tier) =>
      tier.shared ? new TierStore(tier, spec.engine.blockTokens) : null,
    );
    this.usdPerSecond = spec.billing?.usdPerReplicaSecond ?? 0;
    this.lags = spec.engine.asyncScheduling === true;
    this.maxSequences = spec.engine.maxSequences;
    this.maxBatchedTokens = spec.engine.maxBatchedTokens;
    this.batchDelaySeconds = spec.batchDelaySeconds;
    this.preferredSizes = spec.preferredBatchSizes;
    const one = costs.decode(1);
    const most = costs.decode(this.maxSequences);
    // a sequence's own joules are settled in closed form when it leaves, so they may not depend on its company
    assert(
      one.tokenJoules === most.tokenJoules && one.contextJoules === most.contextJoules,
      'step model: a sequence’s own joules depend on the batch',
    );
    this.tokenJoules = this.single === null ? one.tokenJoules : 0;
    this.contextJoules = this.single === null ? one.contextJoules : 0;
  }

  /** Tokens that a step has left for prompts beside `decoding` sequences, or for them alone. Without a cache, blocks say how many. */
  promptBudget(decoding: number): number {
    if (!this.holdsKv) return Number.POSITIVE_INFINITY;
    if (this.batching.promptsAlone) return this.maxBatchedTokens;
    return this.maxBatchedTokens - decoding * this.decodeTokens;
  }

  /** What lies below the prefix cache of one replica; null where nothing does. */
  createTiers(table: RequestTable, sums: ReplicaSums): KvTiers | null {
    const { tiers, engine } = this.spec;
    if (tiers === undefined) return null;
    return new KvTiers(table, sums, tiers, engine.blockTokens, this.#sharedStores);
  }

  /** The blocks of one batch's sequences. */
  createBlocks(
    table: RequestTable,
    kv: KvLedger,
    sums: ReplicaSums,
    tiers: KvTiers | null,
  ): SequenceBlocks {
    return new SequenceBlocks(table, kv, sums, tiers, this.spec.engine.prefixSharing);
  }

  /** The adapters on the chips of one replica; null where there are none to choose from. */
  createAdapters(table: RequestTable): AdapterSlots | null {
    const { adapters } = this.spec;
    return adapters === undefined ? null : new AdapterSlots(table, adapters);
  }

  /** The books of one batch's KV blocks. */
  createLedger(): KvLedger {
    const { kvBlocks, stateBlocks, engine, contextTokens } = this.spec;
    if (this.batching.reserves) {
      return new ReservedLedger(kvBlocks, engine.blockTokens, stateBlocks, contextTokens);
    }
    const cache = engine.prefixCache === true ? new PrefixCache(engine.blockTokens) : null;
    return new KvLedger(kvBlocks, engine.blockTokens, stateBlocks, this.decodeTokens, cache);
  }
}
