import { assert } from '../../base/assert.ts';
import { dueSeconds, lane } from '../../kernel/lanes.ts';
import type { Reached } from '../../physics/validity.ts';
import { field, STRIDE, state } from '../request-table.ts';
import type { ReplicaHost } from './host.ts';
import type { Leaving } from './leaving.ts';
import { ReplicaLife } from './life.ts';
import type { PoolContext } from './pool-context.ts';
import type { SpeedChange } from './speed.ts';
import type { Tenant } from './tenant.ts';

/** What replicas have in common that hold an engine for each of several models, however these share the chips. */
export abstract class SeveralModels {
  readonly index: number;
  readonly pool: PoolContext;
  readonly contexts: ReadonlyMap<number, PoolContext>;
  readonly handOff = null;
  readonly life = new ReplicaLife();
  received = 0;
  completed = 0;
  protected readonly host: ReplicaHost;
  protected readonly slot: number;
  protected readonly tenants: readonly Tenant[];
  readonly #byGroup: ReadonlyMap<number, Tenant>;
  /** When the plan that is due is made. */
  protected boundarySeconds = 0;
  protected readonly onComplete = (handle: number, now: number): void =>
    this.#leave(handle, now, true);

  constructor(host: ReplicaHost, index: number, slot: number, tenants: readonly Tenant[]) {
    const [first] = tenants;
    assert(first !== undefined, 'a replica without a model');
    this.host = host;
    this.index = index;
    this.slot = slot;
    this.pool = first.context;
    this.tenants = tenants;
    this.contexts = new Map(tenants.map(({ context }) => [context.spec.group, context]));
    this.#byGroup = new Map(tenants.map((tenant) => [tenant.context.spec.group, tenant]));
  }

  get preemptions(): number {
    return this.sum(({ rank }) => rank.preemptions);
  }

  get waiting(): number {
    return this.sum(({ rank }) => rank.line.waiting);
  }

  get running(): number {
    return this.sum(({ rank }) => rank.batch.running.size);
  }

  get outputTokens(): number {
    return this.sum(({ rank }) => rank.batch.outputTokens);
  }

  get reached(): readonly Readonly<Reached>[] {
    return this.tenants.map(({ rank }) => rank.batch.reached);
  }

  setSpeed({ pace, gear }: SpeedChange): void {
    assert(
      gear === undefined,
      'a gear is one model’s: of several on the same chips, nobody changes it',
    );
    if (pace === undefined) return;
    for (const { rank } of this.tenants) rank.batch.speed.pace = pace;
  }

  assertEmpty(): void {
    for (const { rank } of this.tenants) rank.assertEmpty();
  }

  /** Begins the steps that can begin at `boundarySeconds`. */
  protected abstract plan(): void;

  /** Plans now, or, when something else happens at this instant, after it. */
  protected planWhenQuiet(): void {
    const { calendar } = this.host;
    const due = dueSeconds(lane.plan, this.boundarySeconds);
    if (calendar.nextTimeBeside(this.slot) > due) this.plan();
    else calendar.set(this.slot, due, lane.plan);
  }

  protected sum(of: (tenant: Tenant) => number): number {
    return this.tenants.reduce((sum, tenant) => sum + of(tenant), 0);
  }

  /** The engine of a model. */
  protected tenantFor(group: number): Tenant {
    return this.#byGroup.get(group)!;
  }

  /** The engine that has a request. */
  protected tenantOf(handle: number): Tenant {
    return this.tenantFor(this.host.table.rows[handle * STRIDE + field.group]!);
  }

  /** Running requests whose client gave up before this boundary leave, unless they have just completed. */
  protected expire(leaving: Leaving, now: number): void {
    const { rows } = this.host.table;
    leaving.leave(now, (handle) => {
      const { batch, line } = this.tenantOf(handle).rank;
      if (rows[handle * STRIDE + field.state] === state.preempted) {
        line.remove(handle, now);
        this.host.onEnded(handle, now, false);
        return;
      }
      batch.withdraw(handle, now);
      this.#leave(handle, now, false);
    });
  }

  #leave(handle: number, now: number, completed: boolean): void {
    this.tenantOf(handle).rank.batch.end(handle);
    if (completed) this.completed++;
    this.host.onEnded(handle, now, completed);
  }
}
