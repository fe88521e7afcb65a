import { type IdealTerm, idealTerms } from '../../physics/ideal.ts';
import type { Adapters } from '../adapters.ts';
import type { Autoscaling } from '../autoscaling.ts';
import type { EngineSpec, Pool, Routing } from '../scenario.ts';

const endless = Number.POSITIVE_INFINITY;

/** A pool for which the terms of `ideal` cost nothing: what steps say themselves (physics/ideal.ts) is marked, all else is copied in no time. */
export function idealPool(pool: Pool, ideal: readonly IdealTerm[]): Pool {
  if (ideal.length === 0) return pool;
  const { host, ...rest } = pool;
  const isFree = (term: IdealTerm) => ideal.includes(term);
  return {
    ...rest,
    ...(host === undefined || isFree('host') ? {} : { host }),
    engine: idealTiers(isFree('io') ? idealSwap(pool.engine) : pool.engine, ideal),
    ...(isFree('io') ? copiedInNoTime(pool) : {}),
    ideal: idealTerms.filter(isFree),
  };
}

/** Links between pools that carry whatever comes in no time. */
export function idealHandOff(
  fabric: NonNullable<Routing['handOff']>['fabric'],
  ideal: readonly IdealTerm[],
): NonNullable<Routing['handOff']>['fabric'] {
  if (!ideal.includes('network')) return fabric;
  return { ...fabric, bandwidth: endless, nodeBandwidth: endless, alphaSeconds: 0 };
}

function idealSwap(engine: EngineSpec): EngineSpec {
  const { swap } = engine;
  return swap === undefined ? engine : { ...engine, swap: { ...swap, bytesPerSecond: endless } };
}

/** The remote tier is reached over the network, the others over a chip's own link. */
function idealTiers(engine: EngineSpec, ideal: readonly IdealTerm[]): EngineSpec {
  const { kvTiers } = engine;
  if (kvTiers === undefined) return engine;
  const tiers = kvTiers.tiers.map((tier) =>
    ideal.includes(tier.tier === 'remote' ? 'network' : 'io')
      ? { ...tier, bytesPerSecond: endless, latencySeconds: 0 }
      : tier,
  );
  return { ...engine, kvTiers: { ...kvTiers, tiers } };
}

function copiedInNoTime({ residency, adapters, autoscaling }: Pool) {
  return {
    ...(residency && { residency: { ...residency, bytesPerSecond: endless } }),
    ...(adapters && { adapters: idealAdapters(adapters) }),
    ...(autoscaling && { autoscaling: startedFromNothing(autoscaling) }),
  };
}

function idealAdapters(adapters: Adapters): Adapters {
  const { host, ...rest } = adapters;
  return {
    ...rest,
    bytesPerSecond: endless,
    ...(host && { host: { ...host, storageBytesPerSecond: endless } }),
  };
}

function startedFromNothing(autoscaling: Autoscaling): Autoscaling {
  const { coldStart } = autoscaling;
  if (coldStart.kind === 'stated') return autoscaling;
  const read = {
    imageBandwidth: endless,
    storageBandwidth: endless,
    hostToDeviceBandwidth: endless,
  };
  return { ...autoscaling, coldStart: { ...coldStart, parts: { ...coldStart.parts, ...read } } };
}
