import { assert } from '../../base/assert.ts';
import { dueSeconds, lane, TIE_SECONDS } from '../../kernel/lanes.ts';
import type { Reached } from '../../physics/validity.ts';
import type { RequestView } from '../../policy/request-view.ts';
import type { Scheduler } from '../../policy/scheduling/port.ts';
import { field, STRIDE, state } from '../request-table.ts';
import { Mps } from '../sharing/mps.ts';
import type { ChipArbiter } from '../sharing/port.ts';
import { StepsOnChip } from '../sharing/steps-on-chip.ts';
import { TimeSlices } from '../sharing/time-slices.ts';
import type { ReplicaHost } from './host.ts';
import { ReplicaLife } from './life.ts';
import type { PoolContext } from './pool-context.ts';
import type { EngineReplica } from './port.ts';
import { Process } from './process.ts';
import type { SpeedChange } from './speed.ts';
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
export class ColocatedReplica implements EngineReplica {
  readonly index: number;
  readonly pool: PoolContext;
  readonly contexts: ReadonlyMap<number, PoolContext>;
  readonly handOff = null;
  readonly life = new ReplicaLife();
  readonly #host: ReplicaHost;
  readonly #slot: number;
  readonly #chip: StepsOnChip;
  readonly #processes: readonly Process[];
  readonly #byGroup: ReadonlyMap<number, Process>;
  readonly #onComplete = (handle: number, now: number) => this.#leave(handle, now, true);
  #phase: (typeof phase)[keyof typeof phase] = phase.idle;
  /** When the plan that is due is made. */
  #boundarySeconds = 0;
  peakWatts = 0;
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
    const chip = new StepsOnChip(contexts.length, arbiterOf(contexts));
    this.#chip = chip;
    this.#processes = contexts.map(
      (each, i) => new Process(host, each, createScheduler(), index, i, chip),
    );
    this.contexts = new Map(contexts.map((context) => [context.spec.group, context]));
    this.#byGroup = new Map(this.#processes.map((each) => [each.tenant.context.spec.group, each]));
  }

  #sum(of: (process: Process) => number): number {
    return this.#processes.reduce((sum, process) => sum + of(process), 0);
  }

  get preemptions(): number {
    return this.#sum(({ tenant }) => tenant.rank.preemptions);
  }

  get waiting(): number {
    return this.#sum(({ tenant }) => tenant.rank.line.waiting);
  }

  get running(): number {
    return this.#sum(({ tenant }) => tenant.rank.batch.running.size);
  }

  get outputTokens(): number {
    return this.#sum(({ tenant }) => tenant.rank.batch.outputTokens);
  }

  get reached(): readonly Readonly<Reached>[] {
    return this.#processes.map(({ tenant }) => tenant.rank.batch.reached);
  }

  enqueue(handle: number, request: RequestView, seconds: number): void {
    const process = this.#processOf(handle);
    process.tenant.enqueue(handle, request);
    if (process.isStepping || this.#phase === phase.planning) return;
    this.#boundarySeconds = seconds;
    this.#planWhenQuiet();
  }

  giveUp(handle: number, seconds: number): boolean {
    const where = this.#host.table.rows[handle * STRIDE + field.state]!;
    const process = this.#processOf(handle);
    if (where === state.prefill || where === state.decode) {
      process.leaving.add(handle);
      if (!process.isStepping) {
        this.#expireLeaving(process, process.tenant.rank.batch.boundarySeconds);
      }
      return false;
    }
    process.tenant.rank.line.remove(handle, seconds);
    return true;
  }

  onEvent(): number {
    if (this.#phase === phase.planning) {
      this.#plan();
      return this.#boundarySeconds;
    }
    const { next } = this.#chip;
    this.#advance();
    return next;
  }

  /** In whole blocks of the first model: its own, and as many for each of the others as the same share of all is. */
  kvBlocksAt(seconds: number): number {
    const share = this.#sum(({ tenant }) => tenant.shareAt(seconds)) / this.#processes.length;
    return Math.min(this.pool.spec.kvBlocks, Math.ceil(this.pool.spec.kvBlocks * share - ROUNDING));
  }

  sumsAt(seconds: number, sums: ReplicaSums): void {
    const own = new ReplicaSums();
    const unit = this.pool.spec.kvBlocks / this.#processes.length;
    for (const process of this.#processes) process.sumsAt(seconds, unit, own);
    own.busySeconds = this.#chip.busyAt(seconds);
    sums.add(own);
  }

  setSpeed({ pace, gear }: SpeedChange): void {
    assert(
      gear === undefined,
      'a gear is one model’s: of several on the same chips, nobody changes it',
    );
    if (pace === undefined) return;
    for (const { tenant } of this.#processes) tenant.rank.batch.speed.pace = pace;
  }

  fail(seconds: number, each: (handle: number) => void): void {
    for (const process of this.#processes) {
      process.priceUntil(seconds);
      process.tenant.fail(seconds, each);
      process.leaving.clear();
    }
    this.#chip.clear(seconds);
    this.#phase = phase.idle;
    this.#host.calendar.clear(this.#slot);
  }

  halt(seconds: number, each: (handle: number) => void): void {
    for (const process of this.#processes) {
      process.priceUntil(seconds);
      process.tenant.rank.halt(seconds, each);
    }
  }

  assertEmpty(): void {
    for (const { tenant } of this.#processes) tenant.rank.assertEmpty();
  }

  // ── the chip's events ─────────────────────────────────────────────────────────────────────────────────────────

  #advance(): void {
    if (this.#endSteps()) this.#planWhenQuiet();
    else this.#schedule();
  }

  /** What happens next on the chip, happens. Returns whether steps have ended. */
  #endSteps(): boolean {
    const over = this.#chip.advance();
    for (const place of over) {
      const process = this.#processes[place]!;
      const now = process.end(this.#chip.now);
      this.#boundarySeconds = Math.max(this.#boundarySeconds, now);
      endStep(process.tenant.rank.batch, this.#host, now, this.#onComplete);
      this.#expireLeaving(process, now);
    }
    return over.length > 0;
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

  #plan(): void {
    const due = this.#boundarySeconds + TIE_SECONDS;
    while (this.#chip.next <= due) this.#endSteps();
    const now = this.#boundarySeconds;
    for (const process of this.#processes) if (!process.isStepping) process.plan(now);
    this.#chip.arbitrate(now);
    this.#schedule();
  }

  #schedule(): void {
    const { calendar } = this.#host;
    this.#notePeak();
    const { next } = this.#chip;
    if (next < Number.POSITIVE_INFINITY) {
      this.#phase = phase.running;
      calendar.set(this.#slot, dueSeconds(lane.completion, next), lane.completion);
      return;
    }
    this.#phase = phase.idle;
    calendar.clear(this.#slot);
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

  #leave(handle: number, now: number, completed: boolean): void {
    this.#processOf(handle).tenant.rank.batch.end(handle);
    if (completed) this.completed++;
    this.#host.onEnded(handle, now, completed);
  }

  /** Running requests whose client gave up before this boundary leave, unless they have just completed. */
  #expireLeaving({ tenant, leaving }: Process, now: number): void {
    const { rows } = this.#host.table;
    const { batch, line } = tenant.rank;
    leaving.leave(now, (handle) => {
      if (rows[handle * STRIDE + field.state] === state.preempted) {
        line.remove(handle, now);
        this.#host.onEnded(handle, now, false);
        return;
      }
      batch.withdraw(handle, now);
      this.#leave(handle, now, false);
    });
  }

  #processOf(handle: number): Process {
    return this.#byGroup.get(this.#host.table.rows[handle * STRIDE + field.group]!)!;
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
