import { outcomeCode } from '../record/outcome.ts';
import type { Bound, Slowest } from './answer-figures.ts';
import { hostUses, starvedHost } from './host-use.ts';
import type { SummaryInput } from './input.ts';
import { boundByClocks, loweredFor } from './lowered-clocks.ts';
import { crowdedLink, longExchange } from './network.ts';
import { busiestTier } from './prefix-hits.ts';
import { starvedTool } from './tool-use.ts';
import type { ReplicaUse, Utilization } from './utilization.ts';

/** Assumed: from here on a pool of slots or blocks is full for practical purposes, since its use fluctuates. */
const NEARLY_FULL = 0.9;

/** Assumed: evictions per request from which memory, not the slots, decides who runs. */
const MANY_PREEMPTIONS = 0.01;

/** Assumed: where so many find all adapters' slots taken, these are why batches do not fill. */
const MANY_BARRED = 0.25;

/** Assumed: below this share of either roof while busy, fixed delays per step are what takes the time. */
const FAR_FROM_ROOFS = 0.1;

/** Assumed: a part of latency that is so much of it is what the slowest requests are slow for. */
const MOSTLY = 0.5;

/** Assumed: a tier that is asked for reads of so much of the time keeps prompts waiting. */
const BUSY_TIER = 0.75;

/** Assumed: what is so rare, of requests or of the time of replicas, explains no tail by itself. */
const RARE = 0.05;

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

/** The replicas that stand in the way of more load: all, or those of one of several pools. */
interface Binding {
  /** Begins a reason where there are several pools. */
  readonly of: string;
  readonly use: ReplicaUse;
  /** Share of the sequence slots that are taken while they run steps. */
  readonly slots: number;
  readonly maxBatchedTokens: number;
}

/** What stands in the way of more load: the first of the causes that the figures show, those from outside the steps first. */
export function boundOf(
  input: SummaryInput,
  utilization: Utilization,
  slowest: Slowest | null,
): Bound {
  const binding = bindingPool(input, utilization);
  const { by, reason } =
    aroundReplicas(input) ??
    (binding.use.busy === null || binding.use.busy === 0
      ? { by: null, reason: 'no step ran in the window' }
      : (beforeSteps(input, binding, slowest) ??
        inBatches(input, binding, slowest) ??
        inSteps(input, binding)));
  const lowered = followsClocks.has(by) ? loweredFor(input.totals) : null;
  return { by, reason: lowered === null ? reason : `${reason}, ${lowered}` };
}

/** What lower clocks of boards are behind, or what they let batches fill with. */
const followsClocks: ReadonlySet<Bound['by']> = new Set([
  'compute',
  'bandwidth',
  'queue',
  'kv-memory',
]);

/** Of several pools the one that most requests wait for or, where hardly any do, the fullest. */
function bindingPool({ compiled }: SummaryInput, utilization: Utilization): Binding {
  const { pools } = utilization;
  const slotsOf = (use: ReplicaUse, index: number) => {
    const { dataRanks, engines, engine } = compiled.pools[index]!;
    return (use.averageBatch ?? 0) / (dataRanks * (engines?.length ?? 1) * engine.maxSequences);
  };
  const binding = (of: string, use: ReplicaUse, index: number): Binding => {
    const { maxBatchedTokens } = compiled.pools[index]!.engine;
    return { of, use, slots: slotsOf(use, index), maxBatchedTokens };
  };
  if (pools === undefined) return binding('', utilization, 0);
  const most = Math.max(...pools.map(({ waiting }) => waiting));
  const weights = pools.map((use, index) => {
    if (most >= 1) return use.waiting;
    // who hands prompts on, or answers in one shot, works off a queue; decoding goes on while there is anybody at all
    const { group, step } = compiled.pools[index]!;
    const isQueue = compiled.groups[group]?.handOff !== undefined || step.kind === 'one-shot';
    return isQueue ? (use.busy ?? 0) : Math.max(use.kvCache ?? 0, slotsOf(use, index));
  });
  const index = weights.indexOf(Math.max(...weights));
  return binding(`pool ${pools[index]!.name}: `, pools[index]!, index);
}

/** Resources beside the replicas that are as good as used up. */
function aroundReplicas(input: SummaryInput): Bound | null {
  const starved = starvedHost(input);
  if (starved !== null) return { by: 'host', reason: starved };
  const crammed = starvedTool(input);
  if (crammed !== null) return { by: 'tool', reason: crammed };
  const crowded = crowdedLink(input.totals.network);
  return crowded === null ? null : { by: 'network', reason: crowded };
}

/** What keeps requests from replicas that could serve them. */
function beforeSteps(
  input: SummaryInput,
  { use, slots }: Binding,
  slowest: Slowest | null,
): Bound | null {
  const { outcomes, availability, adapters, window } = input.totals;
  const { host, queue, preempted } = slowest?.parts ?? { host: 0, queue: 0, preempted: 0 };
  const waits = queue >= MOSTLY;
  const count = (code: number) => outcomes.reduce((sum, counts) => sum + (counts[code] ?? 0), 0);
  const offered = outcomes.flat().reduce((sum, each) => sum + each, 0);
  const refused = (count(outcomeCode.rejected) + count(outcomeCode.shed)) / Math.max(1, offered);
  const isFull = Math.max(use.kvCache ?? 0, slots) >= NEARLY_FULL;
  const { policy = 'always' } = input.compiled.admission ?? {};
  if (policy !== 'always' && refused >= RARE && !waits && !isFull) {
    const reason = `${policy} refused ${percent(refused)} of the requests, with ${percent(slots)} of the places in batches taken while busy`;
    return { by: 'admission', reason };
  }
  const [busiest] = [...hostUses(input)].sort((a, b) => b.taken - a.taken);
  if (host >= MOSTLY && busiest !== undefined && busiest.waiting > 0) {
    const reason = `the slowest requests spend ${percent(host)} of their time there, for ${percent(busiest.taken)} of the CPU cores of ${busiest.pool} are taken`;
    return { by: 'host', reason };
  }
  if (availability !== undefined && queue + preempted >= MOSTLY) {
    const { servingSeconds, replicaSeconds, lostRequests } = availability;
    const down = 1 - servingSeconds / replicaSeconds;
    if (Math.max(down, lostRequests / Math.max(1, offered)) >= RARE) {
      const reason = `the slowest requests spend ${percent(queue + preempted)} of their time waiting, where replicas were down for ${percent(down)} of theirs and lost ${lostRequests} requests`;
      return { by: 'failures', reason };
    }
  }
  if (!waits) return null;
  const wait = `the slowest requests spend ${percent(queue)} of their time in queues`;
  const { scaling, cluster } = window;
  if (scaling !== undefined) {
    const coming = scaling.startingSeconds + (cluster?.pendingSeconds ?? 0);
    const share = coming / (coming + scaling.servingSeconds);
    if (share >= RARE) {
      return {
        by: 'cold-start',
        reason: `${wait}, and of the replicas that were asked for ${percent(share)} were not there yet`,
      };
    }
  }
  const barred = adapters?.barredShare ?? 0;
  if (barred >= RARE && !isFull) {
    const reason = `${wait}, and ${percent(barred)} of the sequences found every slot taken by other adapters`;
    return { by: 'adapters', reason };
  }
  const tier = busiestTier(input);
  if (tier !== null && tier.share >= BUSY_TIER && !isFull) {
    const reason = `${wait}, where what is asked of the KV tier ${tier.name} takes it ${percent(tier.share)} of the time to read`;
    return { by: 'kv-tier', reason };
  }
  return null;
}

/** What keeps batches from growing. */
function inBatches(
  input: SummaryInput,
  { of, use, slots, maxBatchedTokens }: Binding,
  slowest: Slowest | null,
): Bound | null {
  const { totals } = input;
  const { kvCache } = use;
  const offered = totals.outcomes.flat().reduce((sum, count) => sum + count, 0);
  const preempted = totals.preemptions / Math.max(1, offered);
  if (kvCache !== null && (kvCache >= NEARLY_FULL || preempted > MANY_PREEMPTIONS)) {
    const evictions = `${preempted.toFixed(2)} preemptions per request`;
    return {
      by: 'kv-memory',
      reason: `${of}${percent(kvCache)} of the KV blocks in use, ${evictions}`,
    };
  }
  const slowed = boundByClocks(input);
  if (slowed !== null) return slowed;
  const { busy, mfu, mbu } = use;
  const queue = slowest?.parts.queue ?? 0;
  const waits = queue >= MOSTLY;
  const isIdle = (busy ?? 0) < NEARLY_FULL;
  if (slots >= NEARLY_FULL) {
    const idle = `, though replicas idle ${percent(1 - (busy ?? 0))} of the time: requests come in bursts, or are spread unevenly`;
    const reason = `${of}${percent(slots)} of the sequence slots taken while busy`;
    return { by: 'queue', reason: waits && isIdle ? `${reason}${idle}` : reason };
  }
  const barred = totals.adapters?.barredShare ?? 0;
  if (barred >= MANY_BARRED) {
    const reason = `${of}${percent(barred)} of the sequences found every slot taken by other adapters, with ${percent(slots)} of the places in batches taken`;
    return { by: 'adapters', reason };
  }
  // who waits for prompts that are computed waits for FLOPs
  if (!waits || isIdle || (mfu ?? 0) > (mbu ?? 0)) return null;
  const reason = `${of}the slowest requests spend ${percent(queue)} of their time in queues, though ${percent(slots)} of the places in batches are taken while busy: the mode of the engine or its ${maxBatchedTokens} tokens a step keep batches small, or requests are spread unevenly`;
  return { by: 'queue', reason };
}

/** What takes the time of steps. */
function inSteps(input: SummaryInput, { of, use }: Binding): Bound {
  const { compiled, totals } = input;
  const { busy, mfu, mbu } = use;
  if (busy === null || mfu === null || mbu === null) {
    const affine = compiled.pools.some((pool) => pool.step.kind === 'affine');
    return { by: null, reason: affine ? 'an affine step time names no resource' : 'not measured' };
  }
  const roofs = `${of}while busy, ${percent(mfu / busy)} of peak FLOP/s and ${percent(mbu / busy)} of peak bandwidth`;
  const exchange = longExchange(totals.network, Math.max(mfu, mbu) / busy);
  if (exchange !== null) return { by: 'network', reason: `${exchange}; ${roofs}` };
  if (Math.max(mfu, mbu) / busy < FAR_FROM_ROOFS) return { by: 'host', reason: roofs };
  return { by: mfu >= mbu ? 'compute' : 'bandwidth', reason: roofs };
}
