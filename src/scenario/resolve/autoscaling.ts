import { isCpu } from '../../catalog/index.ts';
import { type Platform, platforms } from '../../catalog/platforms.ts';
import type { Accelerator } from '../../physics/data-sheets.ts';
import type { AutoscalerName } from '../../policy/autoscaling/index.ts';
import type { AutoscalingSpec, ScalingBehavior } from '../../policy/autoscaling/port.ts';
import type { Autoscaling, ColdStartSpec } from '../autoscaling.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { RawAutoscaling } from '../schema/autoscaling.ts';

type RawScaling = Exclude<NonNullable<RawAutoscaling>, { policy: 'none' }>;
type ScalingName = Exclude<AutoscalerName, 'none'>;

/** Replicas of a pool that does not say how many it has. */
const DEFAULT_REPLICAS = 8;

interface Defaults {
  readonly min: number;
  readonly intervalSeconds: number;
  readonly scrapeDelaySeconds: number;
}

/**
 * What the products do where nobody says: the HPA decides every 15 s by metrics that the metrics server refreshes every
 * 15 s, and keeps a replica (kubernetes.io); KEDA polls every 30 s and keeps none (keda.sh); the KPA ticks every 2 s and
 * scrapes every second (knative.dev); Ray Serve pushes metrics every 10 s (docs.ray.io). Others are assumed.
 */
const defaults: Readonly<Record<ScalingName, Defaults>> = {
  'target-utilization': { min: 1, intervalSeconds: 15, scrapeDelaySeconds: 15 },
  'queue-length': { min: 0, intervalSeconds: 30, scrapeDelaySeconds: 0 },
  'concurrency-target': { min: 0, intervalSeconds: 2, scrapeDelaySeconds: 1 },
  'ongoing-requests': { min: 1, intervalSeconds: 10, scrapeDelaySeconds: 10 },
  'slo-driven': { min: 1, intervalSeconds: 15, scrapeDelaySeconds: 15 },
  schedule: { min: 0, intervalSeconds: 60, scrapeDelaySeconds: 0 },
  forecast: { min: 1, intervalSeconds: 60, scrapeDelaySeconds: 15 },
};

/** The replicas that a pool starts with and, where it has any, how they come and go. */
export function resolveReplicas(
  raw: { readonly replicas?: number | undefined; readonly autoscaling: RawAutoscaling },
  chip: Accelerator | null,
  path: Path,
  inCluster: boolean,
  reporter: Reporter,
): { readonly replicas: number; readonly autoscaling?: Autoscaling } {
  const scaling = raw.autoscaling;
  const replicasPath = [...path, 'replicas'];
  if (scaling === null || scaling.policy === 'none') {
    const replicas = raw.replicas ?? DEFAULT_REPLICAS;
    if (raw.replicas === undefined) reporter.useDefault(replicasPath, replicas);
    if (replicas === 0) reporter.error(replicasPath, 'must be at least 1', 'write 1 or more');
    return { replicas: Math.max(1, replicas) };
  }
  const at = [...path, 'autoscaling'];
  const given = <T>(value: T | undefined, fallback: T, key: string): T => {
    if (value === undefined) reporter.useDefault([...at, key], fallback);
    return value ?? fallback;
  };
  const chosen: Platform = platforms[scaling.platform];
  // nodes of a cluster stand there, and what nobody holds of them is nobody's
  const platform: Platform = inCluster
    ? { ...chosen, provisionSeconds: 0, whenDown: 'off' }
    : chosen;
  const own = defaults[scaling.policy];
  const min = given(scaling.min, own.min, 'min');
  const replicas = raw.replicas ?? Math.max(1, min);
  if (raw.replicas === undefined) reporter.useDefault(replicasPath, replicas);
  return {
    replicas,
    autoscaling: {
      platform: scaling.platform,
      spec: resolveSpec(scaling),
      min,
      max: scaling.max,
      intervalSeconds: given(scaling.interval, own.intervalSeconds, 'interval'),
      scrapeDelaySeconds: given(scaling.scrapeDelay, own.scrapeDelaySeconds, 'scrapeDelay'),
      coldStart: resolveColdStart(
        scaling.coldStart,
        platform,
        chip,
        [...at, 'coldStart'],
        reporter,
      ),
      whenDown: given(scaling.whenDown, platform.whenDown, 'whenDown'),
    },
  };
}

function resolveColdStart(
  raw: RawScaling['coldStart'],
  platform: Platform,
  chip: Accelerator | null,
  path: Path,
  reporter: Reporter,
): ColdStartSpec {
  if (typeof raw === 'number') return { kind: 'stated', seconds: raw };
  const given = (value: number | undefined, fallback: number, key: string): number => {
    if (value === undefined) reporter.useDefault([...path, key], fallback);
    return value ?? fallback;
  };
  const noCopy = chip !== null && isCpu(chip);
  if (noCopy && raw?.hostToDeviceBandwidth !== undefined) {
    const message = `${chip.name} works on weights where they are read to, in the host's memory: nothing is copied`;
    reporter.error([...path, 'hostToDeviceBandwidth'], message, 'leave it out');
  }
  return {
    kind: 'parts',
    parts: {
      provisionSeconds: given(raw?.provision, platform.provisionSeconds, 'provision'),
      imageBytes: given(raw?.image, platform.imageBytes, 'image'),
      imageBandwidth: given(raw?.imageBandwidth, platform.imageBandwidth, 'imageBandwidth'),
      storageBandwidth: given(raw?.storageBandwidth, platform.storageBandwidth, 'storageBandwidth'),
      hostToDeviceBandwidth: noCopy
        ? Number.POSITIVE_INFINITY
        : given(
            raw?.hostToDeviceBandwidth,
            platform.hostToDeviceBandwidth,
            'hostToDeviceBandwidth',
          ),
      initSeconds: given(raw?.init, platform.initSeconds, 'init'),
      warmUpSeconds: given(raw?.warmUp, platform.warmUpSeconds, 'warmUp'),
    },
    cv: given(raw?.cv, 0, 'cv'),
  };
}

function behaviorOf(raw: Extract<RawScaling, { tolerance: number }>): ScalingBehavior {
  const { tolerance, scaleUp, scaleDown } = raw;
  const pace = ({ share, replicas, period }: typeof scaleUp) => ({
    share,
    replicas,
    periodSeconds: period,
  });
  return {
    tolerance,
    upStabilizationSeconds: scaleUp.stabilization,
    downStabilizationSeconds: scaleDown.stabilization,
    up: pace(scaleUp),
    down: pace(scaleDown),
  };
}

/** The policy's own keys under the names that policies use. */
function resolveSpec(raw: RawScaling): Exclude<AutoscalingSpec, { policy: 'none' }> {
  switch (raw.policy) {
    case 'target-utilization':
      return {
        policy: raw.policy,
        metric: raw.metric,
        target: raw.target,
        behavior: behaviorOf(raw),
      };
    case 'queue-length':
      return {
        policy: raw.policy,
        target: raw.target,
        cooldownSeconds: raw.cooldown,
        behavior: behaviorOf(raw),
      };
    case 'concurrency-target':
      return {
        policy: raw.policy,
        concurrency: raw.concurrency,
        targetShare: raw.targetShare,
        stableSeconds: raw.stableWindow,
        panicSeconds: raw.panicWindow,
        panicThreshold: raw.panicThreshold,
        maxUpRate: raw.maxUpRate,
        maxDownRate: raw.maxDownRate,
        graceSeconds: raw.grace,
      };
    case 'ongoing-requests':
      return {
        policy: raw.policy,
        target: raw.target,
        lookBackSeconds: raw.lookBack,
        upDelaySeconds: raw.upDelay,
        downDelaySeconds: raw.downDelay,
        upFactor: raw.upFactor,
        downFactor: raw.downFactor,
      };
    case 'slo-driven':
      return {
        policy: raw.policy,
        attainment: raw.attainment,
        windowSeconds: raw.window,
        step: raw.step,
        calmSeconds: raw.calm,
        margin: raw.margin,
      };
    case 'schedule':
      return {
        policy: raw.policy,
        periodSeconds: raw.period,
        steps: raw.steps.map(({ at, replicas }) => ({ atSeconds: at, replicas })),
      };
    case 'forecast':
      return {
        policy: raw.policy,
        method: raw.method,
        bucketSeconds: raw.bucket,
        seasonSeconds: raw.season,
        leadSeconds: raw.lead ?? null,
        ratePerReplica: raw.ratePerReplica,
        headroom: raw.headroom,
        smoothing: raw.smoothing,
      };
  }
}
