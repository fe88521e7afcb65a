import { TIE_SECONDS } from '../../kernel/lanes.ts';
import type { ChipArbiter, ChipWork } from './port.ts';

const NEVER = Number.POSITIVE_INFINITY;
const NO_WORK: ChipWork = {
  hostSeconds: 0,
  chipSeconds: 0,
  demand: { compute: 0, memory: 0, power: 0 },
};

/** Where a step is. */
const at = { none: 0, host: 1, chip: 2 } as const;

/**
 * The steps in progress of processes that share a chip, one each at most. What is left of each falls at a rate that an
 * arbiter sets whenever somebody's work on the chip begins or ends, or it says so itself; in between all is linear, so
 * that looking changes nothing.
 */
export class StepsOnChip {
  readonly #arbiter: ChipArbiter;
  readonly #works: ChipWork[];
  readonly #where: number[];
  /** Of those on the host: when their work on the chip begins. */
  readonly #readySeconds: Float64Array;
  /** Seconds of work on the chip, alone, that were left at `#now`. */
  readonly #left: Float64Array;
  readonly #rates: Float64Array;
  /** Of the step in progress: its part of the time in which the chip was awake, shared equally by those with a step. */
  readonly #awakeSeconds: Float64Array;
  #inProgress = 0;
  #busySeconds = 0;
  #now = 0;
  #decision = NEVER;

  constructor(processes: number, arbiter: ChipArbiter) {
    this.#arbiter = arbiter;
    this.#works = Array.from({ length: processes }, () => NO_WORK);
    this.#where = this.#works.map(() => at.none);
    this.#readySeconds = new Float64Array(processes);
    this.#left = new Float64Array(processes);
    this.#rates = new Float64Array(processes);
    this.#awakeSeconds = new Float64Array(processes);
  }

  /** Until when all is known. */
  get now(): number {
    return this.#now;
  }

  /** When something happens next; Infinity where nothing does. */
  get next(): number {
    let next = this.#decision;
    for (let i = 0; i < this.#where.length; i++) next = Math.min(next, this.#changes(i));
    return next;
  }

  /** When a process's step gets to the chip, or ends there if all goes on as it does. */
  #changes(i: number): number {
    if (this.#where[i] === at.host) return this.#readySeconds[i]!;
    if (this.#where[i] === at.none || this.#rates[i] === 0) return NEVER;
    return this.#now + this.#left[i]! / this.#rates[i]!;
  }

  has(process: number): boolean {
    return this.#where[process] !== at.none;
  }

  /** A step of a process begins; `arbitrate` follows when all that begin at this instant have. */
  begin(process: number, work: ChipWork, seconds: number): void {
    this.#goOn(seconds);
    this.#works[process] = work;
    this.#readySeconds[process] = seconds + work.hostSeconds;
    this.#left[process] = work.chipSeconds;
    this.#rates[process] = 0;
    this.#awakeSeconds[process] = 0;
    this.#where[process] = work.hostSeconds > 0 ? at.host : at.chip;
    this.#inProgress++;
  }

  /** Sets the rates at which all get on from now. */
  arbitrate(seconds: number): void {
    this.#goOn(seconds);
    const active = this.#where.map((where) => where === at.chip);
    this.#decision = this.#arbiter.decide(this.#now, active, this.#works, this.#rates);
  }

  /** What happens at `next`, happens. Returns whose steps are over: these call for `end`, and then for `arbitrate`. */
  advance(): number[] {
    this.#goOn(this.next);
    const now = this.#now + TIE_SECONDS;
    const over: number[] = [];
    for (let i = 0; i < this.#where.length; i++) {
      if (this.#where[i] === at.chip && this.#changes(i) <= now) over.push(i);
      else if (this.#where[i] === at.host && this.#readySeconds[i]! <= now)
        this.#where[i] = at.chip;
    }
    if (over.length === 0) this.arbitrate(this.#now);
    return over;
  }

  /** A step is over, or lost. */
  end(process: number): void {
    this.#where[process] = at.none;
    this.#rates[process] = 0;
    this.#inProgress--;
  }

  /** Nothing of what was in progress is any more. */
  clear(seconds: number): void {
    this.#goOn(seconds);
    this.#where.fill(at.none);
    this.#rates.fill(0);
    this.#inProgress = 0;
    this.#decision = NEVER;
    this.#arbiter.clear();
  }

  /** Share of a step's work on the chip that is done at `seconds`, now or later. */
  doneAt(process: number, seconds: number): number {
    const work = this.#works[process]!.chipSeconds;
    const left = this.#left[process]! - this.#rates[process]! * Math.max(0, seconds - this.#now);
    return Math.min(1, Math.max(0, 1 - left / work));
  }

  /** A step's part of the time in which the chip was awake, until `seconds`. */
  awakeAt(process: number, seconds: number): number {
    return this.#awakeSeconds[process]! + Math.max(0, seconds - this.#now) / this.#inProgress;
  }

  /** Seconds until `seconds` in which any step was in progress. */
  busyAt(seconds: number): number {
    return this.#busySeconds + (this.#inProgress > 0 ? Math.max(0, seconds - this.#now) : 0);
  }

  /** Rate at which a process's step gets on, per second of it alone. */
  rateOf(process: number): number {
    return this.#rates[process]!;
  }

  #goOn(seconds: number): void {
    const elapsed = seconds - this.#now;
    if (elapsed <= 0) return;
    if (this.#inProgress > 0) this.#busySeconds += elapsed;
    for (let i = 0; i < this.#where.length; i++) {
      if (this.#where[i] === at.none) continue;
      this.#awakeSeconds[i]! += elapsed / this.#inProgress;
      this.#left[i]! -= this.#rates[i]! * elapsed;
    }
    this.#now = seconds;
  }
}
