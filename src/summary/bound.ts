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
  readonly pool: number;
  readonly use: ReplicaUse;
  /** Requests wait, and no step runs. */
  readonly stands: boolean;
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
  const ran = (binding.use.busy ?? 0) > 0;
  const { by, reason } =
    aroundReplicas(input) ??
    (ran || binding.stands ? beforeSteps(input, binding, slowest) : null) ??
    (ran
      ? (inBatches(input, binding, slowest) ?? inSteps(input, binding))
      : { by: null, reason: `${binding.of}no step ran in the window` });
  const lowered = followsClocks.has(by) ? loweredFor(input, binding.pool) : null;
  return { by, reason: lowered === null ? reason : `${reason}, ${lowered}` };
}

/** What lower clocks of boards are behind, or what they let batches fill with. */
const followsClocks: ReadonlySet<Bound['by']> = new Set([
  'compute',
  'bandwidth',
  'queue',
  'kv-memory',
]);

/** Of several pools the one that most of its requests wait for or, where hardly any do, the fullest. */
function bindingPool({ compiled, totals }: SummaryInput, utilization: Utilization): Binding {
  const { backlog, window } = totals;
  const { pools: windows, startSeconds, endSeconds } = window;
  const seconds = endSeconds - startSeconds;
  const { pools } = utilization;
  const slotsOf = (use: ReplicaUse, index: number) => {
    const { dataRanks, engines, engine } = compiled.pools[index]!;
    return (use.averageBatch ?? 0) / (dataRanks * (engines?.length ?? 1) * engine.maxSequences);
  };
  const binding = (of: string, use: ReplicaUse, pool: number, waiting: number): Binding => {
    const { maxBatchedTokens } = compiled.pools[pool]!.engine;
    const stands = waiting > 0 && (use.busy ?? 0) === 0;
    return { of, pool, use, stands, slots: slotsOf(use, pool), maxBatchedTokens };
  };
  if (pools === undefined) return binding('', utilization, 0, Math.max(0, ...backlog.waiting));
  const most = Math.max(...pools.map(({ waiting }) => waiting));
  const weights = pools.map((use, index) => {
    if (most >= 1) {
      const running = seconds > 0 ? (windows?.[index]?.sequenceSeconds ?? 0) / seconds : 0;
      return use.waiting < 1 ? 0 : use.waiting / (use.waiting + running);
    }
    // who hands prompts on, or answers in one shot, works off a queue; decoding goes on while there is anybody at all
    const { group, step } = compiled.pools[index]!;
    const isQueue = compiled.groups[group]?.handOff !== undefined || step.kind === 'one-shot';
    return isQueue ? (use.busy ?? 0) : Math.max(use.kvCache ?? 0, slotsOf(use, index));
  });
  const index = weights.indexOf(Math.max(...weights));
  const use = pools[index]!;
  return binding(`pool ${use.name}: `, use, index, use.waiting);
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
function beforeSteps(input: SummaryInput, binding: Binding, slowest: Slowest | null): Bound | null {
  const parts = slowest?.parts ?? nowhere;
  const { of, stands } = binding;
  const says = (share: number, where: string) =>
    stands
      ? `${of}no step ran while requests waited`
      : `the slowest requests spend ${percent(share)} of their time ${where}`;
  const { queue, preempted, transfer } = parts;
  const away = queue + preempted + transfer;
  if (stands || away >= MOSTLY) {
    const absent = absentReplicas(input, says(away, 'waiting or on the way'));
    if (absent !== null) return absent;
  }
  const turnedAway = refusals(input, binding, parts);
  if (turnedAway !== null) return turnedAway;
  const [busiest] = [...hostUses(input)].sort((a, b) => b.taken - a.taken);
  if (parts.host >= MOSTLY && busiest !== undefined && busiest.waiting > 0) {
    const reason = `${says(parts.host, 'there')}, for ${percent(busiest.taken)} of the CPU cores of ${busiest.pool} are taken`;
    return { by: 'host', reason };
  }
  if (transfer >= MOSTLY) {
    return { by: 'network', reason: says(transfer, 'on the way between replicas or sites') };
  }
  return queue >= MOSTLY && !isFull(binding) ? lookUps(input, says(queue, 'in queues')) : null;
}

const nowhere = { host: 0, queue: 0, prefill: 0, decode: 0, preempted: 0, transfer: 0 };

const isFull = ({ use, slots }: Binding) => Math.max(use.kvCache ?? 0, slots) >= NEARLY_FULL;

/** Replicas that failed, or that have not started yet. */
function absentReplicas({ totals }: SummaryInput, wait: string): Bound | null {
  const { availability, outcomes } = totals;
  if (availability !== undefined) {
    const { servingSeconds, replicaSeconds, lostRequests } = availability;
    const down = 1 - servingSeconds / replicaSeconds;
    const offered = outcomes.flat().reduce((sum, each) => sum + each, 0);
    if (Math.max(down, lostRequests / Math.max(1, offered)) >= RARE) {
      const reason = `${wait}, where replicas were down for ${percent(down)} of theirs and lost ${lostRequests} requests`;
      return { by: 'failures', reason };
    }
  }
  const { scaling, cluster } = totals.window;
  if (scaling === undefined) return null;
  const coming = scaling.startingSeconds + (cluster?.pendingSeconds ?? 0);
  const share = coming / (coming + scaling.servingSeconds);
  if (!(share >= RARE)) return null;
  const reason = `${wait}, and of the replicas that were asked for ${percent(share)} were not there yet`;
  return { by: 'cold-start', reason };
}

/** An admission policy that turns requests away though there is room. */
function refusals(
  { compiled, totals }: SummaryInput,
  binding: Binding,
  parts: Slowest['parts'],
): Bound | null {
  const { policy = 'always' } = compiled.admission ?? {};
  const { outcomes } = totals;
  const count = (code: number) => outcomes.reduce((sum, counts) => sum + (counts[code] ?? 0), 0);
  const offered = outcomes.flat().reduce((sum, each) => sum + each, 0);
  const refused = (count(outcomeCode.rejected) + count(outcomeCode.shed)) / Math.max(1, offered);
  if (policy === 'always' || refused < RARE || parts.queue >= MOSTLY || isFull(binding))
    return null;
  const reason = `${policy} refused ${percent(refused)} of the requests, with ${percent(binding.slots)} of the places in batches taken while busy`;
  return { by: 'admission', reason };
}

/** What requests need beside a place in a batch: their adapter, and blocks from below the prefix cache. */
function lookUps(input: SummaryInput, wait: string): Bound | null {
  const barred = input.totals.adapters?.barredShare ?? 0;
  if (barred >= RARE) {
    const reason = `${wait}, and ${percent(barred)} of the sequences found every slot taken by other adapters`;
    return { by: 'adapters', reason };
  }
  const tier = busiestTier(input);
  if (tier === null || tier.share < BUSY_TIER) return null;
  const reason = `${wait}, where what is asked of the KV tier ${tier.name} takes it ${percent(tier.share)} of the time to read`;
  return { by: 'kv-tier', reason };
}

/** What keeps batches from growing. */
function inBatches(
  input: SummaryInput,
  { of, pool, use, slots, maxBatchedTokens }: Binding,
  slowest: Slowest | null,
): Bound | null {
  const { totals } = input;
  const { kvCache } = use;
  const offered = totals.outcomes.flat().reduce((sum, count) => sum + count, 0);
  const preemptions = totals.poolPreemptions?.[pool] ?? totals.preemptions;
  const preempted = preemptions / Math.max(1, offered);
  if (kvCache !== null && (kvCache >= NEARLY_FULL || preempted > MANY_PREEMPTIONS)) {
    const evictions = `${preempted.toFixed(2)} preemptions per request`;
    return {
      by: 'kv-memory',
      reason: `${of}${percent(kvCache)} of the KV blocks in use, ${evictions}`,
    };
  }
  const slowed = boundByClocks(input, pool);
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
