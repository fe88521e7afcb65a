/** A replica that is wanted and that a failure took, or will take when its notice is over. */
interface Loss {
  /** Position of the replica. */
  readonly of: number;
  /** Since when it serves nobody; Infinity while it works off what it has. */
  since: number;
  /** Position of the replica that starts in its place; −1 where none has begun to. */
  by: number;
}

/**
 * Replicas that failures took from a pool which scales, and that are wanted still: each lacks until the replica opens that
 * was started for it, or until fewer are wanted.
 */
export class Shortage {
  /** In the order in which they were known. */
  readonly #losses: Loss[] = [];
  #passedSeconds = 0;
  /** Losses that another replica made good, and the time that this took. */
  recoveries = 0;
  recoverySeconds = 0;

  /** A replica that serves will be taken. */
  expect(of: number): void {
    this.#losses.push({ of, since: Number.POSITIVE_INFINITY, by: -1 });
  }

  /** A replica that was expected to be taken has worked off what it had, or was taken before. */
  stop(of: number, seconds: number): void {
    const loss = this.#losses.find((each) => each.of === of && each.since > seconds);
    if (loss !== undefined) loss.since = seconds;
  }

  /** A replica that was expected to be taken is not, or for another reason. */
  spare(of: number): void {
    const at = this.#losses.findIndex((each) => each.of === of && each.since === Infinity);
    if (at >= 0) this.#losses.splice(at, 1);
  }

  /** A replica that served is taken. */
  lose(of: number, seconds: number): void {
    this.#losses.push({ of, since: seconds, by: -1 });
  }

  /** A replica starts: for the first loss that none starts for, if there is one. */
  begin(by: number): void {
    const loss = this.#losses.find((each) => each.by < 0);
    if (loss !== undefined) loss.by = by;
  }

  /** A start comes to nothing. */
  cancel(by: number): void {
    const loss = this.#losses.find((each) => each.by === by);
    if (loss !== undefined) loss.by = -1;
  }

  /** A replica opens: the loss that it was started for is made good. */
  open(by: number, seconds: number): void {
    const at = this.#losses.findIndex((each) => each.by === by);
    if (at < 0) return;
    const lacked = this.#end(at, seconds);
    if (lacked === null) return;
    this.recoveries++;
    this.recoverySeconds += lacked;
  }

  /** No more than so many lack: the latest losses count as wanted no more. */
  limit(lacking: number, seconds: number): void {
    while (this.#losses.length > Math.max(0, lacking)) this.#end(this.#losses.length - 1, seconds);
  }

  /** ∫ replicas that lack dt until `seconds`. */
  replicaSeconds(seconds: number): number {
    return this.#losses.reduce(
      (sum, { since }) => sum + Math.max(0, seconds - since),
      this.#passedSeconds,
    );
  }

  /** Forgets a loss; returns how long it lacked, null where it never did. */
  #end(at: number, seconds: number): number | null {
    const [loss] = this.#losses.splice(at, 1);
    if (loss === undefined || loss.since > seconds) return null;
    this.#passedSeconds += seconds - loss.since;
    return seconds - loss.since;
  }
}
