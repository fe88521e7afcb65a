import type { Seconds } from '../base/units.ts';
import type { Accelerator, Source } from '../physics/data-sheets.ts';
import type { PlatformName } from './platforms.ts';
import { assumed, type Cited, paper } from './sources.ts';

/**
 * Which time of a pool's accelerators is billed. `fleet`: all that the pool can have, for the whole run; `up`: those of
 * replicas that start, serve or drain; `busy`: those of replicas while they run steps.
 */
export const billedTimes = ['fleet', 'up', 'busy'] as const;
export type BilledTime = (typeof billedTimes)[number];

/** How a platform bills: defaults of `pools[].billing`. */
export interface RentalTerms {
  readonly billed: BilledTime;
  /** Each lease, from a replica's start to its end, is rounded up to a multiple of this, and is at least the minimum. */
  readonly incrementSeconds: Seconds;
  readonly minimumSeconds: Seconds;
  readonly source: Source;
}

const bySecond = paper(
  'per-second billing for EC2 (AWS News Blog, 2017): Linux instances by the second, at least 60 s',
);

/** Terms by platform. */
export const rentalTerms = {
  bare: {
    billed: 'fleet',
    incrementSeconds: 1,
    minimumSeconds: 0,
    source: assumed('machines that are reserved cost whether they work or not'),
  },
  kubernetes: { billed: 'up', incrementSeconds: 1, minimumSeconds: 60, source: bySecond },
  'ray-serve': { billed: 'up', incrementSeconds: 1, minimumSeconds: 60, source: bySecond },
  serverless: {
    billed: 'up',
    incrementSeconds: 1,
    minimumSeconds: 0,
    source: paper(
      'docs.vast.ai, Serverless pricing, 2026: workers that load or are ready are billed by the second, those that are ' +
        'being found or are inactive are not',
    ),
  },
} as const satisfies Record<PlatformName, RentalTerms>;

const compared = 'techbytes.app, Serverless GPU pricing matrix, prices as of 2026-05-07: list of';
const modal = paper(`${compared} Modal`);
const lambda = paper(`${compared} Lambda, on demand`);
const modalPerSecond = (usd: number) =>
  paper(`Modal, list price of ${usd} USD per second, 2025; not checked against a second document`);
const googleTpu = paper(
  'Google, Cloud TPU pricing, on demand in the United States, 2025; not checked against a second document',
);

/** USD per hour of one chip, by its id, on demand. */
const prices: Readonly<Record<string, Cited<number>>> = {
  'h100-sxm': [3.78, lambda],
  'h100-pcie': [2.86, lambda],
  h200: [4.54, modalPerSecond(0.001261)],
  b200: [6.25, modalPerSecond(0.001736)],
  'a100-40gb': [1.48, lambda],
  'a100-80gb': [2.4984, modal],
  l40s: [1.9512, modal],
  l4: [0.7992, modal],
  t4: [0.5904, modal],
  a10g: [1.1016, modalPerSecond(0.000306)],
  'tpu-v5e': [1.2, googleTpu],
  'tpu-v5p': [4.2, googleTpu],
  'tpu-v6e': [2.7, googleTpu],
};

/**
 * USD per hour of an accelerator from the list of a cloud, and whose; null where none is known. Part of a chip costs its
 * part: the chip's price ÷ the parts that it has room for (assumed).
 */
export function listPrice({ id, partOf }: Accelerator): Cited<number> | null {
  const known = prices[partOf?.chip ?? id];
  if (known === undefined) return null;
  if (partOf === undefined || partOf.perChip === 1) return known;
  const [usd, source] = known;
  return [
    usd / partOf.perChip,
    assumed(`the chip's price ÷ ${partOf.perChip} parts; the chip: ${source.text}`),
  ];
}

/** Chips with a list price. */
export const pricedChips: readonly string[] = Object.keys(prices);
