import { assert } from '../base/assert.ts';
import { hashKey } from '../base/random/hash.ts';
import { createStream } from '../base/random/stream.ts';
import type { CompiledScenario, CompiledWorkload } from '../compile/compiled.ts';
import { createInstantSampler } from '../policy/arrival/index.ts';
import type { InstantSampler } from '../policy/arrival/port.ts';
import { type Content, sharedText, within } from '../policy/content.ts';
import type { TaskRow } from '../record/port.ts';
import type { TraceRows } from '../trace/port.ts';
import type { ArrivalSource } from './arrival-source.ts';
import { ClientPoolsSource } from './client-pools.ts';
import { ClosedLoopSource, QueryStreamSource } from './closed-loops.ts';
import { type Body, createBody, writeOutput } from './request-body.ts';
import { field } from './request-table.ts';
import { createTaskSource } from './tasks/create-task-source.ts';
import { SessionTexts, traceContent } from './trace-content.ts';

export type { ArrivalSource } from './arrival-source.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** Makes the source of a workload: every draw comes from streams of its own, named after the workload. */
export function createArrivalSource(
  scenario: CompiledScenario,
  workload: CompiledWorkload,
  replication: number,
  onTask: (end: TaskRow) => void = () => {},
): ArrivalSource {
  const stream = (purpose: string) =>
    createStream(scenario.seed, replication, 'workload', workload.name, purpose);
  const { arrivals } = workload;
  if (arrivals.process === 'sessions' || arrivals.process === 'agentic') {
    return createTaskSource(scenario, workload, arrivals, replication, onTask);
  }
  if (arrivals.process === 'servegen') {
    const keyOf = (purpose: string) =>
      hashKey(scenario.seed, replication, 'workload', workload.name, purpose);
    return new ClientPoolsSource(workload, arrivals, keyOf);
  }
  if (arrivals.process === 'closed-loop') {
    const key = hashKey(scenario.seed, replication, 'workload', workload.name, 'clients');
    return new ClosedLoopSource(workload, arrivals, key);
  }
  if ('samplesPerQuery' in arrivals) {
    const bodyOfQueries = createBody(
      workload,
      stream('lengths'),
      stream('outputs'),
      stream('tenants'),
      stream('prefixes'),
      stream('images'),
    );
    return new QueryStreamSource(arrivals, bodyOfQueries);
  }
  const body = createBody(
    workload,
    stream('lengths'),
    stream('outputs'),
    stream('tenants'),
    stream('prefixes'),
    stream('images'),
  );
  if (arrivals.process === 'trace') return new TraceSource(scenario, workload, body);
  const key = hashKey(scenario.seed, replication, 'workload', workload.name, 'sources');
  const streams = { gaps: stream('arrivals'), states: stream('states'), key };
  return new OpenSource(createInstantSampler(arrivals, streams), body);
}

/** Arrivals that wait for nobody. */
class OpenSource implements ArrivalSource {
  nextSeconds: number;
  readonly #next: InstantSampler;
  readonly #body: Body;

  constructor(next: InstantSampler, body: Body) {
    this.#next = next;
    this.#body = body;
    this.nextSeconds = next();
  }

  take(rows: Float64Array, base: number): Content | null {
    const content = this.#body(rows, base);
    this.nextSeconds = this.#next();
    return content;
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
  readonly #textOf: (index: number) => number;
  readonly #sessions = new SessionTexts();
  readonly #ownLengths: boolean;
  readonly #body: Body;
  readonly #chunks: TraceRows[] = [];
  #row = 0;
  #ended = false;
  #latest = 0;

  constructor(scenario: CompiledScenario, workload: CompiledWorkload, body: Body) {
    const { workloads } = scenario;
    const place = workloads.indexOf(workload);
    this.#textOf = (index) => sharedText(place, workloads.length, index);
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

  take(rows: Float64Array, base: number): Content | null {
    const chunk = this.#chunks[0]!;
    const row = this.#row++;
    const drawn = this.#body(rows, base);
    const { maxTokens } = this.#workload;
    if (this.#ownLengths) {
      const asked = chunk.maxTokens?.[row] ?? -1;
      const most = asked > 0 ? Math.min(asked, maxTokens) : maxTokens;
      rows[base + field.prompt] = chunk.promptTokens[row]!;
      writeOutput(rows, base, chunk.outputTokens[row]!, most);
    }
    if (chunk.priority !== undefined) rows[base + field.priority] = chunk.priority[row]!;
    if (chunk.tenant !== undefined) rows[base + field.tenant] = chunk.tenant[row]!;
    const due = chunk.deadlineSeconds?.[row] ?? -1;
    if (due >= 0) rows[base + field.due] = rows[base + field.arrival]! + due;
    const session = chunk.session?.[row] ?? -1;
    if (session >= 0) {
      rows[base + field.session] = session;
      rows[base + field.turn] = this.#sessions.turn(session);
    }
    const content = this.#contentOf(chunk, row, drawn, rows, base);
    if (this.#row === chunk.length) {
      this.#chunks.shift();
      this.#row = 0;
    }
    this.#settleNext();
    return content;
  }

  onEnded(): void {}

  #contentOf(
    chunk: TraceRows,
    row: number,
    drawn: Content | null,
    rows: Float64Array,
    base: number,
  ): Content | null {
    const { contents, prefixTokens } = chunk;
    if (contents === undefined && prefixTokens === undefined) return drawn;
    const node = chunk.content?.[row] ?? -1;
    const session = chunk.session?.[row] ?? -1;
    const prompt = rows[base + field.prompt]!;
    let content: Content | null = null;
    if (node >= 0) content = within(traceContent(contents!, node, this.#textOf), prompt);
    else if (session >= 0) {
      content = this.#sessions.after(session, Math.min(prefixTokens?.[row] ?? -1, prompt));
    }
    if (session >= 0 && prefixTokens !== undefined) {
      const tokens = prompt + rows[base + field.output]!;
      this.#sessions.remember(session, content, rows[base + field.id]!, tokens);
    }
    return content;
  }

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
