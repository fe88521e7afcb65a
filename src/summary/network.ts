import type { ExchangeTotals, NetworkTotals } from '../record/network-totals.ts';

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
  /** What chips exchanged inside steps; null where none did. */
  readonly exchanges: ExchangeSummary | null;
}

/** What the chips of replicas exchanged inside steps, of all replicas that did. */
export interface ExchangeSummary {
  /** Bytes that left a chip, and of them those for another node. */
  readonly bytes: number;
  readonly acrossBytes: number;
  /** Shares of the time of their steps: all, between ranks of experts, and between nodes. */
  readonly share: number;
  readonly expertShare: number;
  readonly acrossShare: number;
  /** Name of what most of that time went over. */
  readonly over: string;
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
    exchanges: exchangesOf(totals.exchanges),
  };
}

function exchangesOf(of: ExchangeTotals): ExchangeSummary | null {
  const { seconds, expertSeconds, acrossSeconds, stepSeconds, over } = of;
  if (seconds === 0) return null;
  return {
    bytes: of.insideBytes + of.acrossBytes + of.handOnBytes,
    acrossBytes: of.acrossBytes + of.handOnAcrossBytes,
    share: seconds / stepSeconds,
    expertShare: expertSeconds / stepSeconds,
    acrossShare: acrossSeconds / stepSeconds,
    over,
  };
}

/** The figures of a network as rows of the summary's table: metric, value and unit. */
export function networkFigures(
  of: NetworkSummary,
): readonly (readonly [string, number | null, string?])[] {
  return [
    ['network_bytes', of.bytes, 'B'],
    ['network_slowdown', of.slowdown],
    ['network_full_share', of.fullest?.fullShare ?? null],
    ['network_joules', of.joules, 'J'],
    ['exchange_bytes', of.exchanges?.bytes ?? 0, 'B'],
    ['exchange_share', of.exchanges?.share ?? 0],
    ['exchange_expert_share', of.exchanges?.expertShare ?? 0],
    ['exchange_across_share', of.exchanges?.acrossShare ?? 0],
  ];
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

/** From here on exchanges are what a step waits for, if it is nearer to none of the roofs (assumed). */
const MUCH_OF_A_STEP = 1 / 3;

/** What chips exchange, where that takes more of their steps than either roof does; null where it does not. */
export function longExchange(
  totals: NetworkTotals | undefined,
  nearestRoof: number,
): string | null {
  const exchanges = totals === undefined ? null : exchangesOf(totals.exchanges);
  if (exchanges === null || exchanges.share < Math.max(MUCH_OF_A_STEP, nearestRoof)) return null;
  const { share, expertShare, over } = exchanges;
  const percent = (100 * share).toFixed(0);
  const who = expertShare > share / 2 ? 'between experts' : 'between chips of a replica';
  return `${percent} % of the time of steps is exchange ${who} over ${over}`;
}
