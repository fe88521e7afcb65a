import { hashKey, hashUniform } from '../base/random/hash.ts';
import type { CompiledScenario } from '../compile/compiled.ts';
import type { Building } from '../compile/facility.ts';
import type { Calendar } from '../kernel/calendar.ts';
import { dueSeconds, lane } from '../kernel/lanes.ts';
import { type Profile, partsOver } from '../physics/facility/profile.ts';
import { deferralOf } from '../policy/deferral/index.ts';
import type { DeferralDefinition } from '../policy/deferral/port.ts';
import type { DeferralTotals } from '../record/deferral-totals.ts';
import type { Patience } from './patience.ts';
import { RequestHeap } from './request-heap.ts';
import { field, type RequestTable, STRIDE, state } from './request-table.ts';
import type { Tally } from './tally.ts';

/** How the requests of one workload wait. */
interface Rule {
  readonly policy: DeferralDefinition;
  readonly slackSeconds: number;
  readonly tolerance: number;
  /** For the draws of its starts. */
  readonly key: number;
}

/** What waiting requests need of the run around them. */
interface DeferralHost {
  readonly table: RequestTable;
  readonly calendar: Calendar;
  readonly patience: Patience;
  readonly tally: Tally;
  /** Whether a replica could ever serve a request. */
  canServe(handle: number): boolean;
  /** A request comes to the cluster. */
  goOn(handle: number, seconds: number): void;
}

/** Requests that may wait; null where none may. */
export function createDeferral(
  scenario: CompiledScenario,
  replication: number,
  slot: number,
  host: DeferralHost,
): Deferral | null {
  const { facility, workloads } = scenario;
  if (facility === undefined || workloads.every(({ defer }) => defer === undefined)) return null;
  return new Deferral(scenario, facility.buildings[0], replication, slot, host);
}

/**
 * Requests that wait outside the cluster until the grid is cleaner or cheaper: they come to it, and to its admission,
 * when their policy says, as of their arrival, by the forecast. One slot of the calendar for all of them.
 */
export class Deferral {
  /** Where sites are told apart, nobody waits. */
  readonly #building: Building;
  readonly #table: RequestTable;
  readonly #host: DeferralHost;
  readonly #slot: number;
  /** By workload; null where requests start at once. */
  readonly #rules: readonly (Rule | null)[];
  /** By start; the fields are those of the API, which none of them has come to. */
  readonly #held: RequestHeap;
  readonly totals: { -readonly [K in keyof DeferralTotals]: DeferralTotals[K] } = {
    ...{ started: 0, held: 0, gaveUp: 0, heldSeconds: 0, longestSeconds: 0 },
    ...{ arrivalGramsPerKwh: 0, startGramsPerKwh: 0, arrivalUsdPerKwh: 0, startUsdPerKwh: 0 },
  };

  constructor(
    scenario: CompiledScenario,
    building: Building,
    replication: number,
    slot: number,
    host: DeferralHost,
  ) {
    this.#building = building;
    this.#host = host;
    this.#table = host.table;
    this.#slot = slot;
    this.#held = new RequestHeap(host.table, field.ready, field.readyPosition);
    this.#rules = scenario.workloads.map(({ defer, name }) =>
      defer === undefined
        ? null
        : {
            policy: deferralOf(defer.policy),
            slackSeconds: defer.slackSeconds,
            tolerance: defer.tolerance,
            key: hashKey(scenario.seed, replication, 'workload', name, 'deferral'),
          },
    );
  }

  /** A request has come at `now`. Returns whether it waits; one that no replica could ever serve does not. */
  holds(handle: number, now: number): boolean {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    const rule = this.#rules[rows[base + field.workload]!]!;
    if (rule === null || !this.#host.canServe(handle)) return false;
    const { policy, slackSeconds, tolerance, key } = rule;
    const from = this.#building.startSeconds + now;
    // a further try has what is left of the first one's slack, and an answer that is due may not wait beyond
    const asked = rows[base + field.question]! < 0 ? now : rows[base + field.asked]!;
    const left = Math.min(asked + slackSeconds, rows[base + field.due]!) - now;
    const forecast = partsOver(this.#building[policy.signal], from, from + Math.max(0, left));
    const uniform = hashUniform(key, rows[base + field.request]!, 0, 0);
    const wait = policy.startSeconds({ forecast, tolerance, uniform }) - from;
    if (!(wait > 0)) {
      this.#start(now, now);
      return false;
    }
    rows[base + field.state] = state.held;
    rows[base + field.ready] = now + wait;
    this.#held.push(handle);
    this.#reschedule();
    this.#host.patience.begin(handle);
    return true;
  }

  /** The calendar's event: the next of those who wait comes to the cluster. Returns its instant. */
  release(): number {
    const now = this.#held.topKey;
    const handle = this.#held.pop();
    const arrival = this.#table.rows[handle * STRIDE + field.arrival]!;
    this.totals.held++;
    this.totals.heldSeconds += now - arrival;
    this.totals.longestSeconds = Math.max(this.totals.longestSeconds, now - arrival);
    this.#start(arrival, now);
    this.#forget(handle);
    // it begins anew where the request enters, with the same end
    this.#host.patience.forget(handle);
    this.#host.goOn(handle, now);
    return now;
  }

  /** Takes out a request whose client gave up. */
  giveUp(handle: number, seconds: number): void {
    this.#held.remove(handle);
    this.totals.gaveUp++;
    this.#leave(handle, seconds);
  }

  /** Takes out and reports every request that waits: the run ends here. */
  halt(seconds: number, each: (handle: number) => void): void {
    while (this.#held.size > 0) {
      const handle = this.#held.pop();
      this.#leave(handle, seconds);
      each(handle);
    }
  }

  /** Who never came to the cluster counts, where load is counted, as if it had come when it leaves. */
  #leave(handle: number, seconds: number): void {
    this.#forget(handle);
    this.#host.tally.onEntered(this.#table.rows, handle * STRIDE, seconds);
  }

  #start(arrival: number, now: number): void {
    const { totals } = this;
    const { gramsPerKwh, usdPerKwh } = this.#building;
    totals.started++;
    totals.arrivalGramsPerKwh += this.#at(gramsPerKwh, arrival);
    totals.startGramsPerKwh += this.#at(gramsPerKwh, now);
    totals.arrivalUsdPerKwh += this.#at(usdPerKwh, arrival);
    totals.startUsdPerKwh += this.#at(usdPerKwh, now);
  }

  #at(profile: Profile, seconds: number): number {
    const at = this.#building.startSeconds + seconds;
    return partsOver(profile, at, at)[0]!.value;
  }

  #forget(handle: number): void {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    rows[base + field.state] = state.waiting;
    rows[base + field.ready] = 0;
    rows[base + field.readyPosition] = -1;
    this.#reschedule();
  }

  #reschedule(): void {
    const next = this.#held.topKey;
    const { calendar } = this.#host;
    if (this.#held.size === 0) calendar.clear(this.#slot);
    else calendar.set(this.#slot, dueSeconds(lane.arrival, next), lane.arrival);
  }
}
