import { befallsNodes, type Cluster, nodeUnits } from '../cluster.ts';
import type { Path } from '../document/tree.ts';
import {
  type Cooled,
  type DurationLaw,
  type FailureKind,
  type FailureSpec,
  unitsOf,
} from '../failures.ts';
import { chipsOf } from '../placing.ts';
import type { Reporter } from '../reporter.ts';
import { checkHeatIsFollowed } from '../rules/heat-is-followed.ts';
import { checkPartsCanFail } from '../rules/parts-can-fail.ts';
import type { Pool } from '../scenario.ts';
import type { RawAnyFailure, RawFailure } from '../schema/failures.ts';
import { restartSeconds } from './restart.ts';

const HOUR = 3600;

/**
 * Mean hours between failures of one unit. gpu, link and node are from the 54 days on 16,384 H100s (2,048 nodes) that
 * Llama 3's authors report (The Llama 3 herd of models, 2024, table 5): 256 faults of a GPU, its memory or its
 * processors, 42 of network cards, switches and cables, 46 of hosts and their maintenance. The others are assumed.
 */
const typicalHours = {
  gpu: 83_000,
  node: 57_700,
  link: 63_200,
  rack: 200_000,
  'power-feed': 50_000,
  spot: 24,
  'slow-gpu': 10_000,
  cooling: 20_000,
} as const satisfies Record<Exclude<FailureKind, 'upgrade' | 'overheat'>, number>;

/** Mean hours to repair: assumed. */
const typicalRepairHours = {
  gpu: 1,
  node: 1,
  link: 0.25,
  rack: 2,
  'power-feed': 1,
  spot: 0.25,
  'slow-gpu': 0.5,
  cooling: 0.25,
} as const satisfies typeof typicalHours extends Record<infer K, number>
  ? Record<K, number>
  : never;

const isScaled = ({ autoscaling }: Pool) => autoscaling !== undefined;

type Unit = Exclude<RawFailure, { kind: 'upgrade' | 'overheat' }>;
type RawLaw = NonNullable<Unit['mtbf']>;

/** Completes `failures`; items with an issue are left out. */
export function resolveFailures(
  raw: readonly RawAnyFailure[],
  pools: readonly Pool[],
  cluster: Cluster | undefined,
  hasFacility: boolean,
  reporter: Reporter,
): readonly FailureSpec[] {
  return raw.flatMap((item, index) => {
    if (item.kind === 'fabric-link') return [];
    const path = ['failures', index];
    const pool = poolOf(item, pools, path, reporter);
    if (pool === null) return [];
    if (pool.autoscaling !== undefined && !canScale(item, pool, pools, cluster, path, reporter))
      return [];
    if (!checkPartsCanFail(item, pool, pools, cluster, path, reporter)) return [];
    const common = {
      kind: item.kind,
      pool: pool.name,
      noticeSeconds: item.kind === 'spot' ? item.notice : 0,
      slowdown: item.kind === 'slow-gpu' ? item.slowdown : 1,
      atOnce: item.kind === 'upgrade' ? item.atOnce : 0,
      nodesPerRack: 'nodesPerRack' in item ? item.nodesPerRack : 1,
      racksPerFeed: 'racksPerFeed' in item ? item.racksPerFeed : 1,
      restartSeconds: restartOf(item, pool, path, reporter),
      inFlight: 'inFlight' in item ? item.inFlight : 'retried',
      powered: poweredOf(item, path, reporter),
    } as const;
    const duration = { distribution: 'fixed', seconds: 0 } as const;
    if (item.kind === 'overheat') {
      if (!checkHeatIsFollowed(item.kind, pool, path, reporter)) return [];
      const earlier = raw.slice(0, index).filter(({ kind }) => kind === 'overheat');
      if (earlier.some((other) => poolOf(other as RawFailure, pools, path, reporter) === pool)) {
        reporter.error(
          path,
          `what becomes of hot chips of ${pool.name} is said twice`,
          'leave one out',
        );
        return [];
      }
      return [{ ...common, inFlight: 'failed', when: { overheats: true }, duration }];
    }
    if (item.kind === 'upgrade') {
      return [{ ...common, when: { atSeconds: item.at, unit: 0 }, duration }];
    }
    const times = timesOf(item, path, reporter);
    if (item.kind === 'cooling') {
      if (!checkHeatIsFollowed(item.kind, pool, path, reporter)) return [];
      const { kelvinPerMinute, mostKelvin, stops = 'chiller' } = item;
      if (item.stops !== undefined && !hasFacility) {
        const message = 'without a facility no plant takes any power: this changes nothing';
        reporter.warning([...path, 'stops'], message, 'add facility: {}, or leave it out');
      }
      const kelvinPerSecond = kelvinPerMinute / 60;
      const cooled: Cooled = { kelvinPerSecond, mostKelvin, stops };
      const spec = { ...common, ...times, cooled };
      checkUnit(spec, pool, cluster, path, reporter);
      return [spec];
    }
    const spec = { ...common, ...times };
    checkUnit(spec, pool, cluster, path, reporter);
    return [spec];
  });
}

/** What may befall a pool whose replicas come and go, which starts others in the place of those that fail. */
function canScale(
  item: RawFailure,
  { name }: Pool,
  pools: readonly Pool[],
  cluster: Cluster | undefined,
  path: Path,
  reporter: Reporter,
): boolean {
  const refuse = (what: string, fix: string) =>
    reporter.error(path, `${what} is not available in this version`, fix);
  if (cluster !== undefined && item.kind !== 'upgrade' && !befallsNodes(item.kind)) {
    const what = `the kind ${item.kind} in a pool that scales on the nodes of a cluster`;
    refuse(what, 'use one that befalls nodes: node, link, rack, power-feed or spot');
    return false;
  }
  const standing = cluster === undefined ? undefined : pools.find((pool) => !isScaled(pool));
  if (standing !== undefined) {
    const message = `${name} scales, but ${standing.name} may stand on the same nodes: nothing says how long that takes to restart`;
    reporter.error([...path, 'pool'], message, `write pool: ${standing.name}`);
    return false;
  }
  if (item.kind === 'upgrade' && cluster !== undefined) {
    const what = 'the upgrade of a pool that scales on the nodes of a cluster';
    refuse(what, `let ${name} stand, leave cluster out, or leave the upgrade out`);
    return false;
  }
  if ('restart' in item && item.restart !== undefined) {
    const message = `${name} scales: its replicas start as autoscaling.coldStart says`;
    reporter.error([...path, 'restart'], message, 'leave it out');
  }
  if (cluster !== undefined && 'power' in item && item.power === 'idle') {
    const message = `replicas of ${name} leave nodes that fail, which draw nothing meanwhile`;
    reporter.error([...path, 'power'], message, 'leave it out');
  }
  return true;
}

function poolOf(
  { pool }: RawFailure,
  pools: readonly Pool[],
  path: Path,
  reporter: Reporter,
): Pool | null {
  const names = pools.map(({ name }) => name).join(', ');
  if (pool === undefined) {
    if (pools.length === 1) return pools[0] ?? null;
    reporter.error([...path, 'pool'], 'is missing', `say which pool it befalls: ${names}`);
    return null;
  }
  const found = pools.find(({ name }) => name === pool);
  if (found !== undefined) return found;
  reporter.error([...path, 'pool'], `there is no pool ${pool}`, `use one of ${names}`);
  return null;
}

/** When it happens and how long it lasts. */
function timesOf(
  item: Unit,
  path: Path,
  reporter: Reporter,
): Pick<FailureSpec, 'when' | 'duration'> {
  const { kind, at } = item;
  if (at !== undefined) {
    for (const key of ['mtbf', 'mttr'] as const) {
      if (item[key] === undefined) continue;
      const message = `what happens once, at an instant, has no ${key}`;
      reporter.error([...path, key], message, 'leave it out, or leave out at');
    }
    const typical = typicalRepairHours[kind] * HOUR;
    if (item.duration === undefined) reporter.useDefault([...path, 'duration'], `${typical}s`);
    const fixed = { distribution: 'fixed', seconds: typical } as const;
    if (item.unit === undefined) reporter.useDefault([...path, 'unit'], 0);
    return {
      when: { atSeconds: at, unit: item.unit ?? 0 },
      duration: item.duration === undefined ? fixed : lawOf(item.duration, 'fixed'),
    };
  }
  for (const key of ['unit', 'duration'] as const) {
    if (item[key] === undefined) continue;
    const message = `${key} belongs to what happens once`;
    reporter.error([...path, key], message, 'add at, or write mtbf and mttr');
  }
  const orTypical = (key: 'mtbf' | 'mttr', hours: number): DurationLaw => {
    const law = item[key];
    if (law !== undefined) return lawOf(law, 'exponential');
    reporter.useDefault([...path, key], `${hours}h`);
    return { distribution: 'exponential', meanSeconds: hours * HOUR };
  };
  return {
    when: { timeBetween: orTypical('mtbf', typicalHours[kind]) },
    duration: orTypical('mttr', typicalRepairHours[kind]),
  };
}

export function lawOf(raw: RawLaw, bare: 'fixed' | 'exponential'): DurationLaw {
  if (typeof raw === 'number') {
    return bare === 'fixed'
      ? { distribution: 'fixed', seconds: raw }
      : { distribution: 'exponential', meanSeconds: raw };
  }
  if (raw.distribution === 'fixed') return { distribution: 'fixed', seconds: raw.value };
  if (raw.distribution === 'exponential') {
    return { distribution: 'exponential', meanSeconds: raw.mean };
  }
  return { distribution: raw.distribution, meanSeconds: raw.mean, cv: raw.cv };
}

/** A link that comes back finds the engine as it was; a slow chip was never gone. Others load their weights and start. */
function restartOf(item: RawFailure, pool: Pool, path: Path, reporter: Reporter): number {
  if (item.kind === 'slow-gpu' || item.kind === 'cooling' || isScaled(pool)) return 0;
  if (item.restart !== undefined) return item.restart;
  const usual = item.kind === 'link' ? 0 : restartSeconds(pool);
  reporter.useDefault([...path, 'restart'], `${usual.toPrecision(3)}s`);
  return usual;
}

/** A replica that waits for a chip, a link or a new version has power; one whose node is gone has none. */
function poweredOf(item: RawFailure, path: Path, reporter: Reporter): boolean {
  const usual = ['gpu', 'link', 'slow-gpu', 'cooling', 'upgrade'].includes(item.kind);
  if (!('inFlight' in item)) return usual;
  if (item.power === undefined) reporter.useDefault([...path, 'power'], usual ? 'idle' : 'off');
  return item.power === undefined ? usual : item.power === 'idle';
}

/** The unit that fails is one that the pool has. */
function checkUnit(
  spec: FailureSpec,
  pool: Pool,
  cluster: Cluster | undefined,
  path: Path,
  reporter: Reporter,
): void {
  if (!('atSeconds' in spec.when)) return;
  const ofCluster = cluster !== undefined && befallsNodes(spec.kind);
  const { length } = ofCluster
    ? nodeUnits(spec, cluster)
    : unitsOf(spec, {
        replicas: pool.autoscaling?.max ?? pool.replicas,
        acceleratorsPerReplica: chipsOf(pool),
        acceleratorsPerNode: pool.acceleratorsPerNode,
        perChip: pool.accelerator.partOf?.perChip ?? 1,
      });
  if (spec.when.unit < length) return;
  const message = `${ofCluster ? 'the cluster' : pool.name} has ${length} of that kind, numbered from 0`;
  reporter.error([...path, 'unit'], message, `write ${length - 1} or less`);
}
