import { dueSeconds, lane, TIE_SECONDS } from '../../kernel/lanes.ts';
import type { RequestView } from '../../policy/request-view.ts';
import type { Scheduler } from '../../policy/scheduling/port.ts';
import { field, STRIDE, state } from '../request-table.ts';
import type { ReplicaHost } from './host.ts';
import { Leaving } from './leaving.ts';
import type { PoolContext } from './pool-context.ts';
import type { EngineReplica } from './port.ts';
import { Residency } from './residency.ts';
import { SeveralModels } from './several-models.ts';
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
export class SharedReplica extends SeveralModels implements EngineReplica {
  readonly #leaving: Leaving;
  #phase: (typeof phase)[keyof typeof phase] = phase.idle;
  /** Whose step runs, or ran last. */
  #turn = 0;
  /** Null where all models are there all the time. */
  readonly residency: Residency | null;

  constructor(
    host: ReplicaHost,
    index: number,
    slot: number,
    contexts: readonly PoolContext[],
    createScheduler: () => Scheduler,
  ) {
    const tenants = contexts.map((each) => new Tenant(host, each, createScheduler(), index));
    super(host, index, slot, tenants);
    this.#leaving = new Leaving(host.table);
    const { residency, firstReplica } = this.pool.spec;
    const changed = (tenant: number, resident: boolean) =>
      host.onResident(contexts[tenant]!.spec.group, index, resident);
    this.residency =
      residency === undefined
        ? null
        : new Residency(tenants, residency, index - firstReplica, changed);
  }

  isWarm(group: number): boolean {
    return this.residency?.isResident(this.tenants.indexOf(this.tenantFor(group))) ?? true;
  }

  get peakWatts(): number {
    return Math.max(...this.tenants.map(({ rank }) => rank.batch.ledger.peakWatts));
  }

  enqueue(handle: number, request: RequestView, seconds: number): void {
    const tenant = this.tenantOf(handle);
    this.residency?.arrive(this.tenants.indexOf(tenant), seconds);
    tenant.enqueue(handle, request);
    if (this.#phase === phase.stepping || this.#phase === phase.planning) return;
    this.boundarySeconds = seconds;
    this.#planNext();
  }

  giveUp(handle: number, seconds: number): boolean {
    const where = this.host.table.rows[handle * STRIDE + field.state]!;
    if (where === state.prefill || where === state.decode) {
      this.#leaving.add(handle);
      if (this.#phase === phase.planning) this.expire(this.#leaving, this.boundarySeconds);
      return false;
    }
    this.tenantOf(handle).rank.line.remove(handle, seconds);
    return true;
  }

  onEvent(): number {
    if (this.#phase === phase.stepping) this.#boundary();
    else this.plan();
    return this.boundarySeconds;
  }

  /** In whole blocks of the first model: as many as hold what is in use. */
  kvBlocksAt(seconds: number): number {
    const share = this.sum((tenant) => tenant.shareAt(seconds));
    return Math.min(this.pool.spec.kvBlocks, Math.ceil(this.pool.spec.kvBlocks * share - ROUNDING));
  }

  sumsAt(seconds: number, sums: ReplicaSums): void {
    const elapsed = this.#elapsed(seconds);
    for (const tenant of this.tenants) {
      const waits = this.#isStepping(tenant) ? 0 : elapsed;
      tenant.sumsAt(seconds, waits, this.pool.spec.kvBlocks, sums);
    }
  }

  #isStepping(tenant: Tenant): boolean {
    return this.#phase === phase.stepping && tenant === this.tenants[this.#turn];
  }

  /** Seconds of the step in progress that are over; one that starts at this very instant has not begun. */
  #elapsed(seconds: number): number {
    if (this.#phase !== phase.stepping) return 0;
    const elapsed = seconds - this.tenants[this.#turn]!.rank.batch.stretch.anchor;
    return elapsed > TIE_SECONDS ? elapsed : 0;
  }

  fail(seconds: number, each: (handle: number) => void): void {
    this.#waitWith(this.#elapsed(seconds));
    for (const tenant of this.tenants) tenant.fail(seconds, each);
    this.#leaving.clear();
    this.residency?.fail();
    this.#phase = phase.idle;
    this.host.calendar.clear(this.slot);
  }

  halt(seconds: number, each: (handle: number) => void): void {
    for (const { rank } of this.tenants) rank.halt(seconds, each);
  }

  // ── the end of a step ─────────────────────────────────────────────────────────────────────────────────────────

  #boundary(): void {
    const { batch } = this.tenants[this.#turn]!.rank;
    const now = batch.stretch.boundary(1);
    this.#waitWith(now - batch.stretch.anchor);
    this.boundarySeconds = now;
    batch.boundarySeconds = now;
    batch.settle(1);
    endStep(batch, this.host, now, this.onComplete);
    this.expire(this.#leaving, now);
    this.#planNext();
  }

  /** `seconds` of a step are over, in which the others held their blocks. */
  #waitWith(seconds: number): void {
    for (const tenant of this.tenants) if (!this.#isStepping(tenant)) tenant.wait(seconds);
  }

  #planNext(): void {
    this.#phase = phase.planning;
    this.planWhenQuiet();
  }

  // ── the next step ─────────────────────────────────────────────────────────────────────────────────────────────

  protected plan(): void {
    const now = this.boundarySeconds;
    const { calendar } = this.host;
    const { residency } = this;
    residency?.settle(now, this.#turn);
    const count = this.tenants.length;
    for (const tenant of this.tenants) tenant.rest();
    for (let i = 1; i <= count; i++) {
      const turn = (this.#turn + i) % count;
      if (residency?.isReady(turn, now) === false) continue;
      const tenant = this.tenants[turn]!;
      const taken = this.sum((other) => (other === tenant ? 0 : other.share));
      if (!tenant.plan(now, 1 - taken)) continue;
      residency?.use(turn, now);
      this.#turn = turn;
      this.#phase = phase.stepping;
      const boundary = tenant.rank.batch.stretch.boundary(1);
      calendar.set(this.slot, dueSeconds(lane.completion, boundary), lane.completion);
      return;
    }
    this.#rest(residency?.nextReady(now) ?? Number.POSITIVE_INFINITY);
  }

  /** Nobody runs, before some model is loaded or a request comes. */
  #rest(untilSeconds: number): void {
    const { calendar } = this.host;
    const loads = untilSeconds < Number.POSITIVE_INFINITY;
    this.#phase = loads ? phase.loading : phase.idle;
    if (!loads) {
      calendar.clear(this.slot);
      return;
    }
    this.boundarySeconds = untilSeconds;
    calendar.set(this.slot, dueSeconds(lane.plan, untilSeconds), lane.plan);
  }
}
