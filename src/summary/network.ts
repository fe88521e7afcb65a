import type { NetworkTotals } from '../record/totals.ts';

/** What the links between replicas carried, and whether they held anybody back; over the whole run. */
export interface NetworkSummary {
  readonly transfers: number;
  readonly bytes: number;
  /** Mean of a transfer, its latency left out; null without any. */
  readonly meanSeconds: number | null;
  /** Σ of what transfers took ÷ what they would have with all links to themselves; null without any. */
  readonly slowdown: number | null;
  /** Of links outside the nodes, and of every byte: part of the IT energy where a facility is stated. */
  readonly joules: number;
  readonly cableFailures: number;
  /** The link that was full for the largest share of the run; null where nothing moved. */
  readonly fullest: NetworkTotals['fullest'];
}

export function networkOf(totals: NetworkTotals): NetworkSummary {
  const { transfers, bytes, transferSeconds, aloneSeconds, joules, failures, fullest } = totals;
  return {
    transfers,
    bytes,
    meanSeconds: transfers > 0 ? transferSeconds / transfers : null,
    slowdown: aloneSeconds > 0 ? transferSeconds / aloneSeconds : null,
    joules,
    cableFailures: failures,
    fullest,
  };
}

/** From here on a link is a bottleneck for practical purposes, and who crosses it is held back (assumed). */
const OFTEN_FULL = 0.5;
const HELD_BACK = 2;

/** The link that holds transfers back; null where none does. */
export function crowdedLink(totals: NetworkTotals | undefined): string | null {
  if (totals?.fullest === undefined || totals.fullest === null) return null;
  const { slowdown, fullest } = networkOf(totals);
  if (fullest === null || slowdown === null) return null;
  if (fullest.fullShare < OFTEN_FULL || slowdown < HELD_BACK) return null;
  const share = (100 * fullest.fullShare).toFixed(0);
  return `the link ${fullest.name} is full ${share} % of the time, and transfers take ${slowdown.toFixed(1)} times what they would alone`;
}
