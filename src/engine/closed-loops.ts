import { assert } from '../base/assert.ts';
import { createKeyedSource, type KeyedSource } from '../base/random/hash.ts';
import type { CompiledWorkload } from '../compile/compiled.ts';
import { Calendar } from '../kernel/calendar.ts';
import { lane } from '../kernel/lanes.ts';
import type { Content } from '../policy/content.ts';
import type { ClosedLoop, QueryStream } from '../scenario/scenario.ts';
import type { ArrivalSource } from './arrival-source.ts';
import { type Body, createBody } from './request-body.ts';
import { field } from './request-table.ts';

/**
 * A fixed number of clients, each of which asks again `thinkSeconds` after its last request ended. Request j of client c
 * draws from (c, j), whoever was served first: the same question meets every candidate of a comparison.
 */
export class ClosedLoopSource implements ArrivalSource {
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
    this.#body = createBody(workload, source, source, source, source, source);
    this.#turns = new Int32Array(spec.concurrency);
    this.#ready = new Calendar(spec.concurrency);
    for (let client = 0; client < spec.concurrency; client++) {
      this.#ready.set(client, (spec.rampUpSeconds * client) / spec.concurrency, lane.arrival);
    }
  }

  get nextSeconds(): number {
    return this.#ready.nextTime;
  }

  take(rows: Float64Array, base: number): Content | null {
    const client = this.#ready.nextSlot;
    this.#ready.clear(client);
    const turn = this.#turns[client]!++;
    this.#draws.seat(client, turn);
    const content = this.#body(rows, base);
    rows[base + field.client] = client;
    return content;
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

/**
 * MLPerf's single-stream and multi-stream scenarios: a query of k samples, and the next one as soon as all of them have
 * ended; after a query with a rejection, not before the least pause. Samples draw in their own order, whoever is done
 * first.
 */
export class QueryStreamSource implements ArrivalSource {
  nextSeconds = 0;
  readonly #spec: QueryStream;
  readonly #body: Body;
  #unsent: number;
  #running = 0;
  #again = 0;

  constructor(spec: QueryStream, body: Body) {
    this.#spec = spec;
    this.#body = body;
    this.#unsent = spec.samplesPerQuery;
  }

  take(rows: Float64Array, base: number): Content | null {
    const content = this.#body(rows, base);
    rows[base + field.client] = 0;
    this.#unsent--;
    this.#running++;
    if (this.#unsent === 0) this.nextSeconds = Number.POSITIVE_INFINITY;
    return content;
  }

  onEnded(_client: number, seconds: number, rejected: boolean): void {
    this.#running--;
    const pause = rejected ? this.#spec.retryAfterSeconds : 0;
    this.#again = Math.max(this.#again, seconds + pause);
    if (this.#running > 0 || this.#unsent > 0) return;
    this.#unsent = this.#spec.samplesPerQuery;
    this.nextSeconds = this.#again;
  }

  feed(): void {
    assert(false, 'only a trace can be fed');
  }
}
