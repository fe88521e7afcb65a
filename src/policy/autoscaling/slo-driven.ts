import { MetricsWindow } from './metrics-window.ts';
import type {
  Autoscaler,
  AutoscalerDefinition,
  AutoscalingSpec,
  PoolMetrics,
  ScalingView,
} from './port.ts';

type Spec = Extract<AutoscalingSpec, { policy: 'slo-driven' }>;

/**
 * Scales by what users got. A breach is a window in which fewer than `attainment` of the requests that ended met every
 * target, or in which none ended though some were there all along: it adds `step` of the replicas, one at least, and
 * no more until a window has passed since. The load per ready replica of a breach is remembered, the lowest one; after
 * `calmSeconds` without a breach one replica goes, provided that the others' load then stays under `margin` of that.
 * A rule of our own: the additive removal and multiplicative growth are those of congestion control (Chiu and Jain
 * 1989), turned round.
 */
export const sloDriven: AutoscalerDefinition<Spec> = {
  create: (spec) => new SloDriven(spec),
};

class SloDriven implements Autoscaler {
  private readonly spec: Spec;
  private readonly window: MetricsWindow;
  private lowestBreach = Number.POSITIVE_INFINITY;
  private changedSeconds = 0;
  private grownSeconds = Number.NEGATIVE_INFINITY;

  constructor(spec: Spec) {
    this.spec = spec;
    this.window = new MetricsWindow(spec.windowSeconds);
  }

  desired({ nowSeconds, replicas, metrics }: ScalingView): number {
    const spec = this.spec;
    const window = this.window;
    window.add(metrics);
    const first = window.before(spec.windowSeconds) ?? metrics;
    if (replicas === 0) return metrics.outstanding > 0 ? 1 : 0;
    const load = window.meanOutstanding(spec.windowSeconds) / Math.max(1, metrics.ready);
    if (this.isBreach(first, metrics)) {
      this.lowestBreach = Math.min(this.lowestBreach, load);
      this.changedSeconds = nowSeconds;
      if (nowSeconds - this.grownSeconds < spec.windowSeconds) return replicas;
      this.grownSeconds = nowSeconds;
      return replicas + Math.max(1, Math.ceil(replicas * spec.step));
    }
    if (nowSeconds - this.changedSeconds < spec.calmSeconds) return replicas;
    if (!this.hasRoom(load * Math.max(1, metrics.ready), replicas)) return replicas;
    this.changedSeconds = nowSeconds;
    return replicas - 1;
  }

  private isBreach(first: PoolMetrics, last: PoolMetrics): boolean {
    const ended = last.ended - first.ended;
    if (ended > 0) return last.sloMet - first.sloMet < this.spec.attainment * ended;
    return last.seconds > first.seconds && first.outstanding > 0 && last.outstanding > 0;
  }

  /** Whether one replica less would do: the last one goes only where there is no work at all. */
  private hasRoom(outstanding: number, replicas: number): boolean {
    if (replicas === 1) return outstanding === 0;
    return outstanding / (replicas - 1) < this.spec.margin * this.lowestBreach;
  }
}
