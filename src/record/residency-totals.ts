/** What models that come and go did over a whole run. */
export interface ResidencyTotals {
  readonly loads: number;
  readonly loadingSeconds: number;
  /** Requests that came to a replica where the weights of their model were not ready, of all that came; null of none. */
  readonly coldShare: number | null;
}

/** What adapters that come and go did over a whole run; `coldShare` is of the sequences that joined a batch. */
export interface AdapterTotals extends ResidencyTotals {
  /** Of the time in which their replicas ran steps, the share that steps waited for loads; null where none ran. */
  readonly loadingShare: number | null;
  /** Of the sequences that queued, those that found every slot taken by other adapters; null of none. */
  readonly barredShare: number | null;
  /** Of the loads, those that were read from storage first, and how long reading took; absent where host memory holds all. */
  readonly storage?: { readonly loads: number; readonly readingSeconds: number };
}
