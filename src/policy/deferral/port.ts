/** A figure that is forecast from one instant to the next. */
export interface ForecastPart {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly value: number;
}

/** What a deferral policy may know: the request may wait, and what is forecast for the time in which it may start. */
export interface DeferralView {
  /** Grams of CO2-equivalent, or USD, per kWh: consecutive parts of the time from now to the latest start; at least one. */
  readonly forecast: readonly ForecastPart[];
  /** A figure counts as the lowest where it is above it by no more than this share of it. */
  readonly tolerance: number;
  /** In [0, 1): the request's own draw, for policies that spread starts. */
  readonly uniform: number;
}

/** Decides when a request that may wait starts. */
export interface DeferralDefinition {
  /** What it looks at. */
  readonly signal: 'gramsPerKwh' | 'usdPerKwh';
  /** The start, inside the forecast; its first instant is now. */
  startSeconds(view: DeferralView): number;
}
