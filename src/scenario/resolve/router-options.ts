import { defaultAffinity } from '../../policy/routing/prefix-affinity.ts';
import { RECORD_TOKENS } from '../../policy/routing/prefix-record.ts';
import type { Reporter } from '../reporter.ts';
import { competingPools, slotsOf } from '../rules/packing.ts';
import { choosesSites } from '../rules/sites.ts';
import type { Pool, Routing } from '../scenario.ts';
import { siteRoutingSchema } from '../schema/sites.ts';
import type { RawTop } from '../schema/top.ts';
import type { SiteRouting } from '../sites.ts';
import { resolveDifficultyRouting } from './difficulty-routing.ts';

type RawRouting = RawTop['routing'];

/** Assumed: a batch from which on the weights' reads are shared by enough sequences; at most what every replica takes at a time that others compete with. */
const PACK_TO = 32;

const LOAD_FACTOR = 1.25;

/** Assumed: whoever makes a model leave waits until its last answer is complete; only a long queue is worth that. */
const COLD_COST = 64;

/** What only some routers need to know. */
export function resolveRouterOptions(
  raw: RawRouting,
  pools: readonly { readonly pool: Pool }[],
  reporter: Reporter,
): Pick<
  Routing,
  | 'loadFactor'
  | 'packTo'
  | 'scorers'
  | 'affinity'
  | 'recordTokens'
  | 'coldCost'
  | 'byDifficulty'
  | 'sites'
> {
  const { policy, loadFactor, packTo, scorers, affinity, coldCost } = raw;
  for (const [key, owner, given] of [
    ['loadFactor', 'consistent-hash', loadFactor],
    ['packTo', 'energy-aware', packTo],
    ['scorers', 'weighted-scorers', scorers],
    ['affinity', 'prefix-affinity', affinity],
    ['coldCost', 'model-aware', coldCost],
    ['models', 'difficulty-aware', raw.models],
    ['thresholds', 'difficulty-aware', raw.thresholds],
    ['routerError', 'difficulty-aware', raw.routerError],
    ['sites', 'nearest', raw.sites],
  ] as const) {
    if (given === undefined || policy === owner) continue;
    if (key === 'sites' && choosesSites(policy)) continue;
    reporter.error(['routing', key], `${policy} uses no ${key}`, `write policy: ${owner}`);
  }
  const orDefault = <T>(key: string, given: T | undefined, standard: T): T => {
    if (given === undefined) reporter.useDefault(['routing', key], standard);
    return given ?? standard;
  };
  const record = resolveRecord(raw, reporter);
  switch (policy) {
    case 'consistent-hash':
      return { loadFactor: orDefault('loadFactor', loadFactor, LOAD_FACTOR) };
    case 'energy-aware': {
      const slots = competingPools(pools).map(slotsOf);
      return { packTo: orDefault('packTo', packTo, Math.min(PACK_TO, ...slots)) };
    }
    case 'model-aware':
      return { coldCost: orDefault('coldCost', coldCost, COLD_COST) };
    case 'difficulty-aware':
      return resolveDifficultyRouting(raw, reporter);
    case 'nearest':
    case 'carbon-aware':
    case 'price-aware':
      return { sites: resolveSites(raw, reporter) };
    case 'prefix-affinity':
      return { affinity: orDefault('affinity', affinity, defaultAffinity), ...record };
    case 'weighted-scorers': {
      const standard = { queue: 1, kv: 0, promptTokens: 0, prefix: 0 };
      const weights = orDefault('scorers', scorers, standard);
      if (Object.values(weights).every((weight) => weight === 0)) {
        const message = 'every weight is 0: all replicas would score alike';
        reporter.error(['routing', 'scorers'], message, 'give one of them a weight');
      }
      return { scorers: weights, ...record };
    }
    default:
      return {};
  }
}

/** With the defaults of the schema where the block is not written. */
function resolveSites({ sites, policy }: RawRouting, reporter: Reporter): SiteRouting {
  const standard = siteRoutingSchema.parse({});
  if (sites === undefined) reporter.useDefault(['routing', 'sites'], standard);
  else if (policy === 'nearest' && sites.tolerance > 0) {
    const message = 'nearest compares no figures: the tolerance changes nothing';
    reporter.warning(['routing', 'sites', 'tolerance'], message, 'leave it out');
  }
  return sites ?? standard;
}

/** How much is remembered of the prompts that each replica was sent, where anything is. */
function resolveRecord(
  { policy, scorers, recordTokens }: RawRouting,
  reporter: Reporter,
): Pick<Routing, 'recordTokens'> {
  const remembers =
    policy === 'prefix-affinity' || (policy === 'weighted-scorers' && (scorers?.prefix ?? 0) > 0);
  if (remembers) {
    if (recordTokens === undefined) reporter.useDefault(['routing', 'recordTokens'], RECORD_TOKENS);
    return { recordTokens: recordTokens ?? RECORD_TOKENS };
  }
  if (recordTokens !== undefined) {
    const fix = 'write policy: prefix-affinity, or scorers with a prefix weight';
    reporter.error(['routing', 'recordTokens'], `${policy} remembers no prompts`, fix);
  }
  return {};
}
