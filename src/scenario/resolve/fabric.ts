import { fabrics } from '../../catalog/index.ts';
import { buildFabric } from '../../physics/fabric/build-fabric.ts';
import { cablesOf } from '../../physics/fabric/cables.ts';
import { contended } from '../../physics/fabric/contention.ts';
import type { FabricSpec, LinkFailure } from '../fabric.ts';
import { placeOnFabric } from '../fabric-places.ts';
import type { DurationLaw } from '../failures.ts';
import { chipsOf } from '../placing.ts';
import type { Reporter } from '../reporter.ts';
import { checkCablesCanFail } from '../rules/cables-can-fail.ts';
import { checkFlowsOnFabric } from '../rules/flows-on-fabric.ts';
import { checkAdapters, checkCables } from '../rules/stated-topology.ts';
import { touches } from '../salvage.ts';
import type { RawFabricLink } from '../schema/failures.ts';
import type { RawTop } from '../schema/top.ts';
import { lawOf } from './failures.ts';
import type { ResolvedPool } from './pool.ts';
import { statedTopology } from './stated-topology.ts';

/** Chips × nodes from which on a graph is more than a run should carry. */
const MOST_CHIPS = 20_000;

/**
 * Hours between failures of one cable: of the 54 days on 16,384 H100s that Llama 3's authors report (The Llama 3 herd of
 * models, 2024, table 5), 42 interruptions by network cards, switches and cables, one adapter and cable per chip.
 */
const TYPICAL_HOURS = 505_000;

/** Hours to repair one: assumed, as of a node's link. */
const TYPICAL_REPAIR_HOURS = 0.25;
const HOUR = 3600;

type Network = Pick<FabricSpec, 'scaleOut' | 'topology' | 'oversubscription' | 'placement'>;

/** The graph that a file asks for; null where transfers have adapters to themselves, and after issues. */
export function networkOf(
  raw: RawTop['fabric'] | undefined,
  wrong: readonly string[],
): Network | null {
  if (raw === undefined || raw === 'none' || touches(wrong, ['fabric'])) return null;
  const { topology, scaleOut, oversubscription, placement } = raw;
  if (topology === 'none') return null;
  return {
    topology: typeof topology === 'string' ? topology : statedTopology(topology),
    scaleOut: fabrics[scaleOut],
    oversubscription,
    placement,
  };
}

/** A pool whose replicas need several nodes, with what joins them; any other pool as it is. */
export function spreadOut<P extends ResolvedPool>(resolved: P, network: Network | null): P {
  const { pool } = resolved;
  const { acceleratorsPerNode: chips } = pool;
  const nodes = chipsOf(pool) / chips;
  if (network === null || nodes <= 1) return resolved;
  const { scaleOut, topology, oversubscription } = network;
  const fabric = contended(scaleOut, topology, oversubscription, nodes, chips);
  return { ...resolved, pool: { ...pool, scaleOut: { chipsPerNode: chips, fabric } } };
}

/** Completes the fabric; absent where none has a topology. */
export function resolveFabric(
  raw: Pick<RawTop, 'fabric' | 'failures' | 'cluster' | 'horizon'>,
  wrong: readonly string[],
  pools: readonly ResolvedPool[],
  reporter: Reporter,
): { readonly fabric?: FabricSpec } {
  const network = networkOf(raw.fabric, wrong);
  const failing = raw.failures.flatMap((item, index) =>
    item.kind === 'fabric-link' ? [{ item, path: ['failures', index] }] : [],
  );
  if (network === null) {
    if (touches(wrong, ['fabric'])) return {};
    for (const { path } of failing) {
      const message = 'there are no cables without a topology';
      reporter.error(path, message, 'write fabric: {topology: rail-optimised}');
    }
    checkWithoutTopology(raw.fabric, reporter);
    return {};
  }
  if (raw.cluster !== 'none') {
    const message = 'a topology beside a cluster is not available in this version';
    reporter.error(['fabric', 'topology'], message, 'write cluster: none, or topology: none');
  }
  checkStated(network, reporter);
  const known = pools.every(
    (pool) => !touches(pool.wrong, ['accelerator', 'node', 'parallelism', 'replicas']),
  );
  if (!known || touches(wrong, ['failures'])) return {};
  const sized = pools
    .map(({ pool }) => ({ ...pool, count: pool.autoscaling?.max ?? pool.replicas }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const chips = sized.reduce((sum, pool) => sum + pool.count * chipsOf(pool), 0);
  if (chips > MOST_CHIPS) {
    const message = `a graph of ${chips} chips is more than the ${MOST_CHIPS} that this version follows`;
    reporter.error(['fabric', 'topology'], message, 'use fewer replicas, or topology: none');
    return {};
  }
  const failures = failing.map(({ item, path }) => linkFailure(item, path, reporter));
  const every = pools.map(({ pool }) => pool);
  checkFlowsOnFabric(
    every,
    failing.map(({ path }) => path),
    reporter,
  );
  const { nodes } = placeOnFabric(sized, network.placement);
  if (typeof network.topology !== 'string') {
    checkAdapters(network.topology, nodes, network.scaleOut, reporter);
  }
  if (failing.length > 0) {
    const cables = cablesOf(buildFabric({ ...network, nodes }).links);
    const typical = failing.filter(({ item }) => item.at === undefined && item.mtbf === undefined);
    checkCablesCanFail(
      typical,
      { cables: cables.size, hours: TYPICAL_HOURS },
      raw.horizon,
      reporter,
    );
    for (const { item, path } of failing) {
      if (item.cable === undefined || cables.has(item.cable)) continue;
      const some = [...cables.keys()].filter((_, i, all) => i === 0 || i === all.length - 1);
      const message = `the fabric has no cable ${item.cable}`;
      reporter.error([...path, 'cable'], message, `use one such as ${some.join(' or ')}`);
    }
  }
  return { fabric: { ...network, failures } };
}

/** Switches and cables of one's own, and what does not go with them. */
function checkStated({ topology, oversubscription }: Network, reporter: Reporter): void {
  if (typeof topology === 'string') return;
  checkCables(topology, reporter);
  if (oversubscription === 1) return;
  const message = 'the cables of this topology say themselves what leads out of a switch';
  reporter.error(['fabric', 'oversubscription'], message, 'leave it out, and state their count');
}

/** What means nothing while no switch is stated. */
function checkWithoutTopology(raw: RawTop['fabric'], reporter: Reporter): void {
  if (raw === 'none') return;
  const given = {
    oversubscription: raw.oversubscription !== 1,
    placement: raw.placement !== 'pack',
  };
  for (const [key, isGiven] of Object.entries(given)) {
    if (!isGiven) continue;
    const message = 'means nothing where no topology joins the nodes';
    reporter.error(['fabric', key], message, 'add topology: fat-tree, or leave it out');
  }
}

/** When a cable fails and how long that lasts. */
function linkFailure(
  { at, cable, duration, mtbf, mttr }: RawFabricLink,
  path: readonly (string | number)[],
  reporter: Reporter,
): LinkFailure {
  const refuse = (keys: Readonly<Record<string, unknown>>, message: string, fix: string) => {
    for (const [key, value] of Object.entries(keys)) {
      if (value !== undefined) reporter.error([...path, key], message, fix);
    }
  };
  if (at !== undefined) {
    refuse({ mtbf, mttr }, 'what happens once, at an instant, has none', 'leave it or at out');
    if (cable === undefined) {
      reporter.error([...path, 'cable'], 'is missing', 'name the cable, such as node-0.adapter-0');
    }
    const typical = TYPICAL_REPAIR_HOURS * HOUR;
    if (duration === undefined) reporter.useDefault([...path, 'duration'], `${typical}s`);
    const lasts: DurationLaw =
      duration === undefined
        ? { distribution: 'fixed', seconds: typical }
        : lawOf(duration, 'fixed');
    return { when: { atSeconds: at, cable: cable ?? '' }, duration: lasts };
  }
  refuse({ cable, duration }, 'belongs to what happens once', 'add at, or write mtbf and mttr');
  if (mtbf === undefined) reporter.useDefault([...path, 'mtbf'], `${TYPICAL_HOURS}h`);
  if (mttr === undefined) reporter.useDefault([...path, 'mttr'], `${TYPICAL_REPAIR_HOURS}h`);
  const orTypical = (law: RawFabricLink['mtbf'], hours: number): DurationLaw =>
    law === undefined
      ? { distribution: 'exponential', meanSeconds: hours * HOUR }
      : lawOf(law, 'exponential');
  return {
    when: { timeBetween: orTypical(mtbf, TYPICAL_HOURS) },
    duration: orTypical(mttr, TYPICAL_REPAIR_HOURS),
  };
}
