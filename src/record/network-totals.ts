/** What the chips of replicas exchanged inside steps, over the whole run and all replicas that did; all 0 where none did. */
export interface ExchangeTotals {
  /** Bytes that left a chip: for another one of its node, of another node, and for the next stage of the pipeline. */
  readonly insideBytes: number;
  readonly acrossBytes: number;
  readonly handOnBytes: number;
  /** Those of handOnBytes that went to another node. */
  readonly handOnAcrossBytes: number;
  /** Time of their steps that it took; of that, between ranks of experts, and between nodes. */
  readonly seconds: number;
  readonly expertSeconds: number;
  readonly acrossSeconds: number;
  /** Time of those replicas' steps. */
  readonly stepSeconds: number;
  /** What adapters and trunks took for it. */
  readonly joules: number;
  /** Name of what most of that time went over; empty where nothing was exchanged. */
  readonly over: string;
}

/** What the links between replicas carried, over the whole run. */
export interface NetworkTotals {
  /** Transfers that are over, and the bytes of all that set out. */
  readonly transfers: number;
  readonly bytes: number;
  /** Σ over transfers that are over: what they took, and what they would have with all links to themselves. */
  readonly transferSeconds: number;
  readonly aloneSeconds: number;
  /** Of links outside the nodes, and of every byte; of exchanges, on adapters and trunks. */
  readonly joules: number;
  /** Times that a cable failed. */
  readonly failures: number;
  /** The link that was full for longest; null where none carried anything. */
  readonly fullest: {
    readonly name: string;
    readonly fullShare: number;
    readonly utilization: number;
  } | null;
  readonly exchanges: ExchangeTotals;
}
