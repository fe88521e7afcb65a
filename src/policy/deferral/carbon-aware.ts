import { startInLowestParts } from './lowest-parts.ts';
import type { DeferralDefinition } from './port.ts';

/** Waits for the hours in which a kilowatt-hour of the grid emits least. */
export const carbonAware: DeferralDefinition = {
  signal: 'gramsPerKwh',
  startSeconds: startInLowestParts,
};
