/** What the calls of one stage of a strategy came to: a tier of a cascade or a route, or a model beside others; or what a model did that requests are routed to. */
export interface StageUse {
  readonly calls: number;
  readonly tokens: number;
  readonly joules: number;
  readonly usd: number;
  /** Whether one of them gave the answer that was delivered. */
  readonly isDelivered: boolean;
}
