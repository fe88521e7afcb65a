import type { CompiledPool } from '../../compile/compiled.ts';
import { batchingRulesOf } from '../../policy/batching/index.ts';
import { field } from '../request-table.ts';
import { KvLedger } from './kv-ledger.ts';

/**
 * The books of an engine that reserves: a sequence takes the blocks of its prompt and of all that its client allows, as
 * far as the model's context goes, when it is admitted, and keeps them until it ends. Decoding never needs a block.
 */
export class ReservedLedger extends KvLedger {
  readonly #contextTokens: number;

  constructor(total: number, blockTokens: number, stateBlocks: number, contextTokens: number) {
    super(total, blockTokens, stateBlocks);
    this.#contextTokens = contextTokens;
  }

  override held(rows: Float64Array, base: number, tokens: number): number {
    if (tokens === 0) return 0;
    const most = rows[base + field.prompt]! + rows[base + field.maxTokens]!;
    // the last token's keys and values are never stored
    return this.blocksFor(Math.min(most, this.#contextTokens) - 1);
  }

  override join(): void {
    this.decoding++;
  }

  override leave(): void {
    this.decoding--;
  }

  override demand(): number {
    return 0;
  }

  override demandOver(): number {
    return 0;
  }

  override stepsWithBlocks(_counter: number, limit: number): number {
    return limit;
  }
}

/** The most that a request may ask for, prompt and answer: all of it has to fit into the cache of an engine that reserves. */
export function mostReserved(spec: CompiledPool): number {
  if (!batchingRulesOf(spec.engine).reserves) return Number.POSITIVE_INFINITY;
  const room = (spec.kvBlocks - spec.stateBlocks) * spec.engine.blockTokens + 1;
  return room >= spec.contextTokens ? Number.POSITIVE_INFINITY : room;
}
