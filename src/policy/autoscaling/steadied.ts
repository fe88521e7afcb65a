import type { ScalingBehavior, ScalingPace } from './port.ts';

interface Dated {
  readonly seconds: number;
  readonly replicas: number;
}

/** Absorbs the rounding of sums in ⌈…⌉: 6 ÷ 0.6 is 10 replicas, not 11. Assumed. */
const ROUNDING = 1e-9;

/** ⌈load ÷ target⌉ without a replica that rounding alone asks for. */
export function replicasFor(load: number, target: number): number {
  return Math.max(0, Math.ceil(load / target - ROUNDING));
}

/**
 * Turns recommendations into replicas as the Kubernetes autoscaler does (kubernetes.io, Horizontal Pod Autoscaling,
 * "Configurable scaling behavior"): downwards to the highest recommendation of the stabilisation window, upwards to
 * the lowest one, and per period no more than the larger of a share and a number of replicas, reckoned from what
 * stood when the period began.
 */
export class Steadied {
  private readonly behavior: ScalingBehavior;
  private readonly recommended: Dated[] = [];
  private readonly added: Dated[] = [];
  private readonly removed: Dated[] = [];

  constructor(behavior: ScalingBehavior) {
    this.behavior = behavior;
  }

  /** Replicas from `current` on, for a recommendation made at `now`. */
  next(now: number, current: number, recommendation: number): number {
    const { behavior } = this;
    const { downStabilizationSeconds: down, upStabilizationSeconds: up } = behavior;
    forget(this.recommended, now - Math.max(down, up));
    let highest = recommendation;
    let lowest = recommendation;
    for (const { seconds, replicas } of this.recommended) {
      if (seconds > now - down) highest = Math.max(highest, replicas);
      if (seconds > now - up) lowest = Math.min(lowest, replicas);
    }
    this.recommended.push({ seconds: now, replicas: recommendation });
    const stable = Math.min(Math.max(current, lowest), highest);
    if (stable > current) return this.grow(now, current, stable);
    return stable < current ? this.shrink(now, current, stable) : current;
  }

  private grow(now: number, current: number, wanted: number): number {
    const pace = this.behavior.up;
    const start = current - changed(this.added, now, pace);
    const most = Math.max(start + pace.replicas, Math.ceil(start * (1 + pace.share) - ROUNDING));
    const next = Math.max(current, Math.min(wanted, most));
    this.added.push({ seconds: now, replicas: next - current });
    return next;
  }

  private shrink(now: number, current: number, wanted: number): number {
    const pace = this.behavior.down;
    const start = current + changed(this.removed, now, pace);
    const least = Math.min(start - pace.replicas, Math.floor(start * (1 - pace.share) + ROUNDING));
    const next = Math.min(current, Math.max(wanted, least, 0));
    this.removed.push({ seconds: now, replicas: current - next });
    return next;
  }
}

function forget(dated: Dated[], until: number): void {
  let old = 0;
  while (old < dated.length && dated[old]!.seconds <= until) old++;
  if (old > 0) dated.splice(0, old);
}

/** How many replicas the last period has added or removed already. */
function changed(dated: Dated[], now: number, { periodSeconds }: ScalingPace): number {
  forget(dated, now - periodSeconds);
  return dated.reduce((sum, { replicas }) => sum + replicas, 0);
}
