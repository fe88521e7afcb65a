import { startInLowestParts } from './lowest-parts.ts';
import type { DeferralDefinition } from './port.ts';

/** Waits for the hours in which a kilowatt-hour costs least. */
export const priceAware: DeferralDefinition = {
  signal: 'usdPerKwh',
  startSeconds: startInLowestParts,
};
