import { fabrics, hostLinkOf, isCpu } from '../../catalog/index.ts';
import type { Accelerator } from '../../physics/data-sheets.ts';
import type { Path } from '../document/tree.ts';
import { type KvTier, type KvTiersSpec, type TierName, tierNames } from '../kv-tiers.ts';
import type { Reporter } from '../reporter.ts';
import type { RawPool } from '../schema/pool.ts';

/** SGLang HiCache's threshold for reads from its storage; here for all tiers. */
const DEFAULT_THRESHOLD = 256;

/** What stands for a tier's key that is left out. Null = twice what the chips keep, as HiCache's ratio. */
interface Usual {
  readonly capacityBytes: number | null;
  readonly bytesPerSecond: number;
  readonly latencySeconds: number;
}

/**
 * Assumed: a drive of 1.92 TB that reads as the data sheets of PCIe 4.0 drives say, 7 GB/s after 100 µs; a store of 10 TB
 * behind one adapter of the node; the delay of a PCIe exchange, as links between chips have it.
 */
function usualOf(tier: TierName, hostBytesPerSecond: number): Usual {
  const { bandwidth, alphaSeconds } = fabrics['ib-ndr-400'];
  switch (tier) {
    case 'host':
      return { capacityBytes: null, bytesPerSecond: hostBytesPerSecond, latencySeconds: 10e-6 };
    case 'nvme':
      return { capacityBytes: 1.92e12, bytesPerSecond: 7e9, latencySeconds: 100e-6 };
    case 'remote':
      return { capacityBytes: 10e12, bytesPerSecond: bandwidth, latencySeconds: alphaSeconds };
  }
}

/** Tiers below the prefix cache of replicas of `chips` chips; those without capacity are none. */
export function resolveKvTiers(
  { engine, node }: RawPool,
  accelerator: Accelerator,
  chips: number,
  path: Path,
  reporter: Reporter,
): { readonly kvTiers?: KvTiersSpec } {
  const { kvTiers, onboardThreshold } = engine;
  const at = [...path, 'engine', 'kvTiers'];
  if (onboardThreshold !== undefined && kvTiers.length === 0) {
    const message = 'there are no tiers to read from';
    reporter.error(
      [...path, 'engine', 'onboardThreshold'],
      message,
      'leave it out, or add kvTiers',
    );
  }
  if (kvTiers.length === 0) return {};
  if (!engine.prefixCache) {
    const message = 'tiers keep blocks of the prefix cache, and there is none';
    reporter.error(at, message, 'write prefixCache: true, or leave kvTiers out');
  }
  const hostBytesPerSecond = chips * (node.hostBandwidth ?? hostLinkOf(accelerator)[0]);
  const tiers = kvTiers.map((given, i): KvTier => {
    const { tier, capacity, bandwidth, latency } = given;
    const usual = usualOf(tier, hostBytesPerSecond);
    if (kvTiers.findIndex((other) => other.tier === tier) < i) {
      reporter.error([...at, i, 'tier'], `there is a tier ${tier} already`, 'give each tier once');
    }
    if (tier === 'host' && isCpu(accelerator)) {
      const message = `${accelerator.name} keeps its cache in the host's memory as it is`;
      reporter.error([...at, i, 'tier'], message, 'leave the tier out');
    }
    const fill = <T>(key: string, value: T | undefined, otherwise: T): T => {
      if (value === undefined) reporter.useDefault([...at, i, key], otherwise ?? 'auto');
      return value ?? otherwise;
    };
    return {
      tier,
      capacityBytes: fill('capacity', capacity, usual.capacityBytes),
      bytesPerSecond: fill('bandwidth', bandwidth, usual.bytesPerSecond),
      latencySeconds: fill('latency', latency, usual.latencySeconds),
    };
  });
  const leastTokens = onboardThreshold ?? DEFAULT_THRESHOLD;
  if (onboardThreshold === undefined) {
    reporter.useDefault([...path, 'engine', 'onboardThreshold'], leastTokens);
  }
  const place = ({ tier }: KvTier) => tierNames.indexOf(tier);
  const kept = tiers.filter(({ capacityBytes }) => capacityBytes !== 0);
  if (kept.length === 0) return {};
  return { kvTiers: { tiers: kept.sort((a, b) => place(a) - place(b)), leastTokens } };
}
