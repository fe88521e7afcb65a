/** What is to happen to the fleet: few entries, in order of (instant, order of entry). */
export class Agenda {
  readonly #entries: { readonly seconds: number; readonly act: (seconds: number) => void }[] = [];

  /** Instant of the next entry; Infinity when there is none. */
  get nextSeconds(): number {
    return this.#entries[0]?.seconds ?? Number.POSITIVE_INFINITY;
  }

  add(seconds: number, act: (seconds: number) => void): void {
    const entries = this.#entries;
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (entries[middle]!.seconds <= seconds) low = middle + 1;
      else high = middle;
    }
    entries.splice(low, 0, { seconds, act });
  }

  /** Takes out the next entry and lets it happen; returns its instant. */
  run(): number {
    const { seconds, act } = this.#entries.shift()!;
    act(seconds);
    return seconds;
  }
}
