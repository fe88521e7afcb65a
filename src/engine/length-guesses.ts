import { hashKey } from '../base/random/hash.ts';
import type { CompiledScenario } from '../compile/compiled.ts';
import { usesGuesses } from '../policy/scheduling/index.ts';
import type { EngineSpec } from '../scenario/scenario.ts';
import { guessLength } from './length-predictor.ts';
import { field, type RequestTable, STRIDE } from './request-table.ts';

/** What schedulers are told of how long answers will be. */
export class LengthGuesses {
  readonly #table: RequestTable;
  readonly #key: number;

  constructor({ seed }: CompiledScenario, replication: number, table: RequestTable) {
    this.#table = table;
    this.#key = hashKey(seed, replication, 'length-predictor');
  }

  /** The guess for a request by the predictor of this engine; what it may take at most where nobody guesses. */
  of(handle: number, { scheduler, lengthPredictorCv }: EngineSpec): number {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    return usesGuesses(scheduler)
      ? guessLength(rows[base + field.output]!, lengthPredictorCv, this.#key, rows[base]!)
      : rows[base + field.maxTokens]!;
  }
}
