import { listPrice, pricedChips, type RentalTerms, rentalTerms } from '../../catalog/rental.ts';
import type { Accelerator, Source } from '../../physics/data-sheets.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool } from '../scenario.ts';
import type { RawPool } from '../schema/pool.ts';
import type { PoolContext } from './pool-context.ts';

const stated: Source = { kind: 'user', text: 'price of the scenario', verified: false };

/** Completes what renting a pool's accelerators costs; nothing where that is not asked. */
export function resolveBilling(
  raw: RawPool['billing'],
  accelerator: Accelerator,
  { autoscaling }: Pick<Pool, 'autoscaling'>,
  path: Path,
  { reporter, inCluster }: Pick<PoolContext, 'reporter' | 'inCluster'>,
): Pick<Pool, 'billing'> {
  if (raw === 'none') return {};
  const given = <T>(value: T | undefined, fallback: T, key: string): T => {
    if (value === undefined) reporter.useDefault([...path, key], fallback);
    return value ?? fallback;
  };
  const platform = given(raw.platform, autoscaling?.platform ?? 'bare', 'platform');
  const terms: RentalTerms = rentalTerms[platform];
  // others may have what a pool of a cluster does not hold
  const usual = inCluster && autoscaling !== undefined ? 'up' : terms.billed;
  const billed = given(raw.billed, usual, 'billed');
  for (const key of ['increment', 'minimum'] as const) {
    if (raw[key] === undefined || billed === 'up') continue;
    const message = `${key} belongs to billed: up, where each lease has an end`;
    reporter.error([...path, key], message, 'leave it out, or write billed: up');
  }
  const byLease = billed === 'up';
  return {
    billing: {
      platform,
      ...priceOf(raw.price, accelerator, [...path, 'price'], reporter),
      billed,
      incrementSeconds: byLease ? given(raw.increment, terms.incrementSeconds, 'increment') : 1,
      minimumSeconds: byLease ? given(raw.minimum, terms.minimumSeconds, 'minimum') : 0,
    },
  };
}

function priceOf(
  price: number | undefined,
  accelerator: Accelerator,
  path: Path,
  reporter: Reporter,
): { readonly usdPerAcceleratorHour: number; readonly priceSource: Source } {
  if (price !== undefined) return { usdPerAcceleratorHour: price, priceSource: stated };
  const known = listPrice(accelerator);
  if (known === null) {
    const message = `the catalog has no price of ${accelerator.id}; it has those of ${pricedChips.join(', ')}`;
    reporter.error(path, message, 'write price: 2.5 USD/h');
    return { usdPerAcceleratorHour: 0, priceSource: stated };
  }
  const [usdPerAcceleratorHour, priceSource] = known;
  reporter.useDefault(path, `${usdPerAcceleratorHour} USD/h`);
  return { usdPerAcceleratorHour, priceSource };
}
