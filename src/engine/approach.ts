import type { CompiledScenario } from '../compile/compiled.ts';
import type { Calendar } from '../kernel/calendar.ts';
import { ApiStage } from './api-stage.ts';
import { Onboarding } from './onboarding.ts';
import { field, type RequestTable, STRIDE } from './request-table.ts';
import type { Slots } from './slots.ts';
import { distances } from './way/distances.ts';
import { Outward } from './way/outward.ts';

/** What lies between the dispatcher of one model and the schedulers of its replicas, but for the cores of hosts. */
export class Approach {
  /** Null where no client is far from its site. */
  readonly #way: Outward | null;
  readonly api: ApiStage;
  readonly onboarding: Onboarding;

  readonly #table: RequestTable;
  /** What the way takes, by workload and replica; null where none is long. */
  readonly #oneWaySeconds: ((workload: number, replica: number) => number) | null;

  constructor(
    scenario: CompiledScenario,
    host: { readonly calendar: Calendar; readonly table: RequestTable },
    slots: Slots,
    group: number,
    replicas: number,
  ) {
    const { table, calendar } = host;
    this.#table = table;
    this.#oneWaySeconds = distances(scenario);
    this.#way = this.#oneWaySeconds
      ? new Outward(table, calendar, slots.way + group, replicas)
      : null;
    this.api = new ApiStage(table, calendar, slots.api + group, replicas);
    this.onboarding = new Onboarding(table, calendar, slots.onboarding + group);
  }

  /** A request is sent from its client to its replica. False where it is there at once. */
  begin(handle: number, seconds: number): boolean {
    if (this.#oneWaySeconds === null) return false;
    const { rows } = this.#table;
    const base = handle * STRIDE;
    const way = this.#oneWaySeconds(rows[base + field.workload]!, rows[base + field.replica]!);
    rows[base + field.oneWay] = way;
    if (!(way > 0)) return false;
    this.#way?.put(handle, seconds, way);
    return true;
  }

  /** Takes out the next request that a part of the way is over for, and says when. */
  next(part: 'way' | 'api' | 'onboarding'): { readonly seconds: number; readonly handle: number } {
    const stage = part === 'way' ? this.#way! : this[part];
    const seconds = stage.nextSeconds;
    return { seconds, handle: stage.take() };
  }

  /** Requests on their way to any scheduler. */
  get size(): number {
    return (this.#way?.size ?? 0) + this.api.size + this.onboarding.size;
  }

  /** Requests on their way to one. */
  countOf(replica: number): number {
    const far = this.#way?.countOf(replica) ?? 0;
    return far + this.api.countOf(replica) + this.onboarding.countOf(replica);
  }

  /** Takes out a request whose client gave up; false where it is not here. */
  giveUp(handle: number): boolean {
    return (
      this.#way?.giveUp(handle) === true ||
      this.api.giveUp(handle) ||
      this.onboarding.giveUp(handle)
    );
  }

  /** Takes out and reports every request on its way to a replica that fails. */
  fail(replica: number, each: (handle: number) => void): void {
    this.#way?.fail(replica, each);
    this.api.fail(replica, each);
    this.onboarding.fail(replica, each);
  }

  /** Takes out and reports every request: the run ends here. */
  halt(each: (handle: number) => void): void {
    this.#way?.halt(each);
    this.api.halt(each);
    this.onboarding.halt(each);
  }
}
