import { assert } from '../base/assert.ts';
import { createKeyedSource, type KeyedSource } from '../base/random/hash.ts';
import { drawNormal } from '../base/random/normal.ts';
import type { CompiledWorkload } from '../compile/compiled.ts';
import { Calendar } from '../kernel/calendar.ts';
import { lane } from '../kernel/lanes.ts';
import { createGapSampler } from '../policy/arrival/index.ts';
import type { GapSampler } from '../policy/arrival/port.ts';
import type { Content } from '../policy/content.ts';
import type { ClientPool, ClientPools } from '../scenario/scenario.ts';
import type { ArrivalSource } from './arrival-source.ts';
import { createLengths, type Lengths, writeOutput } from './request-body.ts';
import { field } from './request-table.ts';

/** What the clients of a pool have in common. */
interface Pool {
  readonly gap: GapSampler;
  readonly lengths: Lengths;
}

/**
 * Requests of many clients, each with gaps and lengths of its own: few clients send most of the requests, and that one of
 * them falls silent or bursts shows in the whole. Request n of client c draws from (c, n). A client is a tenant.
 *
 * Source: Y. Xiang et al., ServeGen: workload characterization and generation of large language model serving in
 * production, arXiv 2505.09999, 2025 (clients' rates are skewed, their gaps gamma or Weibull, their lengths their own).
 */
export class ClientPoolsSource implements ArrivalSource {
  readonly #workload: CompiledWorkload;
  readonly #pools: readonly Pool[];
  readonly #gaps: KeyedSource;
  readonly #lengths: KeyedSource;
  readonly #due: Calendar;
  /** By client. */
  readonly #poolOf: Int32Array;
  readonly #rates: Float64Array;
  readonly #promptFactors: Float64Array;
  readonly #outputFactors: Float64Array;
  readonly #units: Float64Array;
  readonly #counts: Float64Array;

  constructor(workload: CompiledWorkload, spec: ClientPools, keyOf: (purpose: string) => number) {
    this.#workload = workload;
    this.#gaps = createKeyedSource(keyOf('gaps'));
    this.#lengths = createKeyedSource(keyOf('lengths'));
    const spread = createKeyedSource(keyOf('spread'));
    const clients = spec.pools.reduce((sum, pool) => sum + pool.clients, 0);
    this.#due = new Calendar(clients);
    this.#poolOf = new Int32Array(clients);
    this.#rates = new Float64Array(clients);
    this.#promptFactors = new Float64Array(clients);
    this.#outputFactors = new Float64Array(clients);
    this.#units = new Float64Array(clients);
    this.#counts = new Float64Array(clients);
    this.#pools = spec.pools.map((pool) => this.#createPool(pool));
    let client = 0;
    for (const [index, pool] of spec.pools.entries()) {
      for (const rate of clientRates(pool, spec.ratePerSecond)) {
        this.#poolOf[client] = index;
        this.#rates[client] = rate;
        spread.seat(client, 0);
        this.#promptFactors[client] = drawFactor(spread, pool.promptSpread);
        this.#outputFactors[client] = drawFactor(spread, pool.outputSpread);
        this.#schedule(client);
        client++;
      }
    }
  }

  get nextSeconds(): number {
    return this.#due.nextTime;
  }

  take(rows: Float64Array, base: number): Content | null {
    const client = this.#due.nextSlot;
    const { maxTokens, priority, promptTokens } = this.#workload;
    this.#lengths.seat(client, this.#counts[client]!++);
    const drawn = this.#pools[this.#poolOf[client]!]!.lengths();
    const most = promptTokens?.max ?? Number.POSITIVE_INFINITY;
    const prompt = Math.ceil(drawn.prompt * this.#promptFactors[client]!);
    const output = Math.ceil(drawn.output * this.#outputFactors[client]!);
    rows[base + field.prompt] = Math.min(prompt, most);
    writeOutput(rows, base, output, maxTokens);
    rows[base + field.priority] = priority;
    rows[base + field.tenant] = client;
    rows[base + field.client] = -1;
    this.#schedule(client);
    return null;
  }

  onEnded(): void {}

  feed(): void {
    assert(false, 'only a trace can be fed');
  }

  #createPool({ gaps, cv, promptTokens, outputTokens }: ClientPool): Pool {
    const spec =
      gaps === 'poisson'
        ? ({ process: gaps, ratePerSecond: 1 } as const)
        : ({ process: gaps, ratePerSecond: 1, cv } as const);
    const own = {
      promptTokens: promptTokens ?? this.#workload.promptTokens,
      outputTokens: outputTokens ?? this.#workload.outputTokens,
    };
    const { source } = this.#lengths;
    return {
      gap: createGapSampler(spec, this.#gaps.source),
      lengths: createLengths(own, source, source),
    };
  }

  #schedule(client: number): void {
    this.#gaps.seat(client, this.#counts[client]!);
    this.#units[client]! += this.#pools[this.#poolOf[client]!]!.gap();
    this.#due.set(client, this.#units[client]! / this.#rates[client]!, lane.arrival);
  }
}

/** Rates of a pool's clients, in order of rank: in proportion to rank^−skew, and together the pool's share. */
export function clientRates({ clients, share, skew }: ClientPool, ratePerSecond: number): number[] {
  const weights = Array.from({ length: clients }, (_, i) => (i + 1) ** -skew);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (ratePerSecond * share * weight) / total);
}

/** A lognormal number of mean 1. */
function drawFactor({ source }: KeyedSource, cv: number): number {
  const variance = Math.log1p(cv * cv);
  return Math.exp(Math.sqrt(variance) * drawNormal(source) - variance / 2);
}
