import { assert } from '../../base/assert.ts';
import { dueSeconds, lane, TIE_SECONDS } from '../../kernel/lanes.ts';
import type { RequestView } from '../../policy/request-view.ts';
import type { Scheduler } from '../../policy/scheduling/port.ts';
import { field, STRIDE, state } from '../request-table.ts';
import { Mps } from '../sharing/mps.ts';
import type { ChipArbiter } from '../sharing/port.ts';
import { StepsOnChip } from '../sharing/steps-on-chip.ts';
import { TimeSlices } from '../sharing/time-slices.ts';
import type { ReplicaHost } from './host.ts';
import type { PoolContext } from './pool-context.ts';
import type { EngineReplica } from './port.ts';
import { Process } from './process.ts';
import { SeveralModels } from './several-models.ts';
import { endStep } from './step-end.ts';
import { ReplicaSums } from './step-ledger.ts';
import { ROUNDING } from './tenant.ts';

/** Planning: who has no step in progress may get one, when all that happens at this instant has happened. */
const phase = { idle: 0, running: 1, planning: 2 } as const;

/**
 * A replica whose chip several processes share, each of them the engine of one model, with a batch, a queue and memory of
 * its own (pools[].sharing). Their steps are in progress at the same time, and how fast each gets on is up to the chip:
 * slices of time (sharing/time-slices.ts), or kernels side by side (sharing/mps.ts). Each step is an event of its own.
 */
export class ColocatedReplica extends SeveralModels implements EngineReplica {
  readonly #chip: StepsOnChip;
  readonly #processes: readonly Process[];
  #phase: (typeof phase)[keyof typeof phase] = phase.idle;
  peakWatts = 0;

  constructor(
    host: ReplicaHost,
    index: number,
    slot: number,
    contexts: readonly PoolContext[],
    createScheduler: () => Scheduler,
  ) {
    const chip = new StepsOnChip(contexts.length, arbiterOf(contexts));
    const processes = contexts.map(
      (each, i) => new Process(host, each, createScheduler(), index, i, chip),
    );
    super(
      host,
      index,
      slot,
      processes.map(({ tenant }) => tenant),
    );
    this.#chip = chip;
    this.#processes = processes;
  }

  enqueue(handle: number, request: RequestView, seconds: number): void {
    const process = this.#processOf(handle);
    process.tenant.enqueue(handle, request);
    if (process.isStepping || this.#phase === phase.planning) return;
    this.boundarySeconds = seconds;
    this.#planNext();
  }

  giveUp(handle: number, seconds: number): boolean {
    const where = this.host.table.rows[handle * STRIDE + field.state]!;
    const process = this.#processOf(handle);
    if (where === state.prefill || where === state.decode) {
      process.leaving.add(handle);
      if (!process.isStepping) {
        this.expire(process.leaving, process.tenant.rank.batch.boundarySeconds);
      }
      return false;
    }
    process.tenant.rank.line.remove(handle, seconds);
    return true;
  }

  onEvent(): number {
    if (this.#phase === phase.planning) {
      this.plan();
      return this.boundarySeconds;
    }
    const { next } = this.#chip;
    this.#advance();
    return next;
  }

  /** In whole blocks of the first model: its own, and as many for each of the others as the same share of all is. */
  kvBlocksAt(seconds: number): number {
    const share = this.sum((tenant) => tenant.shareAt(seconds)) / this.#processes.length;
    return Math.min(this.pool.spec.kvBlocks, Math.ceil(this.pool.spec.kvBlocks * share - ROUNDING));
  }

  sumsAt(seconds: number, sums: ReplicaSums): void {
    const own = new ReplicaSums();
    const unit = this.pool.spec.kvBlocks / this.#processes.length;
    for (const process of this.#processes) process.sumsAt(seconds, unit, own);
    own.busySeconds = this.#chip.busyAt(seconds);
    sums.add(own);
  }

  fail(seconds: number, each: (handle: number) => void): void {
    for (const process of this.#processes) {
      process.priceUntil(seconds);
      process.tenant.fail(seconds, each);
      process.leaving.clear();
    }
    this.#chip.clear(seconds);
    this.#phase = phase.idle;
    this.host.calendar.clear(this.slot);
  }

  halt(seconds: number, each: (handle: number) => void): void {
    for (const process of this.#processes) {
      process.priceUntil(seconds);
      process.tenant.rank.halt(seconds, each);
    }
  }

  // ── the chip's events ─────────────────────────────────────────────────────────────────────────────────────────

  #advance(): void {
    if (this.#endSteps()) this.#planNext();
    else this.#schedule();
  }

  /** What happens next on the chip, happens. Returns whether steps have ended. */
  #endSteps(): boolean {
    const over = this.#chip.advance();
    for (const place of over) {
      const process = this.#processes[place]!;
      const now = process.end(this.#chip.now);
      this.boundarySeconds = Math.max(this.boundarySeconds, now);
      endStep(process.tenant.rank.batch, this.host, now, this.onComplete);
      this.expire(process.leaving, now);
    }
    return over.length > 0;
  }

  #planNext(): void {
    this.#phase = phase.planning;
    this.planWhenQuiet();
  }

  protected plan(): void {
    const due = this.boundarySeconds + TIE_SECONDS;
    while (this.#chip.next <= due) this.#endSteps();
    const now = this.boundarySeconds;
    for (const process of this.#processes) if (!process.isStepping) process.plan(now);
    this.#chip.arbitrate(now);
    this.#schedule();
  }

  #schedule(): void {
    const { calendar } = this.host;
    this.#notePeak();
    const { next } = this.#chip;
    if (next < Number.POSITIVE_INFINITY) {
      this.#phase = phase.running;
      calendar.set(this.slot, dueSeconds(lane.completion, next), lane.completion);
      return;
    }
    this.#phase = phase.idle;
    calendar.clear(this.slot);
  }

  #notePeak(): void {
    let awake = 0;
    let work = 0;
    for (const process of this.#processes) {
      if (!process.isStepping) continue;
      awake = Math.max(awake, process.awakeWatts);
      work += process.drawnWatts;
    }
    this.peakWatts = Math.max(this.peakWatts, awake + work);
  }

  #processOf(handle: number): Process {
    return this.#processes[this.tenants.indexOf(this.tenantOf(handle))]!;
  }
}

function arbiterOf(contexts: readonly PoolContext[]): ChipArbiter {
  const sharing = contexts[0]?.spec.sharing;
  assert(sharing !== undefined, 'a chip that nobody shares');
  if (sharing.kind === 'time-slicing') {
    return new TimeSlices(sharing.sliceSeconds, sharing.switchSeconds);
  }
  return new Mps(
    contexts.map(({ spec }) => (spec.sharing?.kind === 'mps' ? spec.sharing.threadShare : 1)),
  );
}
