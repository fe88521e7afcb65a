import type { PoolMetrics } from './port.ts';

/**
 * The metrics of the last while, oldest first, for means over windows. Of equal scrapes one is kept. A scrape that is
 * older than the window stays while it is the newest such one, so that a window is covered whole as soon as the run
 * is old enough.
 */
export class MetricsWindow {
  private readonly seconds: number;
  private readonly scrapes: PoolMetrics[] = [];

  constructor(seconds: number) {
    this.seconds = seconds;
  }

  add(metrics: PoolMetrics): void {
    const { scrapes } = this;
    const last = scrapes.at(-1);
    if (last !== undefined && metrics.seconds <= last.seconds) return;
    scrapes.push(metrics);
    let old = 0;
    while (
      old + 1 < scrapes.length &&
      scrapes[old + 1]!.seconds <= metrics.seconds - this.seconds
    ) {
      old++;
    }
    if (old > 0) scrapes.splice(0, old);
  }

  /** The newest scrape that was `seconds` old when the last one was made, else the oldest one kept. */
  before(seconds: number): PoolMetrics | undefined {
    const { scrapes } = this;
    const last = scrapes.at(-1);
    if (last === undefined) return undefined;
    let at = 0;
    while (at + 1 < scrapes.length && scrapes[at + 1]!.seconds <= last.seconds - seconds) at++;
    return scrapes[at];
  }

  /** Mean requests in the system over the last `seconds`; of a single scrape, those that it saw. */
  meanOutstanding(seconds: number): number {
    const last = this.scrapes.at(-1);
    const first = this.before(seconds);
    if (last === undefined || first === undefined) return 0;
    const length = last.seconds - first.seconds;
    return length > 0 ? (last.requestSeconds - first.requestSeconds) / length : last.outstanding;
  }
}
