import { assertNever } from '../../base/assert.ts';
import type { AdmissionSpec } from '../../policy/admission/port.ts';
import { type Located, nodeAt } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Horizon, Outputs, Pool, Routing, Workload } from '../scenario.ts';
import type { RawTop } from '../schema/top.ts';
import { resolveHandOff } from './hand-off.ts';
import { resolveRouterOptions } from './router-options.ts';

/** The seed as written: `007` and `7` are two seeds, though YAML reads both as the number 7. */
export function resolveSeed(root: Located, raw: RawTop): string {
  const node = nodeAt(root, ['seed']);
  return node?.kind === 'scalar' ? node.source : raw.seed;
}

/** How long a run with a fixed duration goes on after it, without the key (contract, section 5). */
const DRAIN_SECONDS = 300;
const REQUESTS = 20_000;

/**
 * Completes the horizon. Without one, it ends with the traces when every workload replays one, with the samples when all
 * are there at the start (MLPerf's offline), else after 20,000 arrivals. The defaults of warm-up and drain follow from it:
 * what comes at one instant has nothing to warm up before.
 */
export function resolveHorizon(
  raw: RawTop['horizon'],
  workloads: readonly Pick<Workload, 'arrivals'>[],
  reporter: Reporter,
): Horizon | null {
  const end = resolveEnd(raw, workloads, reporter);
  if (end === null) return null;
  const block = raw === undefined || raw === 'trace' ? {} : raw;
  const isWhole =
    end.kind === 'trace' || isOnly('trace', workloads) || isOnly('offline', workloads);
  let { warmup, drain } = block;
  if (warmup === undefined) {
    warmup = { kind: 'share', share: isWhole ? 0 : 0.1 };
    reporter.useDefault(['horizon', 'warmup'], isWhole ? '0%' : '10%');
  }
  if (isOnly('offline', workloads) && warmup.kind === 'time' && warmup.seconds > 0) {
    const message = 'all requests are there at the start: a warm-up in time leaves all of them out';
    reporter.error(['horizon', 'warmup'], message, 'leave it out');
  } else if (isOnly('offline', workloads) && leavesOut(warmup)) {
    const message =
      'all requests are there at the start: a warm-up leaves some out of every percentile and of no rate';
    reporter.warning(['horizon', 'warmup'], message, 'leave it out');
  }
  if (drain === undefined) {
    drain = end.kind === 'duration' ? DRAIN_SECONDS : Number.POSITIVE_INFINITY;
    reporter.useDefault(['horizon', 'drain'], end.kind === 'duration' ? '5m' : 'until-empty');
  }
  if (warmup.kind === 'count' && end.kind === 'requests' && warmup.count >= end.requests) {
    const message = `a warm-up of ${warmup.count} leaves none of ${end.requests} requests to measure`;
    reporter.error(['horizon', 'warmup'], message, 'write a share such as 10%');
  }
  if (warmup.kind === 'time' && end.kind === 'duration' && warmup.seconds >= end.seconds) {
    const message = `a warm-up of ${warmup.seconds} s leaves nothing of ${end.seconds} s to measure`;
    reporter.error(['horizon', 'warmup'], message, 'write a shorter time');
  }
  return { end, warmup, drainSeconds: drain };
}

function leavesOut(warmup: Horizon['warmup']): boolean {
  if (warmup.kind === 'share') return warmup.share > 0;
  return warmup.kind === 'count' ? warmup.count > 0 : warmup.kind !== 'time';
}

/** Whether all requests of a scenario come from arrival processes of one kind. */
function isOnly(
  process: 'trace' | 'offline',
  workloads: readonly Pick<Workload, 'arrivals'>[],
): boolean {
  return workloads.length > 0 && workloads.every(({ arrivals }) => arrivals.process === process);
}

function resolveEnd(
  raw: RawTop['horizon'],
  workloads: readonly Pick<Workload, 'arrivals'>[],
  reporter: Reporter,
): Horizon['end'] | null {
  if (raw === 'trace') return { kind: 'trace' };
  const { requests, duration, trace } = raw ?? {};
  const given = [requests !== undefined, duration !== undefined, trace === true].filter(
    Boolean,
  ).length;
  if (given > 1) {
    const message = 'requests, duration and trace exclude each other';
    reporter.error(['horizon'], message, 'keep one of them');
    return null;
  }
  if (requests !== undefined) return { kind: 'requests', requests };
  if (duration !== undefined) return { kind: 'duration', seconds: duration };
  if (trace === true) return { kind: 'trace' };
  if (isOnly('trace', workloads)) {
    reporter.useDefault(['horizon'], 'trace');
    return { kind: 'trace' };
  }
  const samples = workloads.reduce(
    (sum, { arrivals }) => sum + (arrivals.process === 'offline' ? arrivals.samples : 0),
    0,
  );
  const all = isOnly('offline', workloads) ? samples : REQUESTS;
  reporter.useDefault(['horizon', 'requests'], all);
  return { kind: 'requests', requests: all };
}

/** Completes routing between the pools. */
export function resolveRouting(
  { routing: raw, fabric, ideal }: Pick<RawTop, 'routing' | 'fabric' | 'ideal'>,
  pools: readonly { readonly pool: Pool }[],
  reporter: Reporter,
): Routing {
  const { policy, queue, signalInterval } = raw;
  const path = ['routing', 'maxOutstandingPerReplica'];
  let limit = raw.maxOutstandingPerReplica ?? Number.POSITIVE_INFINITY;
  if (queue === 'replica' && raw.maxOutstandingPerReplica !== undefined) {
    reporter.error(path, 'applies to one central queue only', 'add queue: pool or leave it out');
  }
  if (queue === 'pool' && raw.maxOutstandingPerReplica === undefined) {
    // Pools of unequal batches share one limit: the smallest keeps every queue central.
    limit = Math.min(...pools.map(({ pool }) => pool.engine.maxSequences));
    reporter.useDefault(path, limit);
  }
  const common = { policy, queue, maxOutstandingPerReplica: limit };
  const options = {
    ...resolveRouterOptions(raw, pools, reporter),
    ...resolveHandOff({ routing: raw, fabric, ideal }, pools, reporter),
  };
  return { ...common, signalIntervalSeconds: signalInterval, ...options };
}

export function resolveAdmission(raw: RawTop['admission'], reporter: Reporter): AdmissionSpec {
  switch (raw.policy) {
    case 'always':
      return { policy: raw.policy };
    case 'queue-cap': {
      const { maxQueued = Number.POSITIVE_INFINITY, maxOutstanding = Number.POSITIVE_INFINITY } =
        raw;
      if (raw.maxQueued === undefined && raw.maxOutstanding === undefined) {
        const message = 'queue-cap without a limit admits everything';
        reporter.error(
          ['admission'],
          message,
          'add maxQueued or maxOutstanding, or write policy: always',
        );
      }
      return { policy: raw.policy, maxQueued, maxOutstanding };
    }
    case 'token-bucket': {
      const { policy, rate, burst, unit } = raw;
      return { policy, ratePerSecond: rate, burst, unit };
    }
    case 'deadline-shed':
      return { policy: raw.policy, windowSeconds: raw.window };
    case 'tier-shed': {
      const { policy, minPriority, outstanding } = raw;
      return { policy, minPriority, outstanding };
    }
    default:
      return assertNever(raw);
  }
}

/** Without rows of requests, percentiles come from sketches. `makesCalls`: whether some strategy does. */
export function resolveOutputs(
  raw: RawTop['outputs'],
  makesCalls: boolean,
  reporter: Reporter,
): Outputs {
  const { requests, percentiles, timeseries, calls } = raw;
  if (requests === 'none' && percentiles === 'exact') {
    const message = 'exact percentiles need the rows that outputs.requests: none leaves out';
    reporter.error(['outputs', 'percentiles'], message, 'write sketch or auto, or requests: all');
  }
  if (calls && !makesCalls) {
    const message = 'no workload has a strategy of several calls: calls.arrow stays empty';
    reporter.warning(['outputs', 'calls'], message, 'state a strategy, or write calls: false');
  }
  return {
    requests,
    percentiles: requests === 'none' ? 'sketch' : percentiles,
    timeseriesSeconds: timeseries,
    ...(calls && { calls }),
  };
}
