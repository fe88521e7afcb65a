import type { HallWarmth } from '../fleet/hall-warmth.ts';
import type { LeaseMeter } from '../fleet/lease.ts';

/**
 * Whether a replica serves. `up`: takes requests; `draining`: takes no more and finishes its own; `starting`: has power
 * and serves nobody yet; `down`: serves nobody.
 */
export type LifeState = 'up' | 'draining' | 'starting' | 'down';

/** What state a replica has been in, and for how long: what energy, availability and the time series ask. */
export class ReplicaLife {
  /** Present where its accelerators are billed while it is up. */
  lease: LeaseMeter | null = null;
  /** Hears that it has lost its power, or has it again. */
  onPower: ((powered: boolean, seconds: number) => void) | null = null;
  /** Joules until an instant that its chips drew beyond their sheets for being warm; null where nobody asks. */
  leakage: ((seconds: number) => number) | null = null;
  /** The hall of its pool, which gets warmer without its cooling; null where nothing befalls that. */
  hall: HallWarmth | null = null;
  #state: LifeState = 'up';
  #powered = true;
  #since = 0;
  #servingSeconds = 0;
  #unpoweredSeconds = 0;

  get state(): LifeState {
    return this.#state;
  }

  /** Whether it works on requests, its own at least. */
  get serves(): boolean {
    return this.#state === 'up' || this.#state === 'draining';
  }

  /** Enters a state at `seconds`; without power it draws nothing, else what an idle replica draws, or what its steps do. */
  enter(state: LifeState, seconds: number, powered = state !== 'down'): void {
    this.#servingSeconds = this.servingSeconds(seconds);
    this.#unpoweredSeconds = this.unpoweredSeconds(seconds);
    this.lease?.change(state !== 'down', seconds);
    this.#since = seconds;
    this.#state = state;
    if (this.#powered === powered) return;
    this.#powered = powered;
    this.onPower?.(powered, seconds);
  }

  /** Seconds until `seconds` in which it was up or draining. */
  servingSeconds(seconds: number): number {
    return this.#servingSeconds + (this.serves ? Math.max(0, seconds - this.#since) : 0);
  }

  /** Seconds until `seconds` in which it had no power. */
  unpoweredSeconds(seconds: number): number {
    return this.#unpoweredSeconds + (this.#powered ? 0 : Math.max(0, seconds - this.#since));
  }

  /** Joules until `seconds` outside its steps, which took `busySeconds`, at `idleWatts` while it had power. */
  idleJoules(idleWatts: number, seconds: number, busySeconds: number): number {
    return idleWatts * Math.max(0, seconds - busySeconds - this.unpoweredSeconds(seconds));
  }

  /** Joules until `seconds` that its chips leaked beyond their sheets; 0 where nobody asks. */
  leakedJoules(seconds: number): number {
    return this.leakage === null ? 0 : this.leakage(seconds);
  }
}
