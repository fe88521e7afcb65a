import { createKeyedSource, type KeyedSource } from '../../base/random/hash.ts';
import { createDurationSampler } from '../../policy/duration/index.ts';
import type { DurationSampler } from '../../policy/duration/port.ts';
import { createLengthSampler } from '../../policy/length/index.ts';
import type { LengthSampler } from '../../policy/length/port.ts';
import type { Sessions } from '../../scenario/scenario.ts';
import type { Lengths } from '../request-body.ts';
import { grownPrompt } from './context.ts';
import type { Call, Task, TaskPlan } from './task.ts';

/**
 * Conversations: turn k + 1 is sent a think time after turn k ended, and its prompt is all of turn k, prompt and answer,
 * with new tokens of the user. Turn k of session s draws from (s, k), whatever became of the others.
 */
export class SessionPlan implements TaskPlan {
  readonly #spec: Sessions;
  readonly #lengths: KeyedSource;
  readonly #drawLengths: Lengths;
  readonly #times: KeyedSource;
  readonly #drawTurns: LengthSampler;
  readonly #drawThink: DurationSampler;
  readonly #turnsOf = new Map<number, number>();

  constructor(spec: Sessions, lengths: KeyedSource, drawLengths: Lengths, key: number) {
    this.#spec = spec;
    this.#lengths = lengths;
    this.#drawLengths = drawLengths;
    this.#times = createKeyedSource(key);
    this.#drawTurns = createLengthSampler(spec.turns, this.#times.source);
    this.#drawThink = createDurationSampler(spec.think, this.#times.source);
  }

  begin(task: Task): readonly Call[] {
    this.#times.seat(task.number, 0);
    this.#turnsOf.set(task.number, this.#drawTurns());
    const { prompt, output } = this.#draw(task, 0);
    const dueSeconds = task.beganSeconds;
    return [{ task, place: 0, dueSeconds, prompt, output, content: null, context: 0, id: -1 }];
  }

  follow(call: Call, seconds: number, completed: boolean, made: number): readonly Call[] {
    const { task } = call;
    const spec = this.#spec;
    if (!completed && spec.afterFailure === 'end') {
      task.failed = true;
      return [];
    }
    const place = call.place + 1;
    if (place >= this.#turnsOf.get(task.number)!) return [];
    // a turn that failed is as if it had not been said
    const tokens = completed ? call.prompt + made : call.context;
    const { prompt: fresh, output } = this.#draw(task, place);
    const before = { tokens, call: completed ? call : null, added: 0 };
    const grown = grownPrompt(before, fresh, output, spec.context);
    if (grown === null) return [];
    this.#times.seat(task.number, place);
    const dueSeconds = seconds + this.#drawThink();
    return [{ task, place, dueSeconds, ...grown, output, context: tokens, id: -1 }];
  }

  forget(task: Task): void {
    this.#turnsOf.delete(task.number);
  }

  #draw(task: Task, place: number) {
    this.#lengths.seat(task.number, place);
    return this.#drawLengths();
  }
}
