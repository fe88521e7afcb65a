import type { Content } from '../../policy/content.ts';

/** A conversation or an agent's task: requests that follow from each other. */
export interface Task {
  /** In order of beginning, from 0. */
  readonly number: number;
  readonly beganSeconds: number;
  /** Whether its first request is measured; known once that has come. */
  measured: boolean;
  /** Requests sent. */
  calls: number;
  /** Requests sent that have not ended, and requests that will be sent. */
  open: number;
  /** A request failed, and nothing goes on from it. */
  failed: boolean;
  /** Its user left, and had more to ask. */
  isLeft: boolean;
}

/** One request of a task, due or in flight. */
export interface Call {
  readonly task: Task;
  /** Names its draws within the task. */
  readonly place: number;
  readonly dueSeconds: number;
  readonly prompt: number;
  readonly output: number;
  /** What its prompt begins with. */
  readonly content: Content | null;
  /** Tokens of the context that it was added to: where the task stood before. */
  readonly context: number;
  /** Number of the request; −1 until it is sent. */
  id: number;
}

/** How the tasks of a workload go: what is called first, and what next. */
export interface TaskPlan {
  /** The first requests of a task; `call.dueSeconds` is when it begins. */
  begin(task: Task): readonly Call[];
  /** What follows the end of a request, of which `made` tokens were made. */
  follow(call: Call, seconds: number, completed: boolean, made: number): readonly Call[];
  /** The task is over: nothing of it need be remembered. */
  forget(task: Task): void;
}

/** Which of two calls that are due at one instant comes first: in order of tasks, then of places. */
export function precedes(a: Call, b: Call): boolean {
  return a.task.number === b.task.number ? a.place < b.place : a.task.number < b.task.number;
}
