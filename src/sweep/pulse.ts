/**
 * Counters that a worker shares with the main thread, which reads them while the worker computes: how far its job is, and
 * whether it still gets on.
 */
const SHARE = 0;
const BEATS = 1;
const BEGUN = 2;
const FIELDS = 3;

/** Parts of a job in which its progress is told. */
const WHOLE = 1000;

export function createPulses(slots: number): SharedArrayBuffer {
  return new SharedArrayBuffer(slots * FIELDS * Int32Array.BYTES_PER_ELEMENT);
}

export interface Pulse {
  /** Tells that a worker has taken the job. */
  begin(): void;
  /** Tells that the job got on, and is `share` (0 to 1) done. */
  beat(share: number): void;
  reset(): void;
  readonly begun: boolean;
  readonly share: number;
  /** Grows as long as the job gets on. */
  readonly beats: number;
}

export function pulseAt(pulses: SharedArrayBuffer, slot: number): Pulse {
  const counters = new Int32Array(pulses);
  const at = (field: number) => slot * FIELDS + field;
  return {
    begin() {
      Atomics.store(counters, at(BEGUN), 1);
    },
    beat(share) {
      Atomics.store(counters, at(SHARE), Math.round(WHOLE * Math.min(1, Math.max(0, share))));
      Atomics.add(counters, at(BEATS), 1);
    },
    reset() {
      Atomics.store(counters, at(SHARE), 0);
      Atomics.store(counters, at(BEGUN), 0);
    },
    get begun() {
      return Atomics.load(counters, at(BEGUN)) === 1;
    },
    get share() {
      return Atomics.load(counters, at(SHARE)) / WHOLE;
    },
    get beats() {
      return Atomics.load(counters, at(BEATS));
    },
  };
}
