import type { RequestView } from '../request-view.ts';

export type AdmissionSpec =
  | { readonly policy: 'always' }
  /**
   * Rejects while this many requests wait, or while this many are in the system; Infinity where not
   * set.
   */
  | { readonly policy: 'queue-cap'; readonly maxQueued: number; readonly maxOutstanding: number }
  /** Each request takes one token (or its prompt's tokens) from a bucket that refills at a rate. */
  | {
      readonly policy: 'token-bucket';
      readonly ratePerSecond: number;
      readonly burst: number;
      readonly unit: 'requests' | 'prompt-tokens';
    }
  /** Sheds whoever would wait beyond his deadline, by what the last `windowSeconds` of queueing showed. */
  | { readonly policy: 'deadline-shed'; readonly windowSeconds: number }
  /** Sheds priorities below `minPriority` while this many requests are in the system. */
  | {
      readonly policy: 'tier-shed';
      readonly minPriority: number;
      readonly outstanding: number;
    };

/** What an admission policy may see of the fleet. */
export interface FleetView {
  readonly nowSeconds: number;
  /** Requests that wait for their first step, in schedulers and in the central queue; not those still in an API. */
  readonly queued: number;
  /** Requests in the system: queued or running. */
  readonly outstanding: number;
  /** Requests that have had their first step, since the start of the run. */
  readonly started: number;
}

export interface Admission {
  /** Whether the request may enter; if not, it ends as the definition says. */
  admits(request: RequestView, fleet: FleetView): boolean;
}

export interface AdmissionDefinition<S extends AdmissionSpec = AdmissionSpec> {
  /** What becomes of a request that may not enter; rejected, unless said otherwise. */
  readonly refusal?: 'shed';
  create(spec: S): Admission;
}
