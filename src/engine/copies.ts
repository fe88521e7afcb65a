import type { CompiledScenario } from '../compile/compiled.ts';
import type { HedgeTotals, RolloutTotals } from '../record/totals.ts';
import type { LostWork } from '../scenario/failures.ts';
import { Hedges, type Load } from './clients/hedges.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { RequestFacts } from './request-facts.ts';
import { copy, field, type RequestTable, STRIDE } from './request-table.ts';
import type { Rollout } from './rollout/rollout.ts';
import { createShadows, type Shadows } from './rollout/shadows.ts';
import type { Slots } from './slots.ts';

/** A roll-out and its shadows, and hedged requests that another copy answers, or may: where requests have copies. */
export class Copies {
  readonly shadows: Shadows | null;
  readonly hedges: Hedges | null;
  /** The dispatchers whose answers somebody waits for. */
  readonly answering: readonly Dispatcher[];
  readonly #table: RequestTable;
  readonly #fleet: Load;
  readonly #rollout: Rollout | null;
  readonly #slots: Slots;

  constructor(
    scenario: CompiledScenario,
    rollout: Rollout | null,
    facts: RequestFacts,
    host: ConstructorParameters<typeof Hedges>[1] & Parameters<typeof createShadows>[3],
    slots: Slots,
  ) {
    this.#table = host.table;
    this.#fleet = host.fleet;
    this.#rollout = rollout;
    this.#slots = slots;
    this.shadows = createShadows(scenario, rollout, facts, host);
    const isHedged = scenario.workloads.some(({ hedge }) => hedge !== undefined);
    this.hedges = isHedged ? new Hedges(scenario.workloads, host, slots) : null;
    this.answering = host.dispatchers.filter((_, group) => !this.#areCopies(group));
  }

  /** Copies that are with replicas. */
  get outstanding(): number {
    return (this.shadows?.load.outstanding ?? 0) + (this.hedges?.load.outstanding ?? 0);
  }

  /** Whether an event of this slot is one of the roll-out or of clients who hedge. */
  owns(slot: number): boolean {
    const { rollout, hedges, losers } = this.#slots;
    return slot === rollout || slot === hedges || slot === losers;
  }

  /** The calendar's event: a check, a step, a request that is sent once more, or copies to stop. Returns its instant. */
  onEvent(slot: number): number {
    if (slot === this.#slots.rollout) return this.#rollout!.onEvent();
    return slot === this.#slots.hedges ? this.hedges!.send() : this.hedges!.stop();
  }

  /** What came of the roll-out and of hedging, where there is any. */
  get totals(): { readonly rollout?: RolloutTotals; readonly hedges?: HedgeTotals } {
    return {
      ...(this.#rollout !== null && { rollout: this.#rollout.totals() }),
      ...(this.hedges !== null && { hedges: this.hedges.totals }),
    };
  }

  /** Whose copy a request is; null where a client waits for it. */
  of(handle: number): Shadows | Hedges | null {
    const which = this.#table.rows[handle * STRIDE + field.copy]!;
    if (which === copy.shadow) return this.shadows;
    return which >= copy.hedge ? this.hedges : null;
  }

  /** The number of a call that is made for a copy, apart from those of users; null of others. */
  numberOf(call: number): number | null {
    if (this.shadows === null) return null;
    const { rows } = this.#table;
    const parent = rows[call * STRIDE + field.question]!;
    return rows[parent * STRIDE + field.copy] === copy.shadow ? this.shadows.nextNumber() : null;
  }

  /** Where a request or a call counts that waits for a replica, or is with one. */
  loadOf(handle: number): Load {
    const own = this.of(handle);
    if (own !== null) return own.load;
    const group = this.#table.rows[handle * STRIDE + field.group]!;
    return this.#areCopies(group) ? this.shadows!.load : this.#fleet;
  }

  #areCopies(group: number): boolean {
    return this.shadows?.groups.has(group) === true;
  }

  /** Replicas have lost these requests: the copies among them end. Returns the others. */
  leave(lost: readonly number[], seconds: number, fate: LostWork): readonly number[] {
    this.hedges?.survive(lost, fate);
    const isOwn = lost.map((handle) => this.of(handle) === null);
    for (const handle of lost) this.of(handle)?.onEnded(handle, seconds, false);
    return lost.filter((_, i) => isOwn[i]);
  }
}
