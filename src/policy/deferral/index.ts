import { carbonAware } from './carbon-aware.ts';
import type { DeferralDefinition } from './port.ts';
import { priceAware } from './price-aware.ts';

/** Every deferral policy by name. */
export const deferrals = {
  'carbon-aware': carbonAware,
  'price-aware': priceAware,
} as const satisfies Readonly<Record<string, DeferralDefinition>>;

export type DeferralName = keyof typeof deferrals;

/** The policy that a name stands for. */
export function deferralOf(name: DeferralName): DeferralDefinition {
  return deferrals[name];
}
