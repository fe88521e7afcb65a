import { MetricsWindow } from './metrics-window.ts';
import type { Autoscaler, AutoscalerDefinition, AutoscalingSpec, ScalingView } from './port.ts';
import { replicasFor } from './steadied.ts';

type Spec = Extract<AutoscalingSpec, { policy: 'concurrency-target' }>;

/**
 * The Knative Pod Autoscaler (knative.dev, "Additional autoscaling configuration for Knative Pod Autoscaler"; its
 * decisions after pkg/autoscaler/scaling/autoscaler.go): desired = ⌈mean requests in flight over the stable window ÷
 * (concurrency × targetShare)⌉. Where the short panic window asks for `panicThreshold` times the ready replicas or
 * more, it follows the panic window and never scales in, until a stable window has passed without that. One decision
 * grows the ready replicas by `maxUpRate` at most and shrinks them by `maxDownRate`. The last replica goes once the
 * stable window was empty for `graceSeconds`.
 */
export const concurrencyTarget: AutoscalerDefinition<Spec> = {
  // the activator buffers what comes at 0 replicas and pokes the autoscaler
  wakes: true,
  create: (spec) => new ConcurrencyTarget(spec),
};

const CALM = Number.NEGATIVE_INFINITY;

class ConcurrencyTarget implements Autoscaler {
  private readonly spec: Spec;
  private readonly window: MetricsWindow;
  private panicSince = CALM;
  private mostInPanic = 0;
  private emptySince = Number.POSITIVE_INFINITY;

  constructor(spec: Spec) {
    this.spec = spec;
    this.window = new MetricsWindow(spec.stableSeconds);
  }

  desired({ nowSeconds, replicas, metrics }: ScalingView): number {
    const { spec } = this;
    this.window.add(metrics);
    const ready = Math.max(1, metrics.ready);
    const target = spec.concurrency * spec.targetShare;
    const stable = replicasFor(this.window.meanOutstanding(spec.stableSeconds), target);
    const panic = replicasFor(this.window.meanOutstanding(spec.panicSeconds), target);
    const most = Math.ceil(spec.maxUpRate * ready);
    const least = Math.floor(ready / spec.maxDownRate);
    const clip = (count: number) => Math.min(Math.max(count, least), most);
    this.judgePanic(nowSeconds, panic / ready);
    if (this.panicSince !== CALM) {
      this.mostInPanic = Math.max(this.mostInPanic, clip(panic), replicas);
      return this.mostInPanic;
    }
    if (stable > 0) this.emptySince = Number.POSITIVE_INFINITY;
    else this.emptySince = Math.min(this.emptySince, nowSeconds);
    const wanted = clip(stable);
    // Nobody shrinks to 0 by rate: one replica stays until the grace is over.
    if (stable > 0) return Math.max(1, wanted);
    const isOver = nowSeconds - this.emptySince >= spec.graceSeconds;
    return isOver && metrics.outstanding === 0 ? wanted : Math.min(replicas, Math.max(1, wanted));
  }

  private judgePanic(now: number, ratio: number): void {
    const { panicThreshold, stableSeconds } = this.spec;
    if (ratio >= panicThreshold) {
      this.panicSince = now;
    } else if (this.panicSince !== CALM && now > this.panicSince + stableSeconds) {
      this.panicSince = CALM;
      this.mostInPanic = 0;
    }
  }
}
