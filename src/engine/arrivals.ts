import { assert } from '../base/assert.ts';
import { createKeyedSource, hashKey, type KeyedSource } from '../base/random/hash.ts';
import type { RandomSource } from '../base/random/source.ts';
import { createStream } from '../base/random/stream.ts';
import type { CompiledScenario, CompiledWorkload } from '../compile/compiled.ts';
import { Calendar } from '../kernel/calendar.ts';
import { lane } from '../kernel/lanes.ts';
import { createGapSampler } from '../policy/arrival/index.ts';
import type { ArrivalSpec } from '../policy/arrival/port.ts';
import { createLengthSampler } from '../policy/length/index.ts';
import { createPair } from '../policy/length/joint.ts';
import type { ClosedLoop } from '../scenario/scenario.ts';
import type { TraceRows } from '../trace/port.ts';
import { field } from './request-table.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** Where the requests of one workload come from. */
export interface ArrivalSource {
  /** Instant of the next request; Infinity when none is to come (yet), NaN when a trace must be fed first. */
  readonly nextSeconds: number;
  /** Writes the next request's fields (prompt, output, maxTokens, tenant, priority, client) and moves on. */
  take(rows: Float64Array, base: number): void;
  /** A request of this source ended (only closed loops care). */
  onEnded(client: number, seconds: number, rejected: boolean): void;
  /** Appends rows of a trace; null = its end. */
  feed(rows: TraceRows | null): void;
}

/** Makes the source of a workload: every draw comes from streams of its own, named after the workload. */
export function createArrivalSource(
  scenario: CompiledScenario,
  workload: CompiledWorkload,
  replication: number,
): ArrivalSource {
  const stream = (purpose: string) =>
    createStream(scenario.seed, replication, 'workload', workload.name, purpose);
  const { arrivals } = workload;
  if (arrivals.process === 'closed-loop') {
    const key = hashKey(scenario.seed, replication, 'workload', workload.name, 'clients');
    return new ClosedLoopSource(workload, arrivals, key);
  }
  const body = createBody(workload, stream('lengths'), stream('outputs'), stream('tenants'));
  if (arrivals.process === 'trace') return new TraceSource(workload, body);
  return new OpenSource(arrivals, stream('arrivals'), body);
}

/** Draws what a request asks for: a fixed order of draws, each kind from its own stream. */
type Body = (rows: Float64Array, base: number) => void;

function createBody(
  workload: CompiledWorkload,
  lengths: RandomSource,
  outputs: RandomSource,
  tenants: RandomSource,
): Body {
  const tenant = createTenantSampler(workload.tenants, tenants);
  const { promptTokens, outputTokens, maxTokens, priority } = workload;
  const finish = (rows: Float64Array, base: number, prompt: number, output: number) => {
    rows[base + field.prompt] = prompt;
    rows[base + field.output] = Math.min(output, maxTokens);
    rows[base + field.maxTokens] = maxTokens;
    rows[base + field.priority] = priority;
    rows[base + field.tenant] = tenant();
    rows[base + field.client] = -1;
  };
  if (promptTokens === null || outputTokens === null) {
    return (rows, base) => finish(rows, base, 0, 0);
  }
  if (promptTokens.distribution === 'joint' && outputTokens.distribution === 'joint') {
    const pair = createPair(promptTokens, lengths, outputTokens);
    return (rows, base) => {
      pair.draw();
      finish(rows, base, pair.prompt, pair.output);
    };
  }
  const prompt = createLengthSampler(promptTokens, lengths);
  const output = createLengthSampler(outputTokens, outputs);
  return (rows, base) => finish(rows, base, prompt(), output());
}

/** Tenants 0 … count − 1 with shares in proportion to rank^−skew (Zipf). */
function createTenantSampler(
  tenants: CompiledWorkload['tenants'],
  source: RandomSource,
): () => number {
  const { count, skew } = tenants;
  if (count === 1) return () => 0;
  const cumulative = new Float64Array(count);
  let sum = 0;
  for (let rank = 1; rank <= count; rank++) {
    sum += rank ** -skew;
    cumulative[rank - 1] = sum;
  }
  return () => {
    const target = source() * sum;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle]! > target) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** Arrivals that wait for nobody. Unit gaps are summed and then divided by the rate: a swept rate stays paired. */
class OpenSource implements ArrivalSource {
  nextSeconds: number;
  readonly #gap: () => number;
  readonly #ratePerSecond: number;
  readonly #body: Body;
  #units = 0;

  constructor(spec: ArrivalSpec, source: RandomSource, body: Body) {
    this.#gap = createGapSampler(spec, source);
    this.#ratePerSecond = spec.ratePerSecond;
    this.#body = body;
    this.#units = this.#gap();
    this.nextSeconds = this.#units / this.#ratePerSecond;
  }

  take(rows: Float64Array, base: number): void {
    this.#body(rows, base);
    this.#units += this.#gap();
    this.nextSeconds = this.#units / this.#ratePerSecond;
  }

  onEnded(): void {}

  feed(): void {
    assert(false, 'only a trace can be fed');
  }
}

/** Arrivals, and by default lengths, that were measured. */
class TraceSource implements ArrivalSource {
  nextSeconds = Number.NaN;
  readonly #workload: CompiledWorkload;
  readonly #ownLengths: boolean;
  readonly #body: Body;
  readonly #chunks: TraceRows[] = [];
  #row = 0;
  #ended = false;
  #latest = 0;

  constructor(workload: CompiledWorkload, body: Body) {
    this.#workload = workload;
    this.#body = body;
    const { arrivals } = workload;
    this.#ownLengths = arrivals.process === 'trace' && arrivals.lengths === 'trace';
  }

  feed(rows: TraceRows | null): void {
    if (rows === null) this.#ended = true;
    else if (rows.length > 0) this.#chunks.push(rows);
    this.#settleNext();
  }

  take(rows: Float64Array, base: number): void {
    const chunk = this.#chunks[0]!;
    const row = this.#row++;
    this.#body(rows, base);
    const { maxTokens } = this.#workload;
    if (this.#ownLengths) {
      const asked = chunk.maxTokens?.[row] ?? -1;
      const most = asked > 0 ? Math.min(asked, maxTokens) : maxTokens;
      rows[base + field.prompt] = chunk.promptTokens[row]!;
      rows[base + field.output] = Math.min(chunk.outputTokens[row]!, most);
      rows[base + field.maxTokens] = most;
    }
    if (chunk.priority !== undefined) rows[base + field.priority] = chunk.priority[row]!;
    if (chunk.tenant !== undefined) rows[base + field.tenant] = chunk.tenant[row]!;
    if (this.#row === chunk.length) {
      this.#chunks.shift();
      this.#row = 0;
    }
    this.#settleNext();
  }

  onEnded(): void {}

  #settleNext(): void {
    const chunk = this.#chunks[0];
    if (chunk !== undefined) {
      this.nextSeconds = chunk.arrivalSeconds[this.#row]!;
      assert(this.nextSeconds >= this.#latest, 'a trace was fed that goes back in time');
      this.#latest = this.nextSeconds;
    } else {
      this.nextSeconds = this.#ended ? NEVER : Number.NaN;
    }
  }
}

/**
 * A fixed number of clients, each of which asks again `thinkSeconds` after its last request ended. Request j of client c
 * draws from (c, j), whoever was served first: the same question meets every candidate of a comparison.
 */
class ClosedLoopSource implements ArrivalSource {
  readonly #spec: ClosedLoop;
  readonly #draws: KeyedSource;
  readonly #body: Body;
  readonly #turns: Int32Array;
  /** Clients that are about to ask, by instant, then by number. */
  readonly #ready: Calendar;

  constructor(workload: CompiledWorkload, spec: ClosedLoop, key: number) {
    this.#spec = spec;
    this.#draws = createKeyedSource(key);
    const { source } = this.#draws;
    this.#body = createBody(workload, source, source, source);
    this.#turns = new Int32Array(spec.concurrency);
    this.#ready = new Calendar(spec.concurrency);
    for (let client = 0; client < spec.concurrency; client++) {
      this.#ready.set(client, (spec.rampUpSeconds * client) / spec.concurrency, lane.arrival);
    }
  }

  get nextSeconds(): number {
    return this.#ready.nextTime;
  }

  take(rows: Float64Array, base: number): void {
    const client = this.#ready.nextSlot;
    this.#ready.clear(client);
    const turn = this.#turns[client]!++;
    this.#draws.seat(client, turn);
    this.#body(rows, base);
    rows[base + field.client] = client;
  }

  onEnded(client: number, seconds: number, rejected: boolean): void {
    const { thinkSeconds, retryAfterSeconds } = this.#spec;
    const pause = rejected ? Math.max(thinkSeconds, retryAfterSeconds) : thinkSeconds;
    this.#ready.set(client, seconds + pause, lane.arrival);
  }

  feed(): void {
    assert(false, 'only a trace can be fed');
  }
}
