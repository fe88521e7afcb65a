import { modelsAsked } from '../called-models.ts';
import type { FacilitySpec } from '../facility.ts';
import type { Reporter } from '../reporter.ts';
import { type RolloutSpec, streamingVersion } from '../rollout.ts';
import type { Horizon, Pool, Workload } from '../scenario.ts';
import { facilityAround, type SiteSpec } from '../sites.ts';

export interface RolloutParts {
  readonly pools: readonly Pool[];
  readonly workloads: readonly Workload[];
  readonly horizon: Horizon;
  readonly facility?: FacilitySpec;
  readonly sites?: readonly SiteSpec[];
  /** Whether a workload states a task, right or not. */
  statesTask(name: string): boolean;
}

/** Monitors see what they judge by, and a roll-out begins while requests come. */
export function checkRolloutMonitors(
  rollout: RolloutSpec,
  { pools, workloads, horizon, statesTask, ...premises }: RolloutParts,
  reporter: Reporter,
): void {
  if (horizon.end.kind === 'duration' && rollout.atSeconds >= horizon.end.seconds) {
    const message = `no request comes after ${horizon.end.seconds} s: the roll-out never begins`;
    reporter.error(['rollout', 'at'], message, 'write an earlier instant, or a longer horizon');
  }
  const asked = workloads.filter((each) => isReplaced(each, rollout, pools));
  const serving = pools.filter(({ name, serves }) =>
    'from' in rollout
      ? name === rollout.from || name === rollout.to
      : serves.some(({ ref }) => asked.some((each) => calls(each, ref))),
  );
  for (const [index, monitor] of rollout.monitors.entries()) {
    const { kind } = monitor;
    const refuse = (message: string, fix: string) =>
      reporter.error(['rollout', 'monitors', index, 'kind'], message, fix);
    const unjudged = asked.find(({ name }) => !statesTask(name));
    if (kind === 'escaped-errors' && unjudged !== undefined) {
      const fix = `state a task of ${unjudged.name}, such as gsm8k`;
      refuse('answers have no errors where nothing says when they are right', fix);
    }
    if (kind === 'latency' && 'workload' in rollout && monitor.of === 'tpot') {
      const fix = 'write of: e2e';
      refuse('a strategy answers as a whole: there is no time between its tokens', fix);
    }
    if (kind === 'latency' && 'workload' in rollout && monitor.of === 'ttft') {
      warnUnlikeFirstTokens(asked, index, reporter);
    }
    if (kind === 'energy' || kind === 'cost') {
      warnSmallBatches(rollout, monitor.maxRatio, pools, index, reporter);
    }
    if (kind !== 'cost') continue;
    const owned = serving.filter(({ billing }) => billing === undefined);
    const [first] = owned;
    if (first !== undefined && premises.facility === undefined && premises.sites === undefined) {
      const message = `nobody says what ${first.name} costs: it is neither rented nor in a facility`;
      refuse(message, 'add billing: {} to the pool, or facility: {}, or take kind: energy');
    }
    const unpriced = owned.find(
      ({ name }) => facilityAround(premises, name)?.nodes[name]?.priceUsd === null,
    );
    if (unpriced !== undefined) {
      const fix = 'state the price of its node, or take kind: energy';
      refuse(`nobody says what ${unpriced.name} costs to own`, fix);
    }
  }
}

/**
 * What a step takes is shared by its batch: a candidate whose replicas get fewer requests each may take as many times more per
 * request as they are fewer, however good it is. Pools that scale have as many replicas as their load wants.
 */
function warnSmallBatches(
  rollout: RolloutSpec,
  maxRatio: number,
  pools: readonly Pool[],
  index: number,
  reporter: Reporter,
): void {
  if (!('from' in rollout)) return;
  const stable = pools.find(({ name }) => name === rollout.from);
  const candidate = pools.find(({ name }) => name === rollout.to);
  if (stable === undefined || candidate === undefined) return;
  if (stable.autoscaling !== undefined || candidate.autoscaling !== undefined) return;
  const share = Math.min(...rollout.steps.map((step) => step.share));
  const left = rollout.kind === 'shadow' ? 1 : 1 - share;
  const times = left / stable.replicas / (share / candidate.replicas);
  if (times <= maxRatio) return;
  const message =
    `at a share of ${Number((100 * share).toPrecision(3))} %, replicas of ${rollout.from} get ${Number(times.toPrecision(3))} times as many requests each as ` +
    `those of ${rollout.to}, whose smaller batches take more per request even of an equal version`;
  const fix = `give ${rollout.to} fewer replicas, begin with a larger share, or write a larger maxRatio`;
  reporter.warning(['rollout', 'monitors', index, 'maxRatio'], message, fix);
}

/** The first token of one call comes while it answers, and that of a program when it has. */
function warnUnlikeFirstTokens(
  asked: readonly Workload[],
  index: number,
  reporter: Reporter,
): void {
  for (const { strategy, model } of asked) {
    const streaming = strategy === undefined ? null : streamingVersion(strategy, model);
    if (streaming === null) continue;
    const [streams, other] =
      streaming === 0 ? ['stable version', 'candidate'] : ['candidate', 'stable version'];
    const message = `compares the first token of the ${streams}, one call, with the whole answer of the ${other}`;
    const fix = 'write of: e2e, unless that is what users are to feel';
    reporter.warning(['rollout', 'monitors', index, 'of'], message, fix);
  }
}

/** Whether requests of a workload are those of a roll-out. */
function isReplaced(workload: Workload, rollout: RolloutSpec, pools: readonly Pool[]): boolean {
  if ('workload' in rollout) return workload.name === rollout.workload;
  const stable = pools.find(({ name }) => name === rollout.from)?.serves[0];
  return workload.model === stable?.ref;
}

function calls(workload: Workload, ref: string): boolean {
  const { answering, judging } = modelsAsked(workload);
  return answering.includes(ref) || judging.includes(ref);
}
