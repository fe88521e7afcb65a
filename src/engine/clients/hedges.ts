import type { CompiledWorkload } from '../../compile/compiled.ts';
import type { Calendar } from '../../kernel/calendar.ts';
import { dueSeconds, lane } from '../../kernel/lanes.ts';
import { outcomeCode } from '../../record/outcome.ts';
import type { RequestRow } from '../../record/port.ts';
import type { HedgeTotals } from '../../record/totals.ts';
import type { LostWork } from '../../scenario/failures.ts';
import type { Dispatcher } from '../dispatcher.ts';
import { DueHeap } from '../due-heap.ts';
import type { Exit } from '../exit.ts';
import type { HostStages } from '../host/host-stages.ts';
import type { Patience } from '../patience.ts';
import type { EngineReplica } from '../replica/port.ts';
import { repeatRequest } from '../request-copy.ts';
import { copy, field, type RequestTable, STRIDE, state } from '../request-table.ts';

/** A request that has no first token yet, and the copies of it that its client has sent since. */
interface Race {
  /** Which of them stands for the request: the first, until another one is quicker. */
  runner: number;
  readonly copies: number[];
  readonly number: number;
  /** How often it was time for another copy. */
  rounds: number;
  dueSeconds: number;
  isOver: boolean;
}

/** Counts of requests that are with replicas. */
export interface Load {
  queued: number;
  outstanding: number;
  started: number;
}

interface HedgeHost {
  readonly table: RequestTable;
  readonly calendar: Calendar;
  readonly dispatchers: readonly Dispatcher[];
  readonly replicas: readonly EngineReplica[];
  readonly hosts: HostStages | null;
  readonly exit: Exit;
  readonly patience: Patience;
  /** The gateway's counts of what clients wait for. */
  readonly fleet: Load;
}

/**
 * Clients who send a request once more, to another replica, when its first token does not come in time (Dean and Barroso,
 * The tail at scale, CACM 56(2), 2013: hedged requests). Whichever copy has a first token first is the request from then
 * on; the others are told to stop at that instant, and leave as those whose client gives up. A request keeps its arrival,
 * its number and its patience, whichever copy stands for it, and has one row. No copy is sent while the request waits in a
 * central queue, nor where no other replica has room. Two slots of the calendar: the copies to come, and those to stop.
 */
export class Hedges {
  readonly #workloads: readonly CompiledWorkload[];
  readonly #host: HedgeHost;
  readonly #slots: { readonly hedges: number; readonly losers: number };
  readonly #due = new DueHeap<Race>((a, b) => a.number < b.number);
  /** By runner, and by copy. */
  readonly #races = new Map<number, Race>();
  readonly #byCopy = new Map<number, Race>();
  readonly #losers = new Set<number>();
  /** Of requests with copies, by the one that stands for each, until its row is written. */
  readonly #sent = new Map<number, { copies: number; answeredBy: number }>();
  #stopSeconds = 0;
  readonly load: Load = { queued: 0, outstanding: 0, started: 0 };
  readonly totals: HedgeTotals;

  constructor(
    workloads: readonly CompiledWorkload[],
    host: HedgeHost,
    slots: { readonly hedges: number; readonly losers: number },
  ) {
    this.#workloads = workloads;
    this.#host = host;
    this.#slots = slots;
    this.totals = { hedged: workloads.map(() => 0), won: workloads.map(() => 0), copies: 0 };
    host.exit.onRow = (handle, row) => this.#tell(handle, row);
  }

  /** A request was admitted: its client starts to wait. */
  begin(handle: number): void {
    const { rows } = this.#host.table;
    const base = handle * STRIDE;
    const { hedge } = this.#workloads[rows[base + field.workload]!]!;
    if (hedge === undefined) return;
    const race: Race = {
      runner: handle,
      copies: [],
      number: rows[base + field.id]!,
      rounds: 0,
      dueSeconds: rows[base + field.arrival]! + hedge.afterSeconds,
      isOver: false,
    };
    this.#races.set(handle, race);
    this.#due.push(race);
    this.#reschedule();
  }

  /** The calendar's event: clients have waited long enough for a first token. Returns its instant. */
  send(): number {
    const now = this.#due.nextSeconds;
    const { rows } = this.#host.table;
    while (this.#due.nextSeconds <= now) {
      const race = this.#due.pop();
      if (race.isOver) continue;
      const { hedge } = this.#workloads[rows[race.runner * STRIDE + field.workload]!]!;
      this.#copy(race, now);
      race.rounds++;
      race.dueSeconds += hedge!.afterSeconds;
      if (race.rounds < hedge!.max) this.#due.push(race);
    }
    this.#reschedule();
    return now;
  }

  /** A request or a copy has its first token: the first to have one is the request from now on. */
  onFirstToken(handle: number): void {
    const seconds = this.#host.table.rows[handle * STRIDE + field.firstToken]!;
    const race = this.#races.get(handle);
    if (race !== undefined) this.#decide(race, seconds);
    const own = this.#byCopy.get(handle);
    if (own === undefined) return;
    this.totals.won[this.#host.table.rows[handle * STRIDE + field.workload]!]!++;
    this.#swap(own, handle);
    this.#decide(own, seconds);
  }

  /** A request has ended, or its client has given up. */
  close(handle: number, seconds: number): void {
    const race = this.#races.get(handle);
    if (race !== undefined) this.#decide(race, seconds);
  }

  /** The calendar's event: who lost a race is told to stop. Returns its instant. */
  stop(): number {
    const { table, calendar, dispatchers, replicas, hosts } = this.#host;
    const now = this.#stopSeconds;
    calendar.clear(this.#slots.losers);
    for (const handle of this.#losers) {
      const { rows } = table;
      const base = handle * STRIDE;
      // as one whose patience has ended: what runs leaves at its next boundary
      rows[base + field.deadline] = now;
      rows[base + field.deadlinePosition] = -1;
      const left =
        hosts?.giveUp(handle, now) === true ||
        dispatchers[rows[base + field.group]!]!.giveUp(handle) ||
        replicas[rows[base + field.replica]!]!.giveUp(handle, now);
      if (left) this.onEnded(handle, now, false);
    }
    this.#losers.clear();
    return now;
  }

  /** A copy has left its replica, or was lost. */
  onEnded(handle: number, seconds: number, completed: boolean): void {
    const { table, dispatchers, exit } = this.#host;
    const base = handle * STRIDE;
    const { rows } = table;
    this.#losers.delete(handle);
    const race = this.#byCopy.get(handle);
    race?.copies.splice(race.copies.indexOf(handle), 1);
    this.#byCopy.delete(handle);
    if (rows[base + field.state] === state.waiting) this.load.queued--;
    this.load.outstanding--;
    if (rows[base + field.replica]! >= 0) {
      dispatchers[rows[base + field.group]!]!.onEnded(handle, seconds);
    }
    exit.endCopy(handle, seconds, outcomeCode[completed ? 'completed' : 'cancelled']);
  }

  /** Replicas have lost these requests for good: where a copy of one is still with another replica, it goes on as that. */
  survive(lost: readonly number[], fate: LostWork): void {
    if (fate !== 'failed') return;
    for (const handle of lost) {
      const race = this.#races.get(handle);
      const other = race?.copies.find((each) => !lost.includes(each));
      if (race !== undefined && other !== undefined) this.#swap(race, other);
    }
  }

  #copy(race: Race, now: number): void {
    const { table, dispatchers } = this.#host;
    const base = race.runner * STRIDE;
    const row = table.rows.slice(base, base + STRIDE);
    if (row[field.replica]! < 0) return;
    const twin = repeatRequest(table, row, table.contents[race.runner] ?? null);
    const { rows } = table;
    const own = twin * STRIDE;
    // each has its own luck with hosts
    rows[own + field.copy] = copy.hedge + race.rounds;
    rows[own + field.measured] = 0;
    rows[own + field.deadline] = Number.POSITIVE_INFINITY;
    const avoid = [race.runner, ...race.copies].map((each) => rows[each * STRIDE + field.replica]!);
    this.load.queued++;
    this.load.outstanding++;
    if (!dispatchers[row[field.group]!]!.sendElsewhere(twin, avoid, now)) {
      this.load.queued--;
      this.load.outstanding--;
      table.release(twin);
      return;
    }
    if (race.copies.length === 0) this.totals.hedged[row[field.workload]!]!++;
    this.totals.copies++;
    race.copies.push(twin);
    this.#byCopy.set(twin, race);
    const sent = this.#sent.get(race.runner);
    if (sent === undefined) this.#sent.set(race.runner, { copies: 1, answeredBy: 0 });
    else sent.copies++;
  }

  /** How many copies a request had, and which of them stood for it. */
  #tell(handle: number, row: RequestRow): void {
    const { copies, answeredBy } = this.#sent.get(handle) ?? { copies: 0, answeredBy: 0 };
    row.copies = copies;
    row.answeredBy = answeredBy;
    this.#sent.delete(handle);
  }

  /** `other`, a copy, stands for the request from now on, and who did is a copy. */
  #swap(race: Race, other: number): void {
    const { table, patience, fleet } = this.#host;
    const { rows } = table;
    const [from, to] = [race.runner * STRIDE, other * STRIDE];
    patience.move(race.runner, other);
    const { copies } = this.#sent.get(race.runner)!;
    this.#sent.delete(race.runner);
    this.#sent.set(other, { copies, answeredBy: rows[to + field.copy]! - copy.hedge + 1 });
    rows[to + field.measured] = rows[from + field.measured]!;
    rows[from + field.measured] = 0;
    rows[to + field.copy] = copy.none;
    rows[from + field.copy] = copy.hedge;
    const waits = (base: number) => (rows[base + field.state] === state.waiting ? 1 : 0);
    const more = waits(to) - waits(from);
    fleet.queued += more;
    fleet.started -= more;
    this.load.queued -= more;
    this.load.started += more;
    this.#races.delete(race.runner);
    this.#byCopy.delete(other);
    race.copies[race.copies.indexOf(other)] = race.runner;
    this.#byCopy.set(race.runner, race);
    race.runner = other;
    this.#races.set(other, race);
  }

  #decide(race: Race, seconds: number): void {
    race.isOver = true;
    this.#races.delete(race.runner);
    for (const handle of race.copies) {
      this.#byCopy.delete(handle);
      this.#losers.add(handle);
    }
    if (race.copies.length > 0) this.#stopSoon(seconds);
    race.copies.length = 0;
    this.#reschedule();
  }

  /** All that happens at this instant happens first, and no replica plans before it knows who has to go. */
  #stopSoon(seconds: number): void {
    const { calendar } = this.#host;
    if (calendar.has(this.#slots.losers)) return;
    calendar.set(this.#slots.losers, dueSeconds(lane.dispatch, seconds), lane.dispatch);
    this.#stopSeconds = seconds;
  }

  #reschedule(): void {
    const { calendar } = this.#host;
    while (this.#due.first?.isOver === true) this.#due.pop();
    const next = this.#due.nextSeconds;
    if (this.#due.size === 0) calendar.clear(this.#slots.hedges);
    else calendar.set(this.#slots.hedges, dueSeconds(lane.arrival, next), lane.arrival);
  }
}
