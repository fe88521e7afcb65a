import { cacheBlocks } from '../compile/cache-blocks.ts';
import type { CompiledPool, CompiledScenario } from '../compile/compiled.ts';
import { between, type FacilityTotals } from '../record/facility-totals.ts';
import { type ToolTotals, toolsBetween } from '../record/tool-totals.ts';
import type {
  BacklogSamples,
  ClusterTotals,
  HostTotals,
  PoolWindow,
  WindowTotals,
} from '../record/totals.ts';
import { clusterAt, clusterBetween } from './fleet/cluster-window.ts';
import type { RentalSums } from './fleet/rental.ts';
import { type ScalingSnapshot, scalingWindow, servedSeconds } from './fleet/scaled-capacity.ts';
import type { ScalingBooks } from './fleet/scaling-books.ts';
import type { HostStages } from './host/host-stages.ts';
import type { FacilityMeter } from './power/facility-meter.ts';
import type { EngineReplica } from './replica/port.ts';
import { ReplicaSums } from './replica/step-ledger.ts';
import type { ToolPools } from './strategy/tool-pools.ts';

/** Everything that is summed over a window, as it stood at one instant; a window is the difference of two. */
export interface Snapshot {
  readonly seconds: number;
  readonly completions: Float64Array;
  readonly promptTokens: Float64Array;
  readonly outputTokens: Float64Array;
  readonly sloMet: Float64Array;
  readonly sums: ReplicaSums;
  /** The same of each pool. */
  readonly ofPools: readonly ReplicaSums[];
  readonly idleJoules: number;
  /** What chips drew beyond their sheets for being warm. */
  readonly leakedJoules: number;
  /** Null where no accelerators are billed. */
  readonly rental: readonly RentalSums[] | null;
  /** Null without host stages. */
  readonly host: readonly HostTotals[] | null;
  /** Null without tools. */
  readonly tools: readonly ToolTotals[] | null;
  readonly scaling: ScalingSnapshot;
  /** Null without a facility. */
  readonly facility: FacilityTotals | null;
  /** Null without a cluster. */
  readonly cluster: ClusterTotals | null;
}

/** Completions per workload since the start of the run. */
export class CompletionCounts {
  readonly completions: Float64Array;
  readonly promptTokens: Float64Array;
  readonly outputTokens: Float64Array;
  readonly sloMet: Float64Array;
  total = 0;

  constructor(workloads: number) {
    this.completions = new Float64Array(workloads);
    this.promptTokens = new Float64Array(workloads);
    this.outputTokens = new Float64Array(workloads);
    this.sloMet = new Float64Array(workloads);
  }

  add(workload: number, promptTokens: number, outputTokens: number): void {
    this.total++;
    this.completions[workload]!++;
    this.promptTokens[workload]! += promptTokens;
    this.outputTokens[workload]! += outputTokens;
  }
}

/** State of the fleet at `seconds`, which is now or lies within every replica's stretch in progress. */
export function takeSnapshot(
  counts: CompletionCounts,
  pools: CompiledScenario['pools'],
  replicas: readonly EngineReplica[],
  { ledgers, places }: ScalingBooks,
  seconds: number,
  hosts: HostStages | null,
  rental: readonly RentalSums[] | null,
  meter: FacilityMeter | null,
  tools: ToolPools | null,
): Snapshot {
  const sums = new ReplicaSums();
  const ofPools = pools.map(() => new ReplicaSums());
  let pool = 0;
  let idleJoules = 0;
  let leakedJoules = 0;
  // per replica, then in replica order, which is that of the pools: the same order of additions however the run was cut
  for (const replica of replicas) {
    const { index } = replica;
    while (index >= pools[pool]!.firstReplica + pools[pool]!.replicas) pool++;
    const own = new ReplicaSums();
    replica.sumsAt(seconds, own);
    sums.add(own);
    ofPools[pool]!.add(own);
    idleJoules += replica.life.idleJoules(replica.pool.spec.idleWatts, seconds, own.busySeconds);
    leakedJoules += replica.life.leakedJoules(seconds);
  }
  return {
    seconds,
    completions: counts.completions.slice(),
    promptTokens: counts.promptTokens.slice(),
    outputTokens: counts.outputTokens.slice(),
    sloMet: counts.sloMet.slice(),
    sums,
    ofPools,
    idleJoules,
    leakedJoules,
    rental,
    host: hosts === null ? null : hosts.totalsAt(seconds),
    tools: tools === null ? null : tools.totalsAt(seconds),
    scaling: ledgers.map((ledger) => ledger?.at(seconds) ?? null),
    facility: meter === null ? null : meter.totalsAt(seconds),
    cluster: places === null ? null : clusterAt(places, seconds),
  };
}

/** What happened between two snapshots. */
export function windowTotals(
  scenario: CompiledScenario,
  start: Snapshot,
  end: Snapshot,
): WindowTotals {
  const seconds = end.seconds - start.seconds;
  const minus = (a: Float64Array, b: Float64Array) => Array.from(a, (value, i) => value - b[i]!);
  const scaling = scalingWindow(scenario, seconds, start.scaling, end.scaling);
  const differ = (of: (sums: ReplicaSums) => number) => of(end.sums) - of(start.sums);
  const idleJoules = end.idleJoules - start.idleJoules;
  const leakedJoules = end.leakedJoules - start.leakedJoules;
  return {
    startSeconds: start.seconds,
    endSeconds: end.seconds,
    completions: minus(end.completions, start.completions),
    promptTokens: minus(end.promptTokens, start.promptTokens),
    outputTokens: minus(end.outputTokens, start.outputTokens),
    sloMet: minus(end.sloMet, start.sloMet),
    totalJoules: differ((s) => s.prefillJoules + s.decodeJoules) + idleJoules + leakedJoules,
    idleJoules,
    ...poolWindow(scenario, start, end, null),
    ...(scenario.pools.length > 1
      ? { pools: scenario.pools.map((pool) => poolWindow(scenario, start, end, pool)) }
      : {}),
    verifications: differ((s) => s.verifications),
    verifiedTokens: differ((s) => s.verifiedTokens),
    queriedTokens: differ((s) => s.queriedTokens),
    foundTokens: differ((s) => s.foundTokens),
    tierTokens: [0, 1, 2].map((tier) => differ((s) => s.tierTokens[tier]!)),
    tierSeconds: [0, 1, 2].map((tier) => differ((s) => s.tierSeconds[tier]!)),
    ...hostBetween(start, end),
    ...toolsBetween(start.tools, end.tools),
    ...(start.facility === null || end.facility === null
      ? {}
      : { facility: between(start.facility, end.facility) }),
    ...(scaling === undefined ? {} : { scaling }),
    ...clusterBetween(start.cluster, end.cluster),
  };
}

/** What the replicas of a pool did between two snapshots; null: of all pools. */
function poolWindow(
  scenario: CompiledScenario,
  start: Snapshot,
  end: Snapshot,
  only: CompiledPool | null,
): PoolWindow {
  const seconds = end.seconds - start.seconds;
  const index = only === null ? -1 : scenario.pools.indexOf(only);
  const sumsOf = ({ sums, ofPools }: Snapshot) => ofPools[index] ?? sums;
  const differ = (of: (sums: ReplicaSums) => number) => of(sumsOf(end)) - of(sumsOf(start));
  const served = (of: (pool: CompiledPool) => number) =>
    servedSeconds(scenario, seconds, start.scaling, end.scaling, (pool) =>
      only === null || pool === only ? of(pool) : 0,
    );
  return {
    busySeconds: differ((s) => s.busySeconds),
    replicaSeconds: served(() => 1),
    flops: differ((s) => s.flops),
    bytes: differ((s) => s.bytes),
    peakFlops: served((pool) => pool.peakFlops),
    peakBytes: served((pool) => pool.peakBytesPerSecond),
    sequenceSeconds: differ((s) => s.sequenceSeconds),
    kvBlockSeconds: differ((s) => s.kvBlockSeconds),
    kvCapacityBlockSeconds: served(cacheBlocks),
  };
}

function hostBetween(start: Snapshot, end: Snapshot): Pick<WindowTotals, 'host'> {
  if (start.host === null || end.host === null) return {};
  const begun = start.host;
  return {
    host: end.host.map((at, i) => ({
      ...at,
      takenCoreSeconds: at.takenCoreSeconds - begun[i]!.takenCoreSeconds,
      waitingSeconds: at.waitingSeconds - begun[i]!.waitingSeconds,
    })),
  };
}

const MOST_SAMPLES = 256;

interface BacklogSample {
  readonly seconds: number;
  readonly waiting: number;
  readonly running: number;
  readonly completions: number;
}

/**
 * Backlog at equal counts of arrivals. How many will come is not known in advance, so every `stride`-th arrival is kept,
 * and the stride doubles whenever there are too many samples.
 */
export class BacklogMeter {
  readonly #waitingByPool: () => number[];
  readonly #samples: (BacklogSample & { readonly pools: readonly number[] })[] = [];
  #stride = 1;
  #arrivals = 0;

  constructor(waitingByPool: () => number[]) {
    this.#waitingByPool = waitingByPool;
  }

  /** Called at every arrival; `true` when a sample is due. */
  isDue(): boolean {
    return this.#arrivals++ % this.#stride === 0;
  }

  add(sample: BacklogSample): void {
    this.#samples.push({ ...sample, pools: this.#waitingByPool() });
    if (this.#samples.length < MOST_SAMPLES) return;
    this.#stride *= 2;
    for (let i = 0; i < MOST_SAMPLES / 2; i++) this.#samples[i] = this.#samples[2 * i]!;
    this.#samples.length = MOST_SAMPLES / 2;
  }

  /** Samples over the second half of the arrivals. */
  secondHalf(): BacklogSamples {
    const half = this.#samples.slice(Math.floor(this.#samples.length / 2));
    const pools = half[0]?.pools ?? [];
    return {
      timeSeconds: half.map((s) => s.seconds),
      waiting: half.map((s) => s.waiting),
      running: half.map((s) => s.running),
      completions: half.map((s) => s.completions),
      ...(pools.length > 1 && {
        poolWaiting: pools.map((_, pool) => half.map((s) => s.pools[pool]!)),
      }),
    };
  }
}
