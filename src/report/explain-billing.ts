import { rentalTerms } from '../catalog/rental.ts';
import type { Source } from '../physics/data-sheets.ts';
import type { Pool } from '../scenario/scenario.ts';
import { figure, seconds } from './numbers.ts';

const billedTexts = {
  fleet: 'all of them, for the whole run',
  up: 'while their replica starts, serves or drains',
  busy: 'while their replica runs steps',
} as const;

/** What renting a pool's accelerators costs, in one line; nothing where that is not asked. */
export function explainBilling({ billing }: Pool): { readonly billing?: string } {
  if (billing === undefined) return {};
  const { platform, usdPerAcceleratorHour, billed, incrementSeconds, minimumSeconds } = billing;
  const least = minimumSeconds > 0 ? `, at least ${seconds(minimumSeconds)}` : '';
  const rounded = billed === 'up' ? `, by ${seconds(incrementSeconds)}${least}` : '';
  const price = `${figure(usdPerAcceleratorHour)} USD per accelerator and hour`;
  return { billing: `${price} (${platform}): ${billedTexts[billed]}${rounded}` };
}

/** Where the price and the terms come from. */
export function billingSources({ billing, accelerator }: Pool): Readonly<Record<string, Source>> {
  if (billing === undefined) return {};
  const { platform, priceSource } = billing;
  return {
    [`price of ${accelerator.id}`]: priceSource,
    [`billing by ${platform}`]: rentalTerms[platform].source,
  };
}
