import type { Autoscaler, AutoscalerDefinition, AutoscalingSpec, ScalingView } from './port.ts';
import { replicasFor, Steadied } from './steadied.ts';

type Spec = Extract<AutoscalingSpec, { policy: 'queue-length' }>;

/**
 * KEDA's scaler on the number of queued requests (keda.sh, Scaling Deployments): from 0 replicas, the first request
 * that waits starts one; from 1 on the HPA takes ⌈queued ÷ target⌉, with its tolerance, stabilisation and pace; after
 * `cooldownSeconds` without a request in the system, all go. One replica stays until then, for the HPA itself stops
 * at 1. The requests in the system, and not the queue alone, tell whether there is work: a replica that answers is
 * not idle.
 */
export const queueLength: AutoscalerDefinition<Spec> = {
  create: (spec) => new QueueLength(spec),
};

class QueueLength implements Autoscaler {
  private readonly spec: Spec;
  private readonly steadied: Steadied;
  private activeSeconds = 0;

  constructor(spec: Spec) {
    this.spec = spec;
    this.steadied = new Steadied(spec.behavior);
  }

  desired({ nowSeconds, replicas, metrics }: ScalingView): number {
    const { target, cooldownSeconds, behavior } = this.spec;
    const isActive = metrics.outstanding > 0;
    if (isActive) this.activeSeconds = nowSeconds;
    if (replicas === 0) return isActive ? 1 : 0;
    const ratio = metrics.queued / (target * replicas);
    const isNear = Math.abs(ratio - 1) <= behavior.tolerance;
    const wanted = isNear ? replicas : Math.max(1, replicasFor(metrics.queued, target));
    const next = this.steadied.next(nowSeconds, replicas, wanted);
    if (!isActive && nowSeconds - this.activeSeconds >= cooldownSeconds) return 0;
    return Math.max(1, next);
  }
}
