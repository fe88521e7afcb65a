import { outcomeCode } from '../record/outcome.ts';
import type { Recorder, RequestRow } from '../record/port.ts';
import type { Charge } from './charge.ts';
import type { Clients } from './clients/clients.ts';
import type { SatisfiedUsers } from './clients/satisfaction.ts';
import type { DrainListener, HandOffs } from './hand-offs.ts';
import type { Intake } from './intake.ts';
import type { Ladders } from './ladders.ts';
import { Outbox } from './outbox.ts';
import type { FacilityMeter } from './power/facility-meter.ts';
import type { EngineReplica } from './replica/port.ts';
import { RequestCosts } from './request-costs.ts';
import { writeRequestRow } from './request-row.ts';
import { copy, field, type RequestTable, STRIDE, state } from './request-table.ts';
import type { Rollout } from './rollout/rollout.ts';
import type { Worth } from './rollout/version-log.ts';
import type { Programs } from './strategy/programs.ts';
import type { Tally } from './tally.ts';

/** What the exit needs of the run around it. */
interface ExitHost {
  readonly table: RequestTable;
  readonly recorder: Recorder;
  /** The latest instant that anything has happened at. */
  clockSeconds: number;
}

/** Where requests leave: each gets its one outcome, is counted and recorded, and whoever waited for it hears of it. */
export class Exit {
  readonly #host: ExitHost;
  readonly #intake: Intake;
  readonly #replicas: readonly EngineReplica[];
  readonly #tally: Tally;
  readonly #handOffs: HandOffs;
  readonly #clients: Clients | null;
  /** Null where users go on whatever they get. */
  readonly #users: SatisfiedUsers | null;
  readonly #rollout: Rollout | null;
  /** Null where nobody does less when deadlines are missed. */
  readonly #ladders: Ladders | null;
  readonly #outbox: Outbox;
  #onLeftDraining: DrainListener | null = null;
  readonly #costs: RequestCosts;
  /** Null where no answer has a quality. */
  readonly #programs: Programs | null;
  /** Requests that have an outcome. */
  ended = 0;
  /** Completes the rows of requests that may have copies. */
  onRow: ((handle: number, row: RequestRow) => void) | null = null;

  constructor(
    host: ExitHost,
    parts: {
      readonly intake: Intake;
      readonly replicas: readonly EngineReplica[];
      readonly tally: Tally;
      readonly handOffs: HandOffs;
      readonly clients: Clients | null;
      readonly users: SatisfiedUsers | null;
      readonly meter: FacilityMeter | null;
      readonly rollout: Rollout | null;
      readonly programs: Programs | null;
      /** Null where users pay nothing. */
      readonly charge: Charge | null;
      readonly ladders: Ladders | null;
    },
  ) {
    const { table, recorder } = host;
    this.#host = host;
    this.#intake = parts.intake;
    this.#replicas = parts.replicas;
    this.#tally = parts.tally;
    this.#handOffs = parts.handOffs;
    this.#clients = parts.clients;
    this.#users = parts.users;
    this.#rollout = parts.rollout;
    this.#ladders = parts.ladders;
    const { meter, programs, charge } = parts;
    const results = programs?.results;
    this.#costs = new RequestCosts(parts.replicas, meter);
    this.#programs = programs;
    this.#outbox = new Outbox(
      table,
      recorder,
      (handle, row) => {
        writeRequestRow(table, handle, row);
        this.onRow?.(handle, row);
        if (charge !== null) row.askedTokens = row.promptTokens;
        if (results?.complete(handle, row) === true) this.#costs.rent(row);
        else this.#costs.chargeWhole(row);
        charge?.(row);
      },
      results && ((handle) => results.isSettled(handle)),
    );
  }

  /** Every request ends here, once; one that no replica could ever serve `isHopeless`. */
  end(handle: number, seconds: number, outcome: RequestRow['outcome'], isHopeless = false): void {
    this.#ladders?.onEnded(handle, seconds, outcome);
    this.#finish(handle, seconds, outcome, isHopeless);
  }

  /** A request ends that nobody was to answer. */
  leaveOut(handle: number, seconds: number): void {
    this.#finish(handle, seconds, outcomeCode.shed, false);
  }

  #finish(handle: number, seconds: number, outcome: number, isHopeless: boolean): void {
    const { rows } = this.#host.table;
    this.#close(handle, seconds, outcome);
    this.ended++;
    this.#tally.onEnded(rows, handle, outcome);
    // what a program's request took is not known while calls of it are in the cluster
    if (this.#programs?.results.isSettled(handle) !== false)
      this.#tellRollout(handle, outcome, seconds);
    this.#leave(handle, seconds);
    const asksAgain = this.#clients?.onEnded(handle, seconds, outcome, isHopeless) === true;
    if (!asksAgain) this.#tellSource(handle, seconds, outcome);
  }

  /** A call leaves the cluster: its row says what became of it, and is its program's. */
  endCall(handle: number, seconds: number, outcome: RequestRow['outcome']): void {
    this.#close(handle, seconds, outcome);
    this.#tally.onLeft(this.#host.table.rows, handle * STRIDE);
    this.leaveDraining(handle, seconds);
  }

  #close(handle: number, seconds: number, outcome: RequestRow['outcome']): void {
    const { rows } = this.#host.table;
    const base = handle * STRIDE;
    this.#countWait(base, seconds);
    rows[base + field.state] = state.ended;
    rows[base + field.end] = seconds;
    rows[base + field.outcome] = outcome;
    // the run may be over before the boundary at which this one left has had its turn
    if (seconds > this.#host.clockSeconds) this.#host.clockSeconds = seconds;
  }

  /** Counts how long one that leaves at `seconds` has been between replicas, or waited for another one since it lost its own. */
  #countWait(base: number, seconds: number): void {
    const { rows } = this.#host.table;
    if (rows[base + field.state] === state.lost) {
      rows[base + field.preemptedSeconds]! += seconds - rows[base + field.since]!;
    }
    this.#handOffs.settle(base, seconds);
  }

  /** A copy ends, for which nobody waits. */
  endCopy(handle: number, seconds: number, outcome: RequestRow['outcome']): void {
    const { rows } = this.#host.table;
    const base = handle * STRIDE;
    rows[base + field.state] = state.ended;
    rows[base + field.end] = seconds;
    const results = this.#programs?.results;
    const calls = results?.writeCopy(handle) ?? 0;
    this.#tally.onCopyEnded(rows, base, outcome, calls);
    // of hedged requests monitors see one copy: the one that answers
    const isShadow = this.#isShadow(handle);
    if (isShadow) this.#tellRollout(handle, outcome, seconds);
    results?.forget(handle);
    this.#leave(handle, seconds);
  }

  /** A program has answered a request, or a copy of one: calls of it may be in the cluster yet. */
  answer(handle: number, seconds: number, outcome: RequestRow['outcome']): void {
    if (!this.#isShadow(handle)) {
      this.end(handle, seconds, outcome);
      return;
    }
    const { rows } = this.#host.table;
    const base = handle * STRIDE;
    rows[base + field.state] = state.ended;
    rows[base + field.end] = seconds;
    rows[base + field.outcome] = outcome;
    if (this.#programs!.results.isSettled(handle)) this.endCopy(handle, seconds, outcome);
  }

  #isShadow(handle: number): boolean {
    return this.#host.table.rows[handle * STRIDE + field.copy] === copy.shadow;
  }

  /** All that a request took is known that a program answered, which had ended before. */
  settle(handle: number): void {
    const { rows } = this.#host.table;
    const base = handle * STRIDE;
    // one that the end of the run cuts off has no outcome yet
    if (rows[base + field.state] !== state.ended) return;
    const [outcome, seconds] = [rows[base + field.outcome]!, rows[base + field.end]!];
    if (this.#isShadow(handle)) this.endCopy(handle, seconds, outcome);
    else this.#tellRollout(handle, outcome, seconds);
  }

  /**
   * Charges the row of a call that has left, at `seconds`; returns what it used in dollars, where a roll-out asks. One for a
   * copy is on nobody's bill, and its joules are the copy's.
   */
  bill(row: RequestRow, seconds: number, isForCopy: boolean): number {
    this.#costs.chargeCall(row, isForCopy);
    if (!isForCopy) this.#tally.attribute(row.acceleratorJoules);
    return this.#usedUsd(row.replica, row.acceleratorJoules, row.stepUsd, seconds);
  }

  #usedUsd(replica: number, joules: number, stepUsd: number, seconds: number): number {
    if (this.#rollout === null) return 0;
    return this.#costs.usedUsd(replica, joules, stepUsd, seconds);
  }

  #tellRollout(handle: number, outcome: number, seconds: number): void {
    const { rows } = this.#host.table;
    const worthOf = () => this.#worthOf(handle, outcome, seconds);
    this.#rollout?.onEnded(rows, handle * STRIDE, outcome, seconds, worthOf);
  }

  #worthOf(handle: number, outcome: number, seconds: number): Worth {
    const { rows } = this.#host.table;
    const base = handle * STRIDE;
    const worth = this.#programs?.results.worthOf(handle) ?? null;
    if (worth !== null) return worth;
    const [joules, stepUsd] = [rows[base + field.joules]!, rows[base + field.usd]!];
    const usd = this.#usedUsd(rows[base + field.replica]!, joules, stepUsd, seconds);
    const isAnswered = outcome === outcomeCode.completed;
    const isRight = isAnswered ? (this.#programs?.results.isRight(handle) ?? null) : null;
    return { joules, usd, isWrong: isRight === null ? null : !isRight };
  }

  #leave(handle: number, seconds: number): void {
    this.#outbox.put(handle, seconds);
    this.leaveDraining(handle, seconds);
  }

  /** Has a listener hear of everybody who leaves a replica that drains. */
  hearDraining(listener: DrainListener): void {
    this.#onLeftDraining = listener;
    this.#handOffs.onLeftDraining = listener;
  }

  /** A request has left its replica, which may wait for that. */
  leaveDraining(handle: number, seconds: number): void {
    const replica = this.#host.table.rows[handle * STRIDE + field.replica]!;
    if (replica >= 0 && this.#replicas[replica]!.life.state === 'draining') {
      this.#onLeftDraining?.(replica, seconds);
    }
  }

  /** Records whoever ended before `seconds` for sure: a meter is to be read then, which changes what requests cost. */
  recordBefore(seconds: number): void {
    this.#outbox.flushSettled(seconds);
  }

  /** The run ends at `seconds` with these requests in the system: they are recorded as in flight, in order of arrival. */
  cutOff(inSystem: number[], seconds: number): void {
    const { rows } = this.#host.table;
    const id = (handle: number) => rows[handle * STRIDE + field.id]!;
    // a call that is cut off may be the one that its program, over by then, waited for to the end
    for (const handle of inSystem)
      if (rows[handle * STRIDE + field.copy] === copy.call)
        this.#countWait(handle * STRIDE, seconds);
    const inFlight = this.#programs?.cutOff(inSystem, seconds) ?? inSystem;
    inFlight.sort((a, b) => id(a) - id(b));
    this.#outbox.flushBefore(Number.POSITIVE_INFINITY);
    for (const handle of inFlight) {
      const isCopy = rows[handle * STRIDE + field.copy] !== copy.none;
      if (isCopy) this.endCopy(handle, seconds, outcomeCode['in-flight']);
      else this.end(handle, seconds, outcomeCode['in-flight']);
    }
    this.#outbox.flushBefore(Number.POSITIVE_INFINITY);
    this.#clients?.cutOff(seconds);
  }

  /** A client of a closed loop, or what follows from the request, has waited for its end. */
  #tellSource(handle: number, seconds: number, outcome: RequestRow['outcome']): void {
    const { rows } = this.#host.table;
    const base = handle * STRIDE;
    const client = rows[base + field.client]!;
    if (client < 0) return;
    const said = this.#programs?.results.saidTo(handle) ?? null;
    this.#intake.onEnded(rows[base + field.workload]!, client, seconds, {
      rejected: outcome === outcomeCode.rejected || outcome === outcomeCode.shed,
      completed: outcome === outcomeCode.completed,
      made: said?.tokens ?? rows[base + field.made]!,
      leaves: this.#users?.leaves(handle, seconds, outcome) === true,
      ...(said !== null && { texts: said.texts }),
    });
  }
}
