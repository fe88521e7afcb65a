import { setImmediate } from 'node:timers/promises';
import { isClosed } from '../compile/closed-arrivals.ts';
import { createRun, type Run } from '../engine/run.ts';
import type { Miss } from '../record/misses.ts';
import { isOverloaded } from '../summary/overload.ts';
import { ProbeRecorder } from './probe-record.ts';
import {
  feedProbe,
  hasTargets,
  type ProbedRun,
  type ProbeLength,
  probeScenario,
} from './probe-scenario.ts';

/** What a probe found. */
export interface ProbeResult {
  readonly factor: number;
  /** Requests that were simulated. */
  readonly requests: number;
  readonly events: number;
  readonly breaks: 'slo' | 'overload' | null;
  /** Whether chance cannot have decided (95 %). */
  readonly certain: boolean;
  /** Name of the workload that is furthest from its target, and the target that most of its requests missed. */
  readonly workload: string | null;
  readonly metric: Miss | null;
  /** Share of what arrived in the second half that was served in it; of the workload where that is least. */
  readonly servedShare: number;
  /** Mean time from the first step of a request to its end. */
  readonly meanRunSeconds: number;
}

/** Events between two looks at whether a probe is hopeless: a few milliseconds. */
const sliceEvents = 4096;

/**
 * Runs the scenario with its arrivals `factor` times as fast for a while. Stops as soon as so many requests have missed
 * their target that chance cannot make up for it. Null when it takes more than `mostEvents`, or was interrupted.
 */
export async function runProbe(
  probed: ProbedRun,
  factor: number,
  length: ProbeLength,
  limit: { readonly mostEvents: number; readonly signal?: AbortSignal | undefined },
): Promise<ProbeResult | null> {
  const { compiled } = probed;
  const { requests, warmupRequests } = length;
  const targets = compiled.workloads.map(({ slo }) => slo);
  const recorder = new ProbeRecorder(targets, requests, warmupRequests);
  const run = createRun(probeScenario(probed, factor, length), 0, recorder);
  feedProbe(run, probed, factor, length);
  const limits = hopelessMisses(probed, length);
  for (;;) {
    const state = run.advance({ maxEvents: sliceEvents });
    const lost = recorder.workloads.findIndex(({ missed }, i) => missed > (limits[i] ?? Infinity));
    const workload = recorder.workloads[lost];
    if (workload !== undefined) {
      const name = compiled.workloads[lost]?.name ?? null;
      const metric = workload.worstMiss;
      const found = { breaks: 'slo', certain: true, workload: name, metric } as const;
      return { ...cost(run, recorder, factor), ...found, servedShare: 1 };
    }
    if (state === 'done') break;
    if (run.events > limit.mostEvents || limit.signal?.aborted === true) return null;
    await setImmediate();
  }
  const verdict = judge(probed, recorder, isOverloaded(run.totals().backlog));
  return { ...cost(run, recorder, factor), ...verdict };
}

type Cost = Pick<ProbeResult, 'factor' | 'requests' | 'events' | 'meanRunSeconds'>;

function cost(run: Run, { meanRunSeconds }: ProbeRecorder, factor: number): Cost {
  return { factor, requests: run.offered, events: run.events, meanRunSeconds };
}

/**
 * Misses per workload from which on a probe cannot turn: well above what its target allows of as many requests as are
 * expected, since how many of a mix belong to a workload is chance, too.
 */
function hopelessMisses(probed: ProbedRun, length: ProbeLength): readonly number[] {
  const { compiled, offeredPerWorkload, offered } = probed;
  return compiled.workloads.map((workload, index) => {
    if (!hasTargets(workload)) return Number.POSITIVE_INFINITY;
    const share = (offeredPerWorkload[index] ?? 0) / offered;
    const measured = share * (length.requests - length.warmupRequests);
    const allowed = (1 - workload.slo.attainment) * measured;
    return 5 + 1.5 * allowed + 3 * Math.sqrt(allowed);
  });
}

/** The verdict on a probe that ran to its end: targets first, then the backlog. */
function judge(
  { compiled }: ProbedRun,
  recorder: ProbeRecorder,
  overloaded: boolean,
): Omit<ProbeResult, keyof Cost> {
  const judged = compiled.workloads.flatMap((workload, index) => {
    const counts = recorder.workloads[index];
    if (counts === undefined || counts.measured === 0 || !hasTargets(workload)) return [];
    const { attainment } = workload.slo;
    const missed = counts.met / counts.measured < attainment;
    const [low, high] = counts.attainmentInterval();
    const certain = missed ? high < attainment : low >= attainment;
    const excess = counts.missed / counts.measured / Math.max(1 - attainment, 1e-9);
    return [{ name: workload.name, counts, excess, missed, certain }];
  });
  const worst = judged.sort((a, b) => b.excess - a.excess)[0];
  const [from, to] = recorder.secondHalf();
  const backlogs = compiled.workloads.flatMap((workload, index) =>
    isClosed(workload) ? [] : (recorder.workloads[index]?.backlog(from, to) ?? []),
  );
  const servedShare = Math.min(1, ...backlogs.map((backlog) => backlog.servedShare));
  if (worst?.missed === true) {
    const { name, counts, certain } = worst;
    return { breaks: 'slo', certain, workload: name, metric: counts.worstMiss, servedShare };
  }
  const none = { workload: null, metric: null, servedShare };
  if (overloaded || backlogs.some(({ growing }) => growing)) {
    return { breaks: 'overload', certain: true, ...none };
  }
  return { breaks: null, certain: judged.every(({ certain }) => certain), ...none };
}
