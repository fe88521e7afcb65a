import type { CompiledScenario } from '../compile/compiled.ts';
import type { CompiledLadder } from '../compile/ladder.ts';
import type { LadderTotals, RungTotals } from '../record/ladder-totals.ts';
import { outcomeCode } from '../record/outcome.ts';
import type { Gears } from './replica/gears.ts';
import type { EngineReplica } from './replica/port.ts';
import { field, type RequestTable, STRIDE } from './request-table.ts';

/** Who holds boards to less than they could do: it has to know what their steps cost then. */
interface Holder {
  setGears(replica: number, gears: Gears, seconds: number): void;
}

/** The ladders of all workloads, by number; null where nobody has one. */
export function createLadders(
  { workloads, groups }: CompiledScenario,
  table: RequestTable,
  replicas: readonly EngineReplica[],
  holder: Holder | null,
): Ladders | null {
  if (workloads.every(({ ladder }) => ladder === undefined)) return null;
  return new Ladders(
    table,
    workloads.map(({ ladder, group }) => {
      if (ladder === undefined) return null;
      const own = groups[group]!.replicas.map((index) => replicas[index]!);
      return new LadderClimber(ladder, (rung, seconds) => {
        for (const replica of own) setRung(replica, rung, seconds, holder);
      });
    }),
  );
}

/** A replica does what it does on this rung from its next batch on. */
function setRung(
  replica: EngineReplica,
  rung: number,
  seconds: number,
  holder: Holder | null,
): void {
  const gears = replica.pool.rungs[rung]!;
  const { highest } = gears;
  if (holder === null) replica.setSpeed({ gear: highest, decodeGear: highest }, seconds);
  else holder.setGears(replica.index, gears, seconds);
}

/** What workloads fall back on while their deadlines are missed: which rung each is on, and who is skipped there. */
export class Ladders {
  readonly #table: RequestTable;
  readonly #climbers: readonly (LadderClimber | null)[];

  constructor(table: RequestTable, climbers: readonly (LadderClimber | null)[]) {
    this.#table = table;
    this.#climbers = climbers;
  }

  /** A request comes; whether nobody is to answer it. Then it ends as shed, and is judged no further. */
  skips(handle: number, seconds: number): boolean {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    const climber = this.#climbers[rows[base + field.workload]!];
    return climber?.skips(rows[base + field.measured] === 1, seconds) === true;
  }

  /** A request that was not skipped has ended. */
  onEnded(handle: number, seconds: number, outcome: number): void {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    const climber = this.#climbers[rows[base + field.workload]!];
    if (climber === null || climber === undefined) return;
    const scheduled = rows[base + field.scheduled]!;
    climber.onEnded(
      {
        arrival: rows[base + field.arrival]!,
        scheduled: Number.isNaN(scheduled) ? seconds : scheduled,
        measured: rows[base + field.measured] === 1,
        completed: outcome === outcomeCode.completed,
        judged: outcome !== outcomeCode['in-flight'] && outcome !== outcomeCode.cancelled,
      },
      seconds,
    );
  }

  /** By workload. */
  get totals(): readonly (LadderTotals | null)[] {
    return this.#climbers.map((climber) => climber?.totals ?? null);
  }
}

/** What became of a request; `scheduled` is when a batch took it, or its end where none did. */
interface Ended {
  readonly arrival: number;
  readonly scheduled: number;
  readonly measured: boolean;
  readonly completed: boolean;
  /** Whether it says anything of the rung that it was on. */
  readonly judged: boolean;
}

/**
 * One workload's way down and up: a request that missed its deadline, or nearly did, leads one rung down at once, unless
 * it came before the last change; `quietSeconds` after the last such request, or the last change, the next one that
 * comes leads one rung up.
 */
export class LadderClimber {
  readonly #spec: CompiledLadder;
  readonly #onRung: (rung: number, seconds: number) => void;
  #rung = 0;
  #arrivals = 0;
  /** Since when it is on this rung, and since when nothing was missed. */
  #since = 0;
  #quietSince = 0;
  /** Every change: its instant, and the rung that it led to. */
  readonly #changes: { readonly seconds: number; readonly rung: number }[] = [];
  readonly #rungs: readonly RungTotals[];
  #skipped = 0;
  #descents = 0;

  constructor(spec: CompiledLadder, onRung: (rung: number, seconds: number) => void) {
    this.#spec = spec;
    this.#onRung = onRung;
    this.#rungs = spec.rungs.map(() => ({ requests: 0, inTime: 0 }));
  }

  get rung(): number {
    return this.#rung;
  }

  /** A request comes; whether it is one of those that this rung leaves out. */
  skips(measured: boolean, seconds: number): boolean {
    const { quietSeconds, sources, rungs } = this.#spec;
    if (this.#rung > 0 && seconds - this.#quietSince >= quietSeconds) {
      this.#move(this.#rung - 1, seconds);
    }
    const round = Math.floor(this.#arrivals++ / sources);
    if (round % rungs[this.#rung]!.every === 0) return false;
    if (measured) {
      this.#skipped++;
      this.#rungs[this.#rung]!.requests++;
    }
    return true;
  }

  onEnded({ arrival, scheduled, measured, completed, judged }: Ended, seconds: number): void {
    const { deadlineSeconds, nearSeconds, rungs } = this.#spec;
    const took = seconds - arrival;
    if (measured) {
      const totals = this.#rungs[this.#rungAt(scheduled)]!;
      totals.requests++;
      if (completed && took <= deadlineSeconds) totals.inTime++;
    }
    const isGood = completed && took <= deadlineSeconds - nearSeconds;
    // who came before the last change says nothing of what it changed
    if (isGood || !judged || arrival < this.#since) return;
    this.#quietSince = seconds;
    if (this.#rung === rungs.length - 1) return;
    this.#descents++;
    this.#move(this.#rung + 1, seconds);
  }

  get totals(): LadderTotals {
    const rungs = this.#rungs.map((each) => ({ ...each }));
    return { descents: this.#descents, skipped: this.#skipped, rungs };
  }

  /** The rung at an instant that is over, or now. */
  #rungAt(seconds: number): number {
    return this.#changes.findLast((change) => change.seconds <= seconds)?.rung ?? 0;
  }

  #move(rung: number, seconds: number): void {
    this.#rung = rung;
    this.#since = seconds;
    this.#quietSince = seconds;
    this.#changes.push({ seconds, rung });
    this.#onRung(rung, seconds);
  }
}
