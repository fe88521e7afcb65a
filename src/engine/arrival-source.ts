import type { Content } from '../policy/content.ts';
import type { TraceRows } from '../trace/port.ts';

/** Where the requests of one workload come from. */
export interface ArrivalSource {
  /** Instant of the next request; Infinity when none is to come (yet), NaN when a trace must be fed first. */
  readonly nextSeconds: number;
  /**
   * Writes the next request's fields (prompt, output, maxTokens, tenant, priority, client) and moves on. Its id and
   * arrival stand in its row already. Returns what its prompt begins with; null where it shares nothing.
   */
  take(rows: Float64Array, base: number): Content | null;
  /**
   * A request of this source ended, of which `made` tokens were made for its user, who `leaves` or not (only those that wait
   * for answers care). A strategy's answer lies in other `texts` than the request's own (strategy/said.ts).
   */
  onEnded(
    client: number,
    seconds: number,
    rejected: boolean,
    completed?: boolean,
    made?: number,
    leaves?: boolean,
    texts?: Content,
  ): void;
  /** Appends rows of a trace; null = its end. */
  feed(rows: TraceRows | null): void;
}
