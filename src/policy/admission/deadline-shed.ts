import type { RequestView } from '../request-view.ts';
import type { Admission, AdmissionDefinition, AdmissionSpec, FleetView } from './port.ts';

type DeadlineShedSpec = Extract<AdmissionSpec, { policy: 'deadline-shed' }>;

/**
 * Sheds a request at its arrival where its estimated wait ends after its deadline. The wait is
 * estimated as queued ÷ starts per second (Little's law), where starts are counted between arrivals
 * that both found a queue, and older ones fade by e per `windowSeconds`: an idle fleet says nothing of
 * how fast a queue drains. Until there was a queue, everybody enters; so do those without a deadline.
 * The estimate knows no order but that of arrival.
 */
export const deadlineShed: AdmissionDefinition<DeadlineShedSpec> = {
  refusal: 'shed',
  create: (spec) => new DeadlineShed(spec),
};

class DeadlineShed implements Admission {
  private readonly windowSeconds: number;
  private lastSeconds = 0;
  private lastStarted = 0;
  private lastQueued = 0;
  private busySeconds = 0;
  private busyStarts = 0;

  constructor({ windowSeconds }: DeadlineShedSpec) {
    this.windowSeconds = windowSeconds;
  }

  admits(request: RequestView, fleet: FleetView): boolean {
    this.observe(fleet);
    if (fleet.queued === 0 || this.busyStarts === 0) return true;
    const waitSeconds = (fleet.queued * this.busySeconds) / this.busyStarts;
    return fleet.nowSeconds + waitSeconds <= request.deadlineSeconds;
  }

  private observe({ nowSeconds, queued, started }: FleetView): void {
    const elapsed = nowSeconds - this.lastSeconds;
    if (this.lastQueued > 0 && queued > 0) {
      const kept = Math.exp(-elapsed / this.windowSeconds);
      this.busySeconds = this.busySeconds * kept + elapsed;
      this.busyStarts = this.busyStarts * kept + started - this.lastStarted;
    }
    this.lastSeconds = nowSeconds;
    this.lastStarted = started;
    this.lastQueued = queued;
  }
}
