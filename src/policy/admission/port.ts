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
    };

/** What an admission policy may see of the fleet. */
export interface FleetView {
  readonly nowSeconds: number;
  /** Requests that wait for their first step, at replicas and in the central queue. */
  readonly queued: number;
  /** Requests in the system: queued or running. */
  readonly outstanding: number;
}

export interface Admission {
  /** Whether the request may enter. A refused one ends as `rejected`. */
  admits(request: RequestView, fleet: FleetView): boolean;
}

export interface AdmissionDefinition<S extends AdmissionSpec = AdmissionSpec> {
  create(spec: S): Admission;
}
