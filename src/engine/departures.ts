import { TIE_SECONDS } from '../kernel/lanes.ts';
import { outcomeCode } from '../record/outcome.ts';
import type { LostWork } from '../scenario/failures.ts';
import type { Copies } from './copies.ts';
import type { Deferral } from './deferral.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { Exit } from './exit.ts';
import type { HandOffs } from './hand-offs.ts';
import type { HostStages } from './host/host-stages.ts';
import type { KvTransfers } from './kv-transfers.ts';
import { sendElsewhere, takeBack } from './lost-work.ts';
import type { Patience } from './patience.ts';
import { Recalls } from './recalls.ts';
import type { EngineReplica } from './replica/port.ts';
import type { RequestFacts } from './request-facts.ts';
import { byRequest, copy, field, type RequestTable, STRIDE, state } from './request-table.ts';
import type { Programs } from './strategy/programs.ts';
import type { Tally } from './tally.ts';
import type { Homeward } from './way/homeward.ts';

/** What requests leave, and who hears of it. */
interface Surroundings {
  readonly table: RequestTable;
  readonly replicas: readonly EngineReplica[];
  readonly dispatchers: readonly Dispatcher[];
  readonly transfers: KvTransfers;
  readonly tally: Tally;
  readonly hosts: HostStages | null;
  readonly patience: Patience;
  readonly handOffs: HandOffs;
  readonly facts: RequestFacts;
  readonly programs: Programs | null;
  readonly exit: Exit;
  readonly copies: Copies;
  readonly deferral: Deferral | null;
  /** Null where no client is far from its site. */
  readonly homeward: Homeward | null;
  /** Requests that wait, and those in the system. */
  readonly fleet: { queued: number; outstanding: number };
}

/**
 * How requests leave the cluster: with an answer, because their client has gone, or lost with a replica. Users' requests go on
 * to the exit, calls of a strategy to the program that asked for them.
 */
export class Departures {
  readonly #in: Surroundings;
  readonly #recalls: Recalls;

  constructor(surroundings: Surroundings) {
    this.#in = surroundings;
    this.#recalls = new Recalls(surroundings);
  }

  /** A call is not needed any more. */
  dropCall(handle: number, now: number): void {
    const { rows } = this.#in.table;
    const base = handle * STRIDE;
    rows[base + field.deadline] = now;
    rows[base + field.leaves] = outcomeCode.cancelled;
    this.#giveUp(handle, now);
  }

  /** Clients give up: those whose request waits leave now, those whose request runs at its next boundary. */
  expire(): number {
    const now = this.#in.patience.nextSeconds;
    const { rows } = this.#in.table;
    for (let h = this.#in.patience.nextDue(now); h >= 0; h = this.#in.patience.nextDue(now)) {
      if (rows[h * STRIDE + field.state] === state.program) {
        this.#in.programs!.expire(h, now, this.#in.patience.outcomeOf(h));
      } else if (rows[h * STRIDE + field.state] === state.held) this.#leaveHeld(h, now);
      else if (rows[h * STRIDE + field.state] === state.returning) this.#leaveReturning(h, now);
      else this.#giveUp(h, now);
    }
    return now;
  }

  /** The client of a request gives up that waits outside the cluster. */
  #leaveHeld(handle: number, now: number): void {
    const base = handle * STRIDE;
    this.#in.deferral!.giveUp(handle, now);
    this.#dispatcherOf(base).untaken++;
    this.#end(handle, now, this.#in.patience.outcomeOf(handle));
  }

  /** The client of a request gives up whose answer is on its way. */
  #leaveReturning(handle: number, now: number): void {
    this.#in.homeward!.giveUp(handle, now);
    this.#end(handle, now, this.#in.patience.outcomeOf(handle));
  }

  /** Nobody waits for a request any more, or for a call. */
  #giveUp(handle: number, now: number): void {
    const { rows } = this.#in.table;
    const base = handle * STRIDE;
    this.#in.copies.hedges?.close(handle, now);
    const replica = rows[base + field.replica]!;
    const waited = rows[base + field.state] === state.waiting;
    const dispatcher = this.#dispatcherOf(base);
    const left =
      this.#in.hosts?.giveUp(handle, now) === true ||
      dispatcher.giveUp(handle) ||
      this.#in.replicas[replica]!.giveUp(handle, now);
    if (!left) return;
    this.#in.handOffs.leaveSource(handle, now);
    const load = this.#in.copies.loadOf(handle);
    if (waited) load.queued--;
    load.outstanding--;
    if (replica >= 0) dispatcher.onEnded(handle, now);
    this.#end(handle, now, this.#in.patience.outcomeOf(handle));
  }

  /**
   * Replicas have lost these requests at `seconds`: each goes back to its dispatcher as if it came now, goes on from
   * what is safe where it was computed, or fails.
   */
  onLost(lost: number[], seconds: number, fate: LostWork): void {
    const { rows } = this.#in.table;
    // one on its way between two of them is named by both
    const all = [...new Set(lost)].sort(byRequest(rows));
    this.#recalls.takeOut(all, seconds);
    const own = this.#in.copies.leave(all, seconds, fate);
    for (const handle of own) this.#dispatcherOf(handle * STRIDE).onEnded(handle, seconds);
    for (const handle of own) {
      const base = handle * STRIDE;
      const isOver = this.#isOver(handle, seconds);
      // what was computed for it is where it was
      const isKept = rows[base + field.source]! >= 0 && fate !== 'failed';
      this.#in.tally.onLost(rows, base, fate, isKept);
      if (isOver || fate === 'failed') {
        const load = this.#in.copies.loadOf(handle);
        if (rows[base + field.state] === state.waiting) load.queued--;
        load.outstanding--;
        this.#in.patience.forget(handle);
        this.#in.copies.hedges?.close(handle, seconds);
        this.#in.handOffs.leaveSource(handle, seconds);
        const outcome = isOver ? this.#in.patience.outcomeOf(handle) : outcomeCode.failed;
        this.#end(handle, seconds, outcome);
        continue;
      }
      if (isKept) sendElsewhere(rows, base);
      else {
        this.#in.handOffs.startOver(base, seconds);
        takeBack(rows, base, seconds, fate);
      }
      this.#dispatcherOf(base).accept(handle, this.#in.facts.read(this.#in.table, handle), seconds);
    }
  }

  onFirstToken(handle: number): void {
    this.#in.copies.hedges?.onFirstToken(handle);
    if (this.#copyOf(handle) === copy.none) this.#in.patience.onFirstToken(handle);
  }

  onEnded(handle: number, seconds: number, completed: boolean): void {
    const copies = this.#in.copies.of(handle);
    if (copies !== null) {
      copies.onEnded(handle, seconds, completed);
      return;
    }
    const { hosts, homeward } = this.#in;
    const isServed = completed && hosts?.comesAfter(handle) === true;
    const isAway = isServed || (completed && homeward?.isFar(handle) === true);
    // a client who gave up during the last step waits for no more
    if (isAway && this.#isOver(handle, seconds)) this.#leave(handle, seconds, false);
    else if (isServed) this.#goOn(hosts, handle, seconds);
    else this.#leave(handle, seconds, completed);
  }

  /** The calendar's event: a stage of a host ends. Returns its instant. */
  onHostStage(): number {
    const hosts = this.#in.hosts!;
    const seconds = hosts.nextSeconds;
    const handle = hosts.finish();
    if (handle < 0) return seconds;
    const base = handle * STRIDE;
    const isAfter = this.#in.table.rows[base + field.state] === state.after;
    if (isAfter) this.#leave(handle, seconds, true);
    else this.#dispatcherOf(base).onHostDone(handle, seconds);
    return seconds;
  }

  #goOn(hosts: HostStages, handle: number, seconds: number): void {
    this.#in.table.rows[handle * STRIDE + field.state] = state.after;
    hosts.enterAfter(handle, seconds);
  }

  /** Takes out and reports every answer on its way: the run ends here. */
  halt(seconds: number, each: (handle: number) => void): void {
    this.#in.homeward?.halt(seconds, each);
  }

  /** The calendar's event: an answer is all there. Returns its instant. */
  onHome(): number {
    const seconds = this.#in.homeward!.nextSeconds;
    const handle = this.#in.homeward!.take();
    this.#in.patience.forget(handle);
    this.#end(handle, seconds, outcomeCode.completed);
    return seconds;
  }

  #leave(handle: number, seconds: number, completed: boolean): void {
    if (completed && this.#in.homeward?.put(handle, seconds) === true) {
      this.#in.fleet.outstanding--;
      this.#dispatcherOf(handle * STRIDE).onEnded(handle, seconds);
      this.#in.exit.leaveDraining(handle, seconds);
      return;
    }
    this.#in.patience.forget(handle);
    this.#in.copies.hedges?.close(handle, seconds);
    this.#in.copies.loadOf(handle).outstanding--;
    this.#dispatcherOf(handle * STRIDE).onEnded(handle, seconds);
    const outcome = completed ? outcomeCode.completed : this.#in.patience.outcomeOf(handle);
    this.#end(handle, seconds, outcome);
  }

  #end(handle: number, seconds: number, outcome: number): void {
    if (!this.#isCall(handle)) {
      this.#in.exit.end(handle, seconds, outcome);
      return;
    }
    this.#in.exit.endCall(handle, seconds, outcome);
    this.#in.programs!.onCallEnded(handle, seconds);
  }

  #copyOf(handle: number): number {
    return this.#in.table.rows[handle * STRIDE + field.copy]!;
  }

  #isCall(handle: number): boolean {
    return this.#copyOf(handle) === copy.call;
  }

  /** Whether nobody waits for a request any more, though it may not have left yet. */
  #isOver(handle: number, seconds: number): boolean {
    if (!this.#isCall(handle)) return this.#in.patience.isOver(handle, seconds);
    return this.#in.table.rows[handle * STRIDE + field.deadline]! <= seconds + TIE_SECONDS;
  }

  #dispatcherOf(base: number): Dispatcher {
    return this.#in.dispatchers[this.#in.table.rows[base + field.group]!]!;
  }
}
