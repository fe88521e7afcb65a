/** What users of a workload are charged, per answer that is complete. */
export interface TokenPrices {
  /** For a million tokens of the user's own prompt, images included, however many calls read it. */
  readonly inputUsdPerMillion: number;
  /** For a million of those that a prefix cache had when the request was first scheduled; absent where they cost as all others. */
  readonly cachedInputUsdPerMillion?: number;
  /** For a million tokens of the answer that is delivered. */
  readonly outputUsdPerMillion: number;
  /** For a million of all other tokens that its calls made. */
  readonly reasoningUsdPerMillion: number;
  /** For the request itself. */
  readonly usdPerRequest: number;
}

/** A workload that may have a price. */
export interface Priced {
  /** Absent where users pay nothing, or nobody asks. */
  readonly price?: TokenPrices;
}
