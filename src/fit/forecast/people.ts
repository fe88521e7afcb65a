import type { ForecastFile } from '../../scenario/forecast-file/schema.ts';

type People = Exclude<ForecastFile['people'], null>;

/** What a request costs with people about it, and without a model. */
export interface PeopleCost {
  /** Wrong answers that reach somebody: their cost and the minutes that clean them up. */
  readonly errors: number;
  /** Requests that are handed over, and what people get wrong of those. */
  readonly handoff: number;
  /** The same request by a person alone. */
  readonly alone: number;
  /** Share of the agents' time that handed-over requests take; above 1 they pile up. */
  readonly busyAgents: number;
}

/** Expected dollars of a request beside serving: of those that are not handed over, the wrong ones; of the others, a person. */
export function peopleCost(
  { minutes, wage, agents, errorRate, handoff, errorCost, cleanupMinutes }: People,
  accuracy: number,
  requestsPerDay: number,
): PeopleCost {
  const perMinute = wage / 60;
  const wrong = errorCost + cleanupMinutes * perMinute;
  const person = minutes * perMinute + errorRate * wrong;
  return {
    errors: (1 - handoff) * (1 - accuracy) * wrong,
    handoff: handoff * person,
    alone: person,
    // Eight hours a day, five days of seven.
    busyAgents: (handoff * requestsPerDay * minutes) / (agents * 480 * (5 / 7)),
  };
}
