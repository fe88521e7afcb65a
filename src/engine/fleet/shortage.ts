/**
 * Replicas that failures took from a pool which scales, and that are wanted still: each lacks until another replica
 * opens, or until fewer are wanted.
 */
export class Shortage {
  /** When each was lost, in order. */
  readonly #since: number[] = [];
  #passedSeconds = 0;
  /** Losses that another replica made good, and the time that this took. */
  recoveries = 0;
  recoverySeconds = 0;

  /** How many lack now. */
  get replicas(): number {
    return this.#since.length;
  }

  lose(seconds: number): void {
    this.#since.push(seconds);
  }

  /** A replica opens: the oldest loss is made good. */
  open(seconds: number): void {
    const since = this.#since.shift();
    if (since === undefined) return;
    this.recoveries++;
    this.recoverySeconds += seconds - since;
    this.#passedSeconds += seconds - since;
  }

  /** No more than so many lack: the latest losses count as wanted no more. */
  limit(lacking: number, seconds: number): void {
    while (this.#since.length > Math.max(0, lacking)) {
      this.#passedSeconds += seconds - this.#since.pop()!;
    }
  }

  /** ∫ replicas that lack dt until `seconds`. */
  replicaSeconds(seconds: number): number {
    return this.#since.reduce((sum, since) => sum + seconds - since, this.#passedSeconds);
  }
}
