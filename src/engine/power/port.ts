/** Who hears what replicas draw. */
export interface PowerObserver {
  /** From `seconds` on a replica draws `watts`, and `slope` more with every second that passes. */
  onDrawn(replica: number, seconds: number, watts: number, slope: number): void;
}
