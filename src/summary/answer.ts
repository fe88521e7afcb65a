import type { ClassSamples } from '../record/class-samples.ts';
import { type LatencyPart, latencyParts } from '../record/latency-parts.ts';
import { starvedHost } from './host-use.ts';
import type { SummaryInput } from './input.ts';
import { boundByClocks, loweredFor } from './lowered-clocks.ts';
import { crowdedLink, longExchange } from './network.ts';
import type { Answer, Bound, Slowest, WorkloadAnswer } from './run-summary.ts';
import { starvedTool } from './tool-use.ts';
import type { Utilization } from './utilization.ts';

export type { Answer } from './run-summary.ts';

/** The slowest 1 %. */
const SLOWEST_SHARE = 0.01;

/** Assumed: from here on a pool of slots or blocks is full for practical purposes, since its use fluctuates. */
const NEARLY_FULL = 0.9;

/** Assumed: evictions per request from which memory, not the slots, decides who runs. */
const MANY_PREEMPTIONS = 0.01;

/** Assumed: where so many find all adapters' slots taken, these are why batches do not fill. */
const MANY_BARRED = 0.5;

/** Assumed: below this share of either roof while busy, fixed delays per step are what takes the time. */
const FAR_FROM_ROOFS = 0.1;

export function answer(input: SummaryInput, utilization: Utilization): Answer {
  const workloads = input.compiled.workloads.map((workload, index) =>
    workloadAnswer(workload, input.metrics.workloads[index]),
  );
  const judged = workloads.filter(({ met }) => met !== null);
  return {
    sloMet: judged.length > 0 ? judged.every(({ met }) => met === true) : null,
    workloads,
    bound: withClocks(bound(input, utilization), input),
    headroom: null,
    slowest: slowest(input),
  };
}

function workloadAnswer(
  workload: SummaryInput['compiled']['workloads'][number],
  collected: Pick<ClassSamples, 'measured' | 'sloMet' | 'misses'> | undefined,
): WorkloadAnswer {
  const { slo, name } = workload;
  // deadlines stand in the rows of a trace: one that was missed shows that there are any
  const hasTarget =
    Math.min(slo.ttftSeconds, slo.tpotSeconds, slo.e2eSeconds) < Infinity ||
    (collected?.misses.deadline ?? 0) > 0;
  const measured = collected?.measured ?? 0;
  const attainment = measured > 0 ? (collected?.sloMet ?? 0) / measured : null;
  return {
    workload: name,
    attainment,
    target: hasTarget ? slo.attainment : null,
    met: hasTarget && attainment !== null ? attainment >= slo.attainment : null,
    misses: collected === undefined ? null : missShares(collected),
  };
}

function missShares({ measured, misses }: Pick<ClassSamples, 'measured' | 'misses'>) {
  if (measured === 0) return null;
  const { ttft, tpot, e2e, deadline, unfinished } = misses;
  return {
    ttft: ttft / measured,
    tpot: tpot / measured,
    e2e: e2e / measured,
    deadline: deadline / measured,
    unfinished: unfinished / measured,
  };
}

/** Share of the sequence slots of the whole fleet that are taken, over the window. */
function slotUse({ compiled, totals }: SummaryInput): number | null {
  const { startSeconds, endSeconds, sequenceSeconds, scaling, replicaSeconds } = totals.window;
  const slots = compiled.pools.reduce(
    (n, p) => n + p.replicas * p.dataRanks * (p.engines?.length ?? 1) * p.engine.maxSequences,
    0,
  );
  const most = compiled.pools.reduce((n, { replicas }) => n + replicas, 0);
  // where replicas come and go: of the share of them that served
  const seconds = scaling === undefined ? endSeconds - startSeconds : replicaSeconds / most;
  const slotSeconds = slots * seconds;
  return slotSeconds > 0 ? sequenceSeconds / slotSeconds : null;
}

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

function bound(input: SummaryInput, use: Utilization): Bound {
  const starved = starvedHost(input);
  if (starved !== null) return { by: 'host', reason: starved };
  const crammed = starvedTool(input);
  if (crammed !== null) return { by: 'tool', reason: crammed };
  const { totals, compiled } = input;
  const crowded = crowdedLink(totals.network);
  if (crowded !== null) return { by: 'network', reason: crowded };
  const { busy, mfu, mbu, kvCache } = use;
  if (busy === null || busy === 0) return { by: null, reason: 'no step ran in the window' };
  const offered = totals.outcomes.flat().reduce((sum, count) => sum + count, 0);
  const preempted = totals.preemptions / Math.max(1, offered);
  if (kvCache !== null && (kvCache >= NEARLY_FULL || preempted > MANY_PREEMPTIONS)) {
    const evictions = `${preempted.toFixed(2)} preemptions per request`;
    return { by: 'kv-memory', reason: `${percent(kvCache)} of the KV blocks in use, ${evictions}` };
  }
  const slowed = boundByClocks(input);
  if (slowed !== null) return slowed;
  const slots = slotUse(input);
  const whileBusy = slots === null ? 0 : slots / busy;
  if (whileBusy >= NEARLY_FULL) {
    return { by: 'queue', reason: `${percent(whileBusy)} of the sequence slots taken while busy` };
  }
  const barred = totals.adapters?.barredShare ?? 0;
  if (barred >= MANY_BARRED) {
    const reason = `${percent(barred)} of the sequences found every slot taken by other adapters, with ${percent(whileBusy)} of the places in batches taken`;
    return { by: 'adapters', reason };
  }
  if (mfu === null || mbu === null) {
    const affine = compiled.pools.some((pool) => pool.step.kind === 'affine');
    return { by: null, reason: affine ? 'an affine step time names no resource' : 'not measured' };
  }
  const roofs = `while busy, ${percent(mfu / busy)} of peak FLOP/s and ${percent(mbu / busy)} of peak bandwidth`;
  const exchange = longExchange(totals.network, Math.max(mfu, mbu) / busy);
  if (exchange !== null) return { by: 'network', reason: `${exchange}; ${roofs}` };
  if (Math.max(mfu, mbu) / busy < FAR_FROM_ROOFS) return { by: 'host', reason: roofs };
  return { by: mfu >= mbu ? 'compute' : 'bandwidth', reason: roofs };
}

/** The same, with what lowers the clocks of steps where these are what takes the time, or what lets batches fill. */
function withClocks({ by, reason }: Bound, { totals }: SummaryInput): Bound {
  const follows = by === 'compute' || by === 'bandwidth' || by === 'queue' || by === 'kv-memory';
  const lowered = follows ? loweredFor(totals) : null;
  return { by, reason: lowered === null ? reason : `${reason}, ${lowered}` };
}

function slowest(input: SummaryInput): Slowest | null {
  const tail = input.metrics.parts.slowest(SLOWEST_SHARE);
  if (tail === null) return null;
  const sum = latencyParts.reduce((total, part) => total + tail.seconds[part], 0);
  if (sum <= 0) return null;
  const shares = latencyParts.map((part) => [part, tail.seconds[part] / sum] as const);
  return {
    share: SLOWEST_SHARE,
    count: tail.count,
    e2eSeconds: tail.e2eSeconds,
    parts: Object.fromEntries(shares) as Record<LatencyPart, number>,
  };
}
