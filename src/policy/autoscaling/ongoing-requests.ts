import { MetricsWindow } from './metrics-window.ts';
import type { Autoscaler, AutoscalerDefinition, AutoscalingSpec, ScalingView } from './port.ts';
import { replicasFor } from './steadied.ts';

type Spec = Extract<AutoscalingSpec, { policy: 'ongoing-requests' }>;

/**
 * Ray Serve's autoscaler (docs.ray.io, "Advanced Ray Serve Autoscaling"; replica_queue_length_autoscaling_policy):
 * error = mean ongoing requests of the look-back period ÷ (target × replicas), desired = ⌈replicas × (1 + factor ×
 * (error − 1))⌉. A wish to grow or to shrink is followed once it has held, without a break, for its delay; what is
 * wanted then counts. From 0 replicas, the first request starts ⌈upFactor⌉ of them at once.
 */
export const ongoingRequests: AutoscalerDefinition<Spec> = {
  create: (spec) => new OngoingRequests(spec),
};

class OngoingRequests implements Autoscaler {
  private readonly spec: Spec;
  private readonly window: MetricsWindow;
  private direction = 0;
  private sinceSeconds = 0;

  constructor(spec: Spec) {
    this.spec = spec;
    this.window = new MetricsWindow(spec.lookBackSeconds);
  }

  desired({ nowSeconds, replicas, metrics }: ScalingView): number {
    const spec = this.spec;
    this.window.add(metrics);
    const ongoing = this.window.meanOutstanding(spec.lookBackSeconds);
    if (replicas === 0) {
      this.direction = 0;
      return ongoing > 0 || metrics.outstanding > 0 ? Math.ceil(spec.upFactor) : 0;
    }
    const error = ongoing / (spec.target * replicas);
    const factor = error >= 1 ? spec.upFactor : spec.downFactor;
    const wanted = replicasFor(replicas * (1 + factor * (error - 1)), 1);
    const direction = Math.sign(wanted - replicas);
    if (direction !== this.direction) {
      this.direction = direction;
      this.sinceSeconds = nowSeconds;
    }
    const delay = direction > 0 ? spec.upDelaySeconds : spec.downDelaySeconds;
    if (direction === 0 || nowSeconds - this.sinceSeconds < delay) return replicas;
    this.direction = 0;
    return wanted;
  }
}
