import type { CompiledScenario } from '../../compile/compiled.ts';
import { dueSeconds, lane } from '../../kernel/lanes.ts';
import { type Decision, type Delivered, waitOn } from '../../policy/strategy/port.ts';
import { outcomeCode } from '../../record/outcome.ts';
import type { RequestRow } from '../../record/port.ts';
import { emptyRow } from '../outbox.ts';
import { writeRequestRow } from '../request-row.ts';
import { byRequest, copy, field, STRIDE, state } from '../request-table.ts';
import type { Slots } from '../slots.ts';
import { writeEnd } from './answer-rows.ts';
import { Answering } from './answering.ts';
import { CallDesk, side } from './call-desk.ts';
import { askingOf } from './call-shape.ts';
import { type CriticalPath, extended, type LatencyParts } from './critical-path.ts';
import { Deadlines } from './deadlines.ts';
import type { Branch, Program } from './program.ts';
import type { Ending, ProgramHost } from './program-host.ts';
import { ProgramResults } from './program-results.ts';
import { ToolPools } from './tool-pools.ts';

/**
 * Strategies that the cluster executes. A user's request that is answered by a program stays here; its calls are requests of
 * their own that queue, batch, are preempted and lost like all others. The program decides when calls have ended, in one slot
 * of the calendar: at that very instant, before any replica plans. What a request costs is known when the last of its calls
 * has left, which for cancelled ones is a boundary later than its end.
 */
export class Programs {
  readonly #host: ProgramHost;
  readonly #slot: number;
  readonly #desk: CallDesk;
  readonly #deadlines: Deadlines;
  /** By workload; null where it has no task. */
  readonly #answering: readonly (Answering | null)[];
  /** Those in flight, and what has come of them. */
  readonly results: ProgramResults;
  /** Calls that have ended and that nobody has heard of. */
  #ended: number[] = [];
  #endedSeconds = Number.NaN;
  /** Calls that no model answers, and calls that could never be served: over as soon as they are asked for. */
  readonly #immediate: (readonly [Program, Branch, number])[] = [];
  readonly #row: RequestRow = emptyRow();

  constructor(
    scenario: CompiledScenario,
    replication: number,
    host: ProgramHost,
    slots: Pick<Slots, 'programs' | 'answers' | 'tools'>,
  ) {
    this.#host = host;
    this.#slot = slots.programs;
    const tools = new ToolPools(scenario.tools ?? [], host.calendar, slots.tools);
    this.#desk = new CallDesk(host, tools);
    this.#deadlines = new Deadlines(host.table, host.calendar, slots.answers);
    this.#answering = scenario.workloads.map((workload) =>
      workload.task === undefined ? null : new Answering(scenario, replication, workload),
    );
    this.results = new ProgramResults(host, this.#answering);
  }

  /** Whether no call is in the cluster that a user's request needs, or needed. */
  get idle(): boolean {
    return this.#desk.live.users === 0;
  }

  /** What programs use that is no model. */
  get tools(): ToolPools {
    return this.#desk.tools;
  }

  /** A request has come: how long its answers are follows from the effort. */
  onArrival(base: number): void {
    const { rows } = this.#host.table;
    this.#answering[rows[base + field.workload]!]?.lengthen(rows, base);
  }

  /**
   * A request was admitted, or a copy was made of one: its program begins, the candidate's where a roll-out says so. False
   * where none answers it, but one call; a copy has a program all the same.
   */
  begin(parent: number, seconds: number, isCandidate: boolean): boolean {
    const { rows } = this.#host.table;
    const answering = this.#answering[rows[parent * STRIDE + field.workload]!];
    const isCopy = rows[parent * STRIDE + field.copy] === copy.shadow;
    if (answering?.hasProgram({ isCandidate, isCopy }) !== true) return false;
    const user = askingOf(this.#host.table, parent, seconds, { isCandidate, isCopy });
    const cluster = { callsInFlight: () => this.#desk.live[side(user)] };
    const program = answering.createProgram(user, cluster);
    this.results.begin(program);
    rows[parent * STRIDE + field.state] = state.program;
    this.#deadlines.begin(parent, seconds + program.deadlineSeconds);
    this.#atOnce(seconds, () =>
      this.#apply(program, program.strategy.begin(), seconds, program.start),
    );
    return true;
  }

  /** All that follows at this instant: an idle replica that is given one call defers its plan, since more come. */
  #atOnce(seconds: number, act: () => void): void {
    this.#wakeAt(seconds);
    act();
    this.#settleImmediate();
    if (this.#ended.length === 0) this.#host.calendar.clear(this.#slot);
  }

  /** The calendar's event: a use of a tool is over. Returns its instant. */
  #onToolEnded(): number {
    const { program, branch, seconds, parts } = this.#desk.finishTool(this.results.programs);
    this.#atOnce(seconds, () => this.#over(program, branch, seconds, true, parts));
    return seconds;
  }

  /** A call has left the cluster. */
  onCallEnded(handle: number, seconds: number): void {
    if (this.#ended.length === 0) {
      this.#endedSeconds = seconds;
      this.#wakeAt(seconds);
    }
    this.#ended.push(handle);
  }

  #wakeAt(seconds: number): void {
    this.#host.calendar.set(this.#slot, dueSeconds(lane.arrival, seconds), lane.arrival);
  }

  /** The calendar's event: programs hear of the calls that have ended, or one must answer. Returns its instant. */
  onEvent(slot: number): number {
    if (slot === this.tools.slot) return this.#onToolEnded();
    if (slot !== this.#slot) return this.#answerNow();
    const seconds = this.#endedSeconds;
    this.#hearAll();
    return seconds;
  }

  /** The client of a request has left at `seconds`. */
  expire(parent: number, seconds: number, outcome: number): void {
    this.#stop(parent, seconds, () => ({ outcome, delivered: null }));
  }

  /** A program must answer with what it has. */
  #answerNow(): number {
    const seconds = this.#deadlines.nextSeconds;
    this.#stop(this.#deadlines.pop(), seconds, ({ strategy }) => {
      const delivered = strategy.onDeadline();
      return delivered.answer === null
        ? { outcome: outcomeCode.expired, delivered: null }
        : { outcome: outcomeCode.completed, delivered };
    });
    return seconds;
  }

  /**
   * The run ends at `seconds` with these requests in the system: calls are counted as far as they got. Returns the users'
   * requests among them, those included whose programs go on.
   */
  cutOff(inFlight: readonly number[], seconds: number): number[] {
    const { rows } = this.#host.table;
    const isCall = (handle: number) => rows[handle * STRIDE + field.copy] === copy.call;
    const users = inFlight.filter((handle) => !isCall(handle));
    for (const program of this.results.programs) {
      if (program === null || program === undefined || program.isOver) continue;
      program.interrupt(seconds);
      for (const branch of program.branches) this.#desk.halt(branch, seconds);
      users.push(program.parent);
    }
    for (const handle of inFlight.filter(isCall)) {
      rows[handle * STRIDE + field.end] = seconds;
      rows[handle * STRIDE + field.outcome] = outcomeCode['in-flight'];
      this.#hearOf(handle);
    }
    for (const handle of this.#ended.splice(0)) this.#hearOf(handle);
    return users;
  }

  #hearAll(): void {
    const { rows } = this.#host.table;
    while (this.#ended.length > 0) {
      const ended = this.#ended;
      this.#ended = [];
      if (ended.length > 1) ended.sort(byRequest(rows));
      for (const handle of ended) this.#hearOf(handle);
    }
    this.#host.calendar.clear(this.#slot);
  }

  #hearOf(handle: number): void {
    const { table } = this.#host;
    const base = handle * STRIDE;
    const { rows } = table;
    const program = this.results.of(rows[base + field.question]!)!;
    const branch = program.branches[rows[base + field.client]!]!;
    const seconds = rows[base + field.end]!;
    const row = this.#row;
    writeRequestRow(table, handle, row);
    if (Number.isNaN(row.e2eSeconds)) row.e2eSeconds = seconds - row.arrivalSeconds;
    const usedUsd = this.#host.bill(row, seconds, program.isCopy);
    this.#desk.close(handle, program);
    program.fold(branch, row, usedUsd, this.#host.onCall !== null);
    if (program.isOver) {
      if (program.isSettled) this.#host.settled(program.parent);
      return;
    }
    if (branch.fate !== 'open') return;
    const isBack = row.outcome === outcomeCode.completed;
    this.#over(program, branch, seconds, isBack, row);
    this.#settleImmediate();
  }

  #settleImmediate(): void {
    for (let each = this.#immediate.shift(); each !== undefined; each = this.#immediate.shift()) {
      const [program, branch, seconds] = each;
      if (program.isOver || branch.fate !== 'open') continue;
      const isScored = program.spec.tiers[branch.call.tier]!.group === null;
      this.#over(program, branch, seconds, isScored, null);
    }
  }

  /** A call is over, well or in vain: the program says what is next. `row` is null where the cluster did not have it. */
  #over(
    program: Program,
    branch: Branch,
    seconds: number,
    isBack: boolean,
    row: LatencyParts | null,
  ): void {
    branch.fate = isBack ? 'ended' : 'lost';
    const { strategy, workload } = program;
    const decision = isBack
      ? strategy.onFinished(this.#answering[workload]!.said(program, branch))
      : strategy.onLost(branch.call.branch);
    // most calls of a vote are no reason for anything: their path is nobody's
    if (decision === waitOn) return;
    const path = row === null ? branch.path : extended(branch.path, row);
    this.#apply(program, decision, seconds, path);
  }

  #apply(program: Program, decision: Decision, seconds: number, path: CriticalPath): void {
    const { calls, cancelled, delivered } = decision;
    if (delivered !== null) program.end(seconds, path);
    for (const number of cancelled) this.#desk.cancel(program.branches[number]!, seconds);
    const answering = this.#answering[program.workload]!;
    for (const call of calls) {
      const branch = this.#desk.ask(program, call, seconds, path, answering);
      if (branch.handle < 0 && branch.use === null)
        this.#immediate.push([program, branch, seconds]);
    }
    if (delivered === null) return;
    const isAnswered =
      delivered.answer !== null || program.branches.some(({ fate }) => fate === 'ended');
    const outcome = isAnswered ? outcomeCode.completed : outcomeCode.failed;
    this.#end(program, seconds, outcome, isAnswered ? delivered : null);
  }

  /** Ends a program from outside, unless calls that have ended meanwhile end it. */
  #stop(parent: number, seconds: number, decide: (program: Program) => Ending): void {
    this.#hearAll();
    const program = this.results.of(parent);
    if (program === null || program.isOver) return;
    const { outcome, delivered } = decide(program);
    program.interrupt(seconds);
    for (const branch of program.branches) this.#desk.cancel(branch, seconds);
    this.#end(program, seconds, outcome, delivered);
  }

  #end(program: Program, seconds: number, outcome: number, delivered: Delivered | null): void {
    program.delivered = delivered;
    this.#deadlines.forget(program.parent);
    writeEnd(this.#host.table.rows, program, seconds, outcome);
    this.#host.end(program.parent, seconds, outcome);
  }
}
