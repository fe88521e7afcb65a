import type { Autoscaler, AutoscalerDefinition, AutoscalingSpec, ScalingView } from './port.ts';
import { replicasFor, Steadied } from './steadied.ts';

type Spec = Extract<AutoscalingSpec, { policy: 'target-utilization' }>;

/**
 * The Kubernetes HPA: desired = ⌈current × metric ÷ target⌉, unless metric ÷ target is within the tolerance of 1; then
 * stabilised and paced (kubernetes.io, Horizontal Pod Autoscaling, "Algorithm details"). The metric is the mean over
 * ready replicas of the last scrape's busy share (since the scrape before it) or KV use. Replicas that start count as
 * 0 when it would scale out, and as the target itself when it would scale in; where that turns the direction round,
 * nothing changes. It never leaves 0 replicas by itself, as no replica is there to have a metric.
 */
export const targetUtilization: AutoscalerDefinition<Spec> = {
  create: (spec) => new TargetUtilization(spec),
};

class TargetUtilization implements Autoscaler {
  private readonly spec: Spec;
  private readonly steadied: Steadied;
  private busy = 0;
  private lastSeconds = 0;
  private lastBusySeconds = 0;
  private lastReadySeconds = 0;

  constructor(spec: Spec) {
    this.spec = spec;
    this.steadied = new Steadied(spec.behavior);
  }

  desired(view: ScalingView): number {
    return this.steadied.next(view.nowSeconds, view.replicas, this.recommend(view));
  }

  private recommend({ replicas, metrics }: ScalingView): number {
    const { metric, target, behavior } = this.spec;
    this.observe(metrics);
    const { ready } = metrics;
    if (replicas === 0 || ready === 0) return replicas;
    const usage = metric === 'busy' ? this.busy : metrics.kvCache;
    const ratio = usage / target;
    if (Math.abs(ratio - 1) <= behavior.tolerance) return replicas;
    const starting = Math.max(0, replicas - ready);
    const load = ready * usage + (ratio > 1 ? 0 : starting * target);
    const ofAll = load / target / (ready + starting);
    if (Math.abs(ofAll - 1) <= behavior.tolerance || ofAll > 1 !== ratio > 1) return replicas;
    const wanted = replicasFor(load, target);
    return ratio > 1 ? Math.max(replicas, wanted) : Math.min(replicas, wanted);
  }

  /** The busy share between the last two scrapes. */
  private observe({ seconds, busySeconds, readySeconds }: ScalingView['metrics']): void {
    if (seconds <= this.lastSeconds) return;
    const ready = readySeconds - this.lastReadySeconds;
    this.busy = ready > 0 ? (busySeconds - this.lastBusySeconds) / ready : 0;
    this.lastSeconds = seconds;
    this.lastBusySeconds = busySeconds;
    this.lastReadySeconds = readySeconds;
  }
}
