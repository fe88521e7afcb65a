/** Load of one group of replicas, as counters that monitoring reads. */
export class LoadMeter {
  /** Requests that came, that ended, and that ended with every target met. */
  arrivals = 0;
  ended = 0;
  sloMet = 0;
  #requestSeconds = 0;
  #lastSeconds = 0;

  /** Requests in the system. */
  get outstanding(): number {
    return this.arrivals - this.ended;
  }

  onArrival(seconds: number): void {
    this.#pass(seconds);
    this.arrivals++;
  }

  onEnded(seconds: number, met: boolean): void {
    this.#pass(seconds);
    this.ended++;
    if (met) this.sloMet++;
  }

  /** ∫ outstanding dt until `seconds`. */
  requestSecondsAt(seconds: number): number {
    return this.#requestSeconds + this.outstanding * (seconds - this.#lastSeconds);
  }

  /** Instants of one tie may come in any order: the integral is the same. */
  #pass(seconds: number): void {
    this.#requestSeconds = this.requestSecondsAt(seconds);
    this.#lastSeconds = seconds;
  }
}
