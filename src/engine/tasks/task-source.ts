import { assert } from '../../base/assert.ts';
import { drawExponential } from '../../base/random/exponential.ts';
import type { RandomSource } from '../../base/random/source.ts';
import type { Content } from '../../policy/content.ts';
import type { TaskRow } from '../../record/port.ts';
import type { ArrivalSource } from '../arrival-source.ts';
import { DueHeap } from '../due-heap.ts';
import { writeOutput } from '../request-body.ts';
import { field } from '../request-table.ts';
import { type Call, precedes, type Task, type TaskPlan } from './task.ts';

/**
 * Tasks that begin as a Poisson process, and whose requests wait for each other: one follows from the end of another. A
 * request of a task that fails ends the task once what else it has sent has ended, or does not, as the plan says.
 */
export class TaskSource implements ArrivalSource {
  readonly #plan: TaskPlan;
  readonly #ratePerSecond: number;
  readonly #gaps: RandomSource;
  /** Writes what all requests of the workload have in common, and the task's tenant. */
  readonly #write: (rows: Float64Array, base: number, task: number) => void;
  readonly #onTask: (end: TaskRow) => void;
  readonly #due = new DueHeap<Call>(precedes);
  /** In flight; a request's `client` is its place here. */
  readonly #sent: (Call | null)[] = [];
  readonly #free: number[] = [];
  #begun = 0;
  #units = 0;
  #nextBegin: number;

  constructor(
    plan: TaskPlan,
    ratePerSecond: number,
    gaps: RandomSource,
    onTask: (end: TaskRow) => void,
    write: (rows: Float64Array, base: number, task: number) => void,
  ) {
    this.#plan = plan;
    this.#ratePerSecond = ratePerSecond;
    this.#gaps = gaps;
    this.#write = write;
    this.#onTask = onTask;
    this.#nextBegin = this.#drawBegin();
  }

  get nextSeconds(): number {
    return Math.min(this.#nextBegin, this.#due.nextSeconds);
  }

  take(rows: Float64Array, base: number): Content | null {
    if (this.#nextBegin < this.#due.nextSeconds) this.#begin();
    const call = this.#due.pop();
    const { task } = call;
    call.id = rows[base + field.id]!;
    this.#write(rows, base, task.number);
    rows[base + field.prompt] = call.prompt;
    writeOutput(rows, base, call.output, rows[base + field.maxTokens]!);
    rows[base + field.session] = task.number;
    rows[base + field.turn] = task.calls;
    if (task.calls === 0) task.measured = rows[base + field.measured] === 1;
    task.calls++;
    const client = this.#free.pop() ?? this.#sent.length;
    this.#sent[client] = call;
    rows[base + field.client] = client;
    return call.content;
  }

  onEnded(
    client: number,
    seconds: number,
    rejected: boolean,
    completed = !rejected,
    made = 0,
    leaves = false,
  ): void {
    const call = this.#sent[client]!;
    this.#sent[client] = null;
    this.#free.push(client);
    const { task } = call;
    const planned = this.#plan.follow(call, seconds, completed, made);
    const next = leaves ? [] : planned;
    if (leaves && planned.length > 0) task.isLeft = true;
    for (const each of next) this.#due.push(each);
    task.open += next.length - 1;
    if (task.open > 0) return;
    this.#plan.forget(task);
    this.#onTask({
      measured: task.measured,
      completed: !task.failed,
      seconds: seconds - task.beganSeconds,
      calls: task.calls,
      ...(task.isLeft && { isLeft: true }),
    });
  }

  feed(): void {
    assert(false, 'only a trace can be fed');
  }

  #begin(): void {
    const task: Task = {
      number: this.#begun++,
      beganSeconds: this.#nextBegin,
      measured: false,
      calls: 0,
      open: 0,
      failed: false,
      isLeft: false,
    };
    const calls = this.#plan.begin(task);
    task.open = calls.length;
    for (const call of calls) this.#due.push(call);
    this.#nextBegin = this.#drawBegin();
  }

  #drawBegin(): number {
    this.#units += drawExponential(this.#gaps);
    return this.#units / this.#ratePerSecond;
  }
}
