/**
 * Load of one group of replicas, as counters that monitoring reads. Of a request that a strategy answers each call is load
 * of the group that it goes to; targets are those of the request as a whole, and judged in every group that it may call.
 */
export class LoadMeter {
  /** Requests and calls that came, and that left. */
  arrivals = 0;
  left = 0;
  /** Requests whose targets were judged at their end, and those that met every one. */
  judged = 0;
  sloMet = 0;
  #requestSeconds = 0;
  #lastSeconds = 0;

  /** Requests and calls in the system. */
  get outstanding(): number {
    return this.arrivals - this.left;
  }

  onArrival(seconds: number): void {
    this.#pass(seconds);
    this.arrivals++;
  }

  onLeft(seconds: number): void {
    this.#pass(seconds);
    this.left++;
  }

  judge(met: boolean): void {
    this.judged++;
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
