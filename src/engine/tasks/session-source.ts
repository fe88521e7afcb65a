import { assert } from '../../base/assert.ts';
import { drawExponential } from '../../base/random/exponential.ts';
import { createKeyedSource, type KeyedSource } from '../../base/random/hash.ts';
import type { RandomSource } from '../../base/random/source.ts';
import type { Content } from '../../policy/content.ts';
import { createDurationSampler } from '../../policy/duration/index.ts';
import type { DurationSampler } from '../../policy/duration/port.ts';
import { createLengthSampler } from '../../policy/length/index.ts';
import type { LengthSampler } from '../../policy/length/port.ts';
import type { TaskRow } from '../../record/port.ts';
import type { Sessions } from '../../scenario/scenario.ts';
import type { ArrivalSource } from '../arrival-source.ts';
import { type Lengths, writeOutput } from '../request-body.ts';
import { field } from '../request-table.ts';
import { grownTokens } from './context.ts';
import { OpenSessions, session } from './open-sessions.ts';
import { NO_TEXTS, TurnTexts } from './turn-texts.ts';

/** What the conversations of a workload draw from and tell. */
export interface SessionSurroundings {
  /** Of when they begin. */
  readonly gaps: RandomSource;
  /** Seated at (session, turn) before lengths are drawn. */
  readonly lengths: KeyedSource;
  readonly drawLengths: Lengths;
  /** Key of turns and pauses. */
  readonly key: number;
  readonly onTask: (end: TaskRow) => void;
  /** Writes what all requests of the workload have in common, and the session's tenant. */
  readonly write: (rows: Float64Array, base: number, number: number) => void;
}

/**
 * Conversations that begin as a Poisson process: turn k + 1 is sent a think time after turn k ended, and its prompt is all of turn
 * k, prompt and answer, with new tokens of the user. Turn k of session s draws from (s, k), whatever became of the others. What
 * waits is kept without objects (open-sessions.ts): users think far longer than chips work.
 */
export class SessionSource implements ArrivalSource {
  readonly #spec: Sessions;
  readonly #around: SessionSurroundings;
  readonly #times: KeyedSource;
  readonly #drawTurns: LengthSampler;
  readonly #drawThink: DurationSampler;
  readonly #open = new OpenSessions();
  readonly #texts = new TurnTexts();
  #begun = 0;
  #units = 0;
  #nextBegin: number;

  constructor(spec: Sessions, around: SessionSurroundings) {
    this.#spec = spec;
    this.#around = around;
    this.#times = createKeyedSource(around.key);
    this.#drawTurns = createLengthSampler(spec.turns, this.#times.source);
    this.#drawThink = createDurationSampler(spec.think, this.#times.source);
    this.#nextBegin = this.#drawBegin();
  }

  get nextSeconds(): number {
    return Math.min(this.#nextBegin, this.#open.nextSeconds);
  }

  take(rows: Float64Array, base: number): Content | null {
    const open = this.#open;
    if (this.#nextBegin < open.nextSeconds) this.#begin();
    const handle = open.next();
    const number = open.get(handle, session.number);
    const turn = open.get(handle, session.turn);
    open.set(handle, session.id, rows[base + field.id]!);
    this.#around.write(rows, base, number);
    rows[base + field.prompt] = open.get(handle, session.prompt);
    writeOutput(rows, base, open.get(handle, session.output), rows[base + field.maxTokens]!);
    rows[base + field.session] = number;
    rows[base + field.turn] = turn;
    if (turn === 0) open.set(handle, session.measured, rows[base + field.measured]!);
    rows[base + field.client] = handle;
    return this.#texts.content(open.get(handle, session.texts));
  }

  onEnded(
    client: number,
    seconds: number,
    rejected: boolean,
    completed = !rejected,
    made = 0,
    leaves = false,
    texts?: Content,
  ): void {
    const isFailed = !completed && this.#spec.afterFailure === 'end';
    const goesOn = !isFailed && this.#plan(client, seconds, completed, made, texts);
    if (goesOn && !leaves) {
      this.#open.wait(client);
      return;
    }
    const open = this.#open;
    this.#around.onTask({
      measured: open.get(client, session.measured) === 1,
      completed: !isFailed,
      seconds: seconds - open.get(client, session.beganSeconds),
      calls: open.get(client, session.turn) + (goesOn ? 0 : 1),
      ...(goesOn && { isLeft: true }),
    });
    this.#texts.forget(open.get(client, session.texts));
    open.close(client);
  }

  feed(): void {
    assert(false, 'only a trace can be fed');
  }

  #begin(): void {
    const open = this.#open;
    const handle = open.open();
    const number = this.#begun++;
    this.#times.seat(number, 0);
    open.set(handle, session.number, number);
    open.set(handle, session.beganSeconds, this.#nextBegin);
    open.set(handle, session.turns, this.#drawTurns());
    open.set(handle, session.texts, NO_TEXTS);
    const { prompt, output } = this.#drawTurn(number, 0);
    this.#setTurn(handle, 0, { prompt, output, context: 0, dueSeconds: this.#nextBegin });
    open.wait(handle);
    this.#nextBegin = this.#drawBegin();
  }

  /** Whether another turn follows the one that ended, which is then the session's; it does not wait yet. */
  #plan(
    handle: number,
    seconds: number,
    completed: boolean,
    made: number,
    answer?: Content,
  ): boolean {
    const open = this.#open;
    const turn = open.get(handle, session.turn) + 1;
    if (turn >= open.get(handle, session.turns)) return false;
    // a turn that failed is as if it had not been said
    const context = completed
      ? open.get(handle, session.prompt) + made
      : open.get(handle, session.context);
    const number = open.get(handle, session.number);
    const { prompt: fresh, output } = this.#drawTurn(number, turn);
    const grown = grownTokens(context, fresh, output, this.#spec.context);
    if (grown === null) return false;
    const texts = open.get(handle, session.texts);
    if (completed && grown.isWhole) {
      open.set(handle, session.texts, this.#said(handle, context, answer));
    } else {
      this.#texts.forget(texts);
      open.set(handle, session.texts, NO_TEXTS);
    }
    this.#times.seat(number, turn);
    const dueSeconds = seconds + this.#drawThink();
    this.#setTurn(handle, turn, { prompt: grown.prompt, output, context, dueSeconds });
    return true;
  }

  /** The last text once the turn that ended is said: its own up to `context`, or its prompt and what it was answered with. */
  #said(handle: number, context: number, answer: Content | undefined): number {
    const open = this.#open;
    const texts = this.#texts;
    const [before, id] = [open.get(handle, session.texts), open.get(handle, session.id)];
    if (answer === undefined) return texts.continued(before, id, context);
    let last = texts.continued(before, id, open.get(handle, session.prompt));
    for (let i = 0; i < answer.length; i += 2)
      last = texts.continued(last, answer[i]!, answer[i + 1]!);
    return last;
  }

  #setTurn(
    handle: number,
    turn: number,
    of: Readonly<Record<'prompt' | 'output' | 'context' | 'dueSeconds', number>>,
  ): void {
    const open = this.#open;
    open.set(handle, session.turn, turn);
    open.set(handle, session.prompt, of.prompt);
    open.set(handle, session.output, of.output);
    open.set(handle, session.context, of.context);
    open.set(handle, session.dueSeconds, of.dueSeconds);
    open.set(handle, session.id, -1);
  }

  #drawTurn(number: number, turn: number) {
    this.#around.lengths.seat(number, turn);
    return this.#around.drawLengths();
  }

  #drawBegin(): number {
    this.#units += drawExponential(this.#around.gaps);
    return this.#units / this.#spec.ratePerSecond;
  }
}
