import { createKeyedSource, type KeyedSource } from '../../base/random/hash.ts';
import { MOST_COPIES } from '../../policy/arrival/agent-graph.ts';
import { createDurationSampler } from '../../policy/duration/index.ts';
import type { DurationSampler } from '../../policy/duration/port.ts';
import { createLengthSampler } from '../../policy/length/index.ts';
import type { LengthSampler } from '../../policy/length/port.ts';
import type { Agentic } from '../../scenario/scenario.ts';
import { type Before, grownPrompt } from './context.ts';
import type { Call, Task, TaskPlan } from './task.ts';

/** What draws for one kind of call. */
interface Draws {
  readonly copies: LengthSampler;
  readonly rounds: LengthSampler;
  readonly prompt: LengthSampler;
  readonly output: LengthSampler;
  readonly wait: DurationSampler;
}

/** One copy of a call, as far as it got. */
interface Lane {
  readonly rounds: number;
  /** The last request, and the tokens of its prompt and answer. */
  last: Call | null;
  tokens: number;
  made: number;
}

interface Progress {
  /** By call; null until it begins. */
  readonly lanes: (Lane[] | null)[];
  /** Copies of each call that have not ended. */
  readonly left: number[];
}

/**
 * Tasks of agents: a graph of calls. A call begins when all that it comes after have ended, in as many copies as it has
 * (fan-out; whoever comes after them joins them), and each copy goes through its rounds one after the other, a tool's wait
 * before each. A round's prompt is the context that it goes on from, the answers that it joins, and new tokens. Everything
 * draws from (task, call, copy, round).
 */
export class GraphPlan implements TaskPlan {
  readonly #spec: Agentic;
  readonly #keyed: KeyedSource;
  readonly #draws: readonly Draws[];
  readonly #tasks = new Map<number, Progress>();

  constructor(spec: Agentic, key: number) {
    this.#spec = spec;
    this.#keyed = createKeyedSource(key);
    const { source } = this.#keyed;
    this.#draws = spec.calls.map((call) => ({
      copies: createLengthSampler(call.copies, source),
      rounds: createLengthSampler(call.rounds, source),
      prompt: createLengthSampler(call.promptTokens, source),
      output: createLengthSampler(call.outputTokens, source),
      wait: createDurationSampler(call.wait, source),
    }));
  }

  begin(task: Task): readonly Call[] {
    const { calls } = this.#spec;
    const progress = { lanes: calls.map(() => null), left: calls.map(() => 0) };
    this.#tasks.set(task.number, progress);
    return this.#beginReady(task, progress, task.beganSeconds);
  }

  follow(call: Call, seconds: number, completed: boolean, made: number): readonly Call[] {
    const { task } = call;
    const progress = this.#tasks.get(task.number)!;
    const { node, copy, round } = partsOf(call.place);
    const lane = progress.lanes[node]![copy]!;
    if (!completed && this.#spec.afterFailure === 'end') task.failed = true;
    if (completed) {
      lane.last = call;
      lane.tokens = call.prompt + made;
      lane.made = made;
    }
    if (task.failed) return [];
    if (round + 1 < lane.rounds) {
      const before = { tokens: lane.tokens, call: lane.last, added: 0 };
      const next = this.#call(task, node, copy, round + 1, before, seconds);
      if (next !== null) return [next];
    }
    progress.left[node]!--;
    return progress.left[node] === 0 ? this.#beginReady(task, progress, seconds) : [];
  }

  forget(task: Task): void {
    this.#tasks.delete(task.number);
  }

  /** Begins every call whose predecessors have all ended; one that has no room in the context ends at once. */
  #beginReady(task: Task, progress: Progress, seconds: number): Call[] {
    const begun: Call[] = [];
    for (const [node, { after }] of this.#spec.calls.entries()) {
      const isReady = after.every((of) => progress.lanes[of] !== null && progress.left[of] === 0);
      if (progress.lanes[node] !== null || !isReady) continue;
      begun.push(...this.#fanOut(task, node, progress, seconds));
    }
    return begun;
  }

  #fanOut(task: Task, node: number, progress: Progress, seconds: number): Call[] {
    this.#keyed.seat(task.number, placeOf(node, MOST_COPIES, 0));
    const copies = Math.min(MOST_COPIES, this.#draws[node]!.copies());
    const lanes: Lane[] = [];
    progress.lanes[node] = lanes;
    const calls: Call[] = [];
    for (let copy = 0; copy < copies; copy++) {
      this.#keyed.seat(task.number, placeOf(node, copy, MOST_COPIES));
      const rounds = Math.min(MOST_COPIES, this.#draws[node]!.rounds());
      lanes.push({ rounds, last: null, tokens: 0, made: 0 });
      const before = this.#before(node, copy, copies, progress);
      const call = this.#call(task, node, copy, 0, before, seconds);
      if (call !== null) calls.push(call);
    }
    progress.left[node] = calls.length;
    return calls;
  }

  /** The context that a copy goes on from, and the answers that it joins. */
  #before(node: number, copy: number, copies: number, progress: Progress): Before {
    const { after, continues } = this.#spec.calls[node]!;
    const own = continues === null ? null : progress.lanes[continues]!;
    // as many copies go on one by one; any other number goes on from the first
    const isOneByOne = own !== null && own.length === copies;
    const lane = own === null ? null : (own[isOneByOne ? copy : 0] ?? null);
    let added = 0;
    for (const of of after) {
      if (of === continues && isOneByOne) continue;
      for (const each of progress.lanes[of]!) if (each !== lane) added += each.made;
    }
    return { tokens: lane?.tokens ?? 0, call: lane?.last ?? null, added };
  }

  #call(
    task: Task,
    node: number,
    copy: number,
    round: number,
    before: Before,
    seconds: number,
  ): Call | null {
    const draws = this.#draws[node]!;
    const place = placeOf(node, copy, round);
    this.#keyed.seat(task.number, place);
    const dueSeconds = seconds + draws.wait();
    const fresh = draws.prompt();
    const output = draws.output();
    const grown = grownPrompt(before, fresh, output, this.#spec.context);
    if (grown === null) return null;
    return { task, place, dueSeconds, ...grown, output, context: before.tokens, id: -1 };
  }
}

/** One more than the copies and rounds of a call: the last names draws that belong to none. */
const WIDTH = MOST_COPIES + 1;

function placeOf(node: number, copy: number, round: number): number {
  return (node * WIDTH + copy) * WIDTH + round;
}

function partsOf(place: number) {
  const round = place % WIDTH;
  const lane = (place - round) / WIDTH;
  const copy = lane % WIDTH;
  return { node: (lane - copy) / WIDTH, copy, round };
}
