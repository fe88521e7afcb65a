import type { CompiledScenario } from '../compile/compiled.ts';
import type { Calendar } from '../kernel/calendar.ts';
import { dueSeconds, lane } from '../kernel/lanes.ts';
import { routers } from '../policy/routing/index.ts';
import type { Router } from '../policy/routing/port.ts';
import type { EngineReplica } from './replica/port.ts';
import { SiteSignals } from './site-signals.ts';

/** What a router is told beside what it is asked: by replicas or by grids. */
export interface RouterSignals {
  /** A request comes: from now on there is something to publish. */
  begin(seconds: number): void;
  /** A router is asked at `seconds`. */
  beforeSend(seconds: number): void;
  /** The calendar's event, where there is one; returns its instant. */
  onEvent(idle: boolean): number;
}

/** What the policy of `router` asks for; null where it asks for none. */
export function createSignals(
  { routing, facility }: CompiledScenario,
  router: Router,
  replicas: readonly EngineReplica[],
  { calendar, slot }: { readonly calendar: Calendar; readonly slot: number },
): RouterSignals | null {
  const { signal } = routers[routing.policy];
  if (signal === 'none') return null;
  if (signal !== 'kv-blocks') return facility ? new SiteSignals(facility, signal, router) : null;
  return new Signals(replicas, router, calendar, slot, routing.signalIntervalSeconds);
}

/** KV blocks in use as replicas publish them to a router that asks for them: every so often, or at every request. */
class Signals implements RouterSignals {
  readonly #replicas: readonly EngineReplica[];
  readonly #router: Router;
  readonly #calendar: Calendar;
  readonly #slot: number;
  /** 0 = exact at every request. */
  readonly #intervalSeconds: number;
  #dueSeconds = 0;

  constructor(
    replicas: readonly EngineReplica[],
    router: Router,
    calendar: Calendar,
    slot: number,
    intervalSeconds: number,
  ) {
    this.#replicas = replicas;
    this.#router = router;
    this.#calendar = calendar;
    this.#slot = slot;
    this.#intervalSeconds = intervalSeconds;
  }

  begin(seconds: number): void {
    const interval = this.#intervalSeconds;
    if (interval === 0 || this.#calendar.has(this.#slot)) return;
    this.#schedule((Math.floor(seconds / interval) + 1) * interval);
  }

  beforeSend(seconds: number): void {
    if (this.#intervalSeconds === 0) this.#publish(seconds);
  }

  /** The calendar's event: all publish, and again after the interval unless all is idle. Returns its instant. */
  onEvent(idle: boolean): number {
    const seconds = this.#dueSeconds;
    this.#publish(seconds);
    if (idle) this.#calendar.clear(this.#slot);
    else this.#schedule(seconds + this.#intervalSeconds);
    return seconds;
  }

  #schedule(seconds: number): void {
    this.#dueSeconds = seconds;
    this.#calendar.set(this.#slot, dueSeconds(lane.control, seconds), lane.control);
  }

  #publish(seconds: number): void {
    for (const [i, replica] of this.#replicas.entries()) {
      this.#router.onSignal?.(i, replica.kvBlocksAt(seconds));
    }
  }
}
