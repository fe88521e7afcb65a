import type { MonitorSpec } from '../../policy/rollout/index.ts';
import type { Succession } from '../check-across.ts';
import type { Reporter } from '../reporter.ts';
import type { RolloutSpec } from '../rollout.ts';
import { checkBurnRateHasTarget } from '../rules/burn-rate-has-target.ts';
import { type Salvaged, touches } from '../salvage.ts';
import type { Workload } from '../scenario.ts';
import type { RawRollout } from '../schema/rollout.ts';
import type { RawCandidate } from '../schema/strategy.ts';
import type { RawTop } from '../schema/top.ts';
import type { ResolvedPool } from './pool.ts';

type RawMonitor = NonNullable<RawRollout['monitors']>[number];

/** Assumed: more than a percentile of a minute's requests moves by itself. */
const RATIO = 1.5;

/** What judges a candidate where nothing is said: of strategies, whose answers come as a whole, until the last token. */
const usual = (of: 'ttft' | 'e2e'): readonly MonitorSpec[] => [
  { kind: 'burn-rate', rate: 14.4, longSeconds: 120, shortSeconds: 10 },
  { kind: 'errors', maxShare: 0.01 },
  { kind: 'latency', of, percentile: 0.95, maxRatio: RATIO, maxSeconds: Infinity },
];

/** The candidate of a roll-out answers what the stable version is asked; null where there is none. */
export function successionOf(
  { value, wrong }: Salvaged<RawTop>,
  pools: readonly ResolvedPool[],
): Succession | null {
  const { rollout = 'none' } = value ?? {};
  if (rollout === 'none' || touches(wrong, ['rollout'])) return null;
  const { from, to } = rollout;
  if (from === undefined || to === undefined) return null;
  const servedBy = (name: string) =>
    pools.find(({ pool }) => pool.name === name)?.pool.serves[0]?.ref;
  const model = servedBy(from);
  return model === undefined ? null : { pool: to, model, successor: servedBy(to) };
}

/** The strategy that a roll-out is to put in the place of a workload's own; undefined where it does not. */
export function candidateOf(
  { value, wrong }: Salvaged<RawTop>,
  workload: string,
): RawCandidate | undefined {
  const { rollout = 'none' } = value ?? {};
  if (rollout === 'none' || touches(wrong, ['rollout'])) return undefined;
  return rollout.workload === workload ? rollout.strategy : undefined;
}

/** Completes a roll-out; null where it does not say of what. */
export function resolveRollout(
  raw: RawRollout,
  workloads: readonly Workload[],
  reporter: Reporter,
): RolloutSpec | null {
  const { checks } = raw;
  const unstated = usual(raw.strategy === undefined ? 'ttft' : 'e2e');
  if (raw.monitors === undefined) {
    const names = unstated.map(({ kind }) => kind).join(', ');
    reporter.useDefault(['rollout', 'monitors'], names);
  }
  checkBurnRateHasTarget(raw, workloads, reporter);
  checkSteps(raw, reporter);
  const versions = versionsOf(raw, reporter);
  if (versions === null) return null;
  return {
    ...versions,
    kind: raw.kind,
    atSeconds: raw.at,
    steps: raw.steps.map(({ share, hold }) => ({ share, holdSeconds: hold })),
    sticksTo: raw.stick,
    checks: {
      intervalSeconds: checks.interval,
      scrapeDelaySeconds: checks.scrapeDelay,
      windowSeconds: checks.window,
      minRequests: checks.minRequests,
      failureLimit: checks.failureLimit,
    },
    monitors: raw.monitors?.map((each, index) => resolveMonitor(each, index, reporter)) ?? unstated,
  };
}

/** Two pools, or a workload whose strategy is replaced; null where it is neither, or a mixture. */
function versionsOf(
  { from, to, workload, strategy }: RawRollout,
  reporter: Reporter,
): { readonly from: string; readonly to: string } | { readonly workload: string } | null {
  const isOfPools = from !== undefined || to !== undefined;
  const isOfStrategies = workload !== undefined || strategy !== undefined;
  if (isOfPools && isOfStrategies) {
    const message =
      'a pool takes over from a pool, or a strategy from a strategy, not both at once';
    reporter.error(['rollout'], message, 'leave out from and to, or workload and strategy');
    return null;
  }
  if (from !== undefined && to !== undefined) return { from, to };
  if (workload !== undefined && strategy !== undefined) return { workload };
  const given = { from, to, workload, strategy };
  const missing = isOfStrategies ? (['workload', 'strategy'] as const) : (['from', 'to'] as const);
  for (const key of missing) {
    if (given[key] !== undefined) continue;
    const fix = 'name two pools, {from: old, to: new}, or a workload and its new strategy';
    reporter.error(['rollout', key], 'is missing', fix);
  }
  return null;
}

/** Shares never fall: who met the candidate once stays with it until it is rolled back. */
function checkSteps({ steps }: RawRollout, reporter: Reporter): void {
  for (const [index, { share }] of steps.entries()) {
    const before = steps[index - 1];
    if (before === undefined || share > before.share) continue;
    const message = `a share of ${share * 100} % is no step on from ${before.share * 100} %`;
    reporter.error(['rollout', 'steps', index, 'share'], message, 'let the shares grow');
  }
}

function resolveMonitor(raw: RawMonitor, index: number, reporter: Reporter): MonitorSpec {
  const path = ['rollout', 'monitors', index];
  switch (raw.kind) {
    case 'burn-rate':
      if (raw.short >= raw.long) {
        const message = 'the short window is no shorter than the long one';
        reporter.error([...path, 'short'], message, 'write a twelfth of the long one');
      }
      return { kind: raw.kind, rate: raw.rate, longSeconds: raw.long, shortSeconds: raw.short };
    case 'errors':
      return { kind: raw.kind, maxShare: raw.max };
    case 'escaped-errors': {
      const { kind, audited, delay, max } = raw;
      return { kind, audited, delaySeconds: delay, maxShare: max };
    }
    case 'latency': {
      const isSilent = raw.max === undefined && raw.maxRatio === undefined;
      if (isSilent) reporter.useDefault([...path, 'maxRatio'], RATIO);
      return {
        kind: raw.kind,
        of: raw.of,
        percentile: raw.percentile,
        maxRatio: raw.maxRatio ?? (isSilent ? RATIO : Infinity),
        maxSeconds: raw.max ?? Infinity,
      };
    }
    default:
      return raw;
  }
}
