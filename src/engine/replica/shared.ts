import { assert } from '../../base/assert.ts';
import { dueSeconds, lane, TIE_SECONDS } from '../../kernel/lanes.ts';
import type { Reached } from '../../physics/validity.ts';
import type { RequestView } from '../../policy/request-view.ts';
import type { Scheduler } from '../../policy/scheduling/port.ts';
import { field, STRIDE, state } from '../request-table.ts';
import type { ReplicaHost } from './host.ts';
import { Leaving } from './leaving.ts';
import { ReplicaLife } from './life.ts';
import type { PoolContext } from './pool-context.ts';
import type { EngineReplica } from './port.ts';
import { Residency } from './residency.ts';
import type { SpeedChange } from './speed.ts';
import { endStep } from './step-end.ts';
import type { ReplicaSums } from './step-ledger.ts';
import { ROUNDING, Tenant } from './tenant.ts';

/** Loading: nobody can run before some model's weights are there. */
const phase = { idle: 0, stepping: 1, planning: 2, loading: 3 } as const;

/**
 * A replica whose chips several models share, each with an engine of its own: batch, queue, KV ledger. The chips run one
 * step at a time: at each boundary the turn goes to the next model, in a circle, that has anything to run, and the
 * sequences of the others wait with their blocks. Memory for KV blocks is one: who plans a step has whatever the others
 * leave, and preempts nobody but its own. Each step is an event of its own.
 */
export class SharedReplica implements EngineReplica {
  readonly index: number;
  readonly pool: PoolContext;
  readonly contexts: ReadonlyMap<number, PoolContext>;
  readonly handOff = null;
  readonly life = new ReplicaLife();
  readonly #host: ReplicaHost;
  readonly #slot: number;
  readonly #tenants: readonly Tenant[];
  readonly #byGroup: ReadonlyMap<number, Tenant>;
  readonly #leaving: Leaving;
  readonly #onComplete = (handle: number, now: number) => this.#leave(handle, now, true);
  #phase: (typeof phase)[keyof typeof phase] = phase.idle;
  #boundarySeconds = 0;
  /** Whose step runs, or ran last. */
  #turn = 0;
  /** Null where all models are there all the time. */
  readonly residency: Residency | null;
  received = 0;
  completed = 0;

  constructor(
    host: ReplicaHost,
    index: number,
    slot: number,
    contexts: readonly PoolContext[],
    createScheduler: () => Scheduler,
  ) {
    const [first] = contexts;
    assert(first !== undefined, 'a replica without a model');
    this.#host = host;
    this.index = index;
    this.#slot = slot;
    this.pool = first;
    this.#tenants = contexts.map((each) => new Tenant(host, each, createScheduler(), index));
    this.contexts = new Map(contexts.map((context) => [context.spec.group, context]));
    this.#byGroup = new Map(this.#tenants.map((tenant) => [tenant.context.spec.group, tenant]));
    this.#leaving = new Leaving(host.table);
    const { residency, firstReplica } = first.spec;
    const changed = (tenant: number, resident: boolean) =>
      host.onResident(contexts[tenant]!.spec.group, index, resident);
    this.residency =
      residency === undefined
        ? null
        : new Residency(this.#tenants, residency, index - firstReplica, changed);
  }

  isWarm(group: number): boolean {
    const tenant = this.#tenants.indexOf(this.#byGroup.get(group)!);
    return this.residency?.isResident(tenant) ?? true;
  }

  #sum(of: (tenant: Tenant) => number): number {
    return this.#tenants.reduce((sum, tenant) => sum + of(tenant), 0);
  }

  get preemptions(): number {
    return this.#sum(({ rank }) => rank.preemptions);
  }

  get waiting(): number {
    return this.#sum(({ rank }) => rank.line.waiting);
  }

  get running(): number {
    return this.#sum(({ rank }) => rank.batch.running.size);
  }

  get outputTokens(): number {
    return this.#sum(({ rank }) => rank.batch.outputTokens);
  }

  get peakWatts(): number {
    return Math.max(...this.#tenants.map(({ rank }) => rank.batch.ledger.peakWatts));
  }

  get reached(): readonly Readonly<Reached>[] {
    return this.#tenants.map(({ rank }) => rank.batch.reached);
  }

  enqueue(handle: number, request: RequestView, seconds: number): void {
    const tenant = this.#tenantOf(handle);
    this.residency?.arrive(this.#tenants.indexOf(tenant), seconds);
    tenant.enqueue(handle, request);
    if (this.#phase === phase.stepping || this.#phase === phase.planning) return;
    this.#boundarySeconds = seconds;
    this.#planWhenQuiet();
  }

  giveUp(handle: number, seconds: number): boolean {
    const where = this.#host.table.rows[handle * STRIDE + field.state]!;
    if (where === state.prefill || where === state.decode) {
      this.#leaving.add(handle);
      if (this.#phase === phase.planning) this.#expireLeaving(this.#boundarySeconds);
      return false;
    }
    this.#tenantOf(handle).rank.line.remove(handle, seconds);
    return true;
  }

  onEvent(): number {
    if (this.#phase === phase.stepping) this.#boundary();
    else this.#plan();
    return this.#boundarySeconds;
  }

  /** In whole blocks of the first model: as many as hold what is in use. */
  kvBlocksAt(seconds: number): number {
    const share = this.#sum((tenant) => tenant.shareAt(seconds));
    return Math.min(this.pool.spec.kvBlocks, Math.ceil(this.pool.spec.kvBlocks * share - ROUNDING));
  }

  sumsAt(seconds: number, sums: ReplicaSums): void {
    const elapsed = this.#elapsed(seconds);
    for (const tenant of this.#tenants) {
      const waits = this.#isStepping(tenant) ? 0 : elapsed;
      tenant.sumsAt(seconds, waits, this.pool.spec.kvBlocks, sums);
    }
  }

  #isStepping(tenant: Tenant): boolean {
    return this.#phase === phase.stepping && tenant === this.#tenants[this.#turn];
  }

  /** Seconds of the step in progress that are over; one that starts at this very instant has not begun. */
  #elapsed(seconds: number): number {
    if (this.#phase !== phase.stepping) return 0;
    const elapsed = seconds - this.#tenants[this.#turn]!.rank.batch.stretch.anchor;
    return elapsed > TIE_SECONDS ? elapsed : 0;
  }

  setSpeed({ pace, gear }: SpeedChange): void {
    assert(
      gear === undefined,
      'a gear is one model’s: of several on the same chips, nobody changes it',
    );
    if (pace === undefined) return;
    for (const { rank } of this.#tenants) rank.batch.speed.pace = pace;
  }

  fail(seconds: number, each: (handle: number) => void): void {
    this.#waitWith(this.#elapsed(seconds));
    for (const tenant of this.#tenants) tenant.fail(seconds, each);
    this.#leaving.clear();
    this.residency?.fail();
    this.#phase = phase.idle;
    this.#host.calendar.clear(this.#slot);
  }

  halt(seconds: number, each: (handle: number) => void): void {
    for (const { rank } of this.#tenants) rank.halt(seconds, each);
  }

  assertEmpty(): void {
    for (const { rank } of this.#tenants) rank.assertEmpty();
  }

  // ── the end of a step ─────────────────────────────────────────────────────────────────────────────────────────

  #boundary(): void {
    const { batch } = this.#tenants[this.#turn]!.rank;
    const now = batch.stretch.boundary(1);
    this.#waitWith(now - batch.stretch.anchor);
    this.#boundarySeconds = now;
    batch.boundarySeconds = now;
    batch.settle(1);
    endStep(batch, this.#host, now, this.#onComplete);
    this.#expireLeaving(now);
    this.#planWhenQuiet();
  }

  /** `seconds` of a step are over, in which the others held their blocks. */
  #waitWith(seconds: number): void {
    for (const tenant of this.#tenants) if (!this.#isStepping(tenant)) tenant.wait(seconds);
  }

  /** Plans now, or, when something else happens at this instant, after it. */
  #planWhenQuiet(): void {
    const { calendar } = this.#host;
    this.#phase = phase.planning;
    const due = dueSeconds(lane.plan, this.#boundarySeconds);
    const isQuiet = calendar.nextTimeBeside(this.#slot) > due;
    if (isQuiet) this.#plan();
    else calendar.set(this.#slot, due, lane.plan);
  }

  #leave(handle: number, now: number, completed: boolean): void {
    this.#tenantOf(handle).rank.batch.end(handle);
    if (completed) this.completed++;
    this.#host.onEnded(handle, now, completed);
  }

  /** Running requests whose client gave up before this boundary leave, unless they have just completed. */
  #expireLeaving(now: number): void {
    const { rows } = this.#host.table;
    this.#leaving.leave(now, (handle) => {
      const { batch, line } = this.#tenantOf(handle).rank;
      if (rows[handle * STRIDE + field.state] === state.preempted) {
        line.remove(handle, now);
        this.#host.onEnded(handle, now, false);
        return;
      }
      batch.withdraw(handle, now);
      this.#leave(handle, now, false);
    });
  }

  #tenantOf(handle: number): Tenant {
    return this.#byGroup.get(this.#host.table.rows[handle * STRIDE + field.group]!)!;
  }

  // ── the next step ─────────────────────────────────────────────────────────────────────────────────────────────

  #plan(): void {
    const now = this.#boundarySeconds;
    const { calendar } = this.#host;
    const { residency } = this;
    residency?.settle(now, this.#turn);
    const count = this.#tenants.length;
    for (const tenant of this.#tenants) tenant.rest();
    for (let i = 1; i <= count; i++) {
      const turn = (this.#turn + i) % count;
      if (residency?.isReady(turn, now) === false) continue;
      const tenant = this.#tenants[turn]!;
      const taken = this.#sum((other) => (other === tenant ? 0 : other.share));
      if (!tenant.plan(now, 1 - taken)) continue;
      residency?.use(turn, now);
      this.#turn = turn;
      this.#phase = phase.stepping;
      const boundary = tenant.rank.batch.stretch.boundary(1);
      calendar.set(this.#slot, dueSeconds(lane.completion, boundary), lane.completion);
      return;
    }
    this.#rest(residency?.nextReady(now) ?? Number.POSITIVE_INFINITY);
  }

  /** Nobody runs, before some model is loaded or a request comes. */
  #rest(untilSeconds: number): void {
    const { calendar } = this.#host;
    const loads = untilSeconds < Number.POSITIVE_INFINITY;
    this.#phase = loads ? phase.loading : phase.idle;
    if (!loads) {
      calendar.clear(this.#slot);
      return;
    }
    this.#boundarySeconds = untilSeconds;
    calendar.set(this.#slot, dueSeconds(lane.plan, untilSeconds), lane.plan);
  }
}
