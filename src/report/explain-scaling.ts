import { type Platform, platforms } from '../catalog/platforms.ts';
import type { CompiledPool } from '../compile/compiled.ts';
import { coldStartOf } from '../compile/scaling.ts';
import type { ColdStart } from '../physics/cold-start.ts';
import type { Source } from '../physics/data-sheets.ts';
import type { Pool } from '../scenario/scenario.ts';
import { counted, quantity, seconds } from './numbers.ts';

/** How the replicas of a pool come and go, and what bringing one up takes. */
export interface ExplainedScaling {
  readonly policy: string;
  readonly platform: string;
  readonly min: number;
  readonly max: number;
  readonly initial: number;
  readonly intervalSeconds: number;
  readonly scrapeDelaySeconds: number;
  readonly coldStart: ColdStart;
  /** Spread of starts, as a coefficient of variation. */
  readonly coldStartCv: number;
  /** Of one replica that is down. */
  readonly downWatts: number;
}

/** Null where the number of replicas stands. */
export function explainScaling(
  { autoscaling }: Pool,
  { scaling, acceleratorsPerReplica, idleWatts }: CompiledPool,
  weightBytesPerChip: number,
): ExplainedScaling | null {
  if (autoscaling === undefined || scaling === undefined) return null;
  const { intervalSeconds, scrapeDelaySeconds, min, max, initial, startCv } = scaling;
  return {
    policy: scaling.spec.policy,
    platform: autoscaling.platform,
    min,
    max,
    initial,
    intervalSeconds,
    scrapeDelaySeconds,
    coldStart: coldStartOf(autoscaling, weightBytesPerChip, acceleratorsPerReplica),
    coldStartCv: startCv,
    downWatts: scaling.idlesWhenDown ? idleWatts : 0,
  };
}

/** Where the figures of a cold start come from; nothing where it was stated whole. */
export function scalingSources({ autoscaling }: Pool): Readonly<Record<string, Source>> {
  if (autoscaling === undefined || autoscaling.coldStart.kind === 'stated') return {};
  const platform: Platform = platforms[autoscaling.platform];
  return Object.fromEntries(
    Object.entries(platform.sources).map(([key, source]) => [`${platform.id} ${key}`, source]),
  );
}

/** Two lines for people. */
export function scalingLines(scaling: ExplainedScaling): string[] {
  const { policy, platform, min, max, initial, coldStart, coldStartCv, downWatts } = scaling;
  const parts = [
    ['provision', coldStart.provisionSeconds],
    ['image', coldStart.imageSeconds],
    ['weights from storage', coldStart.storageSeconds],
    ['to the chips', coldStart.hostToDeviceSeconds],
    ['engine', coldStart.initSeconds],
    ['warm-up', coldStart.warmUpSeconds],
  ] as const;
  const shown = parts.filter(([, time]) => time > 0);
  const sum = shown.map(([name, time]) => `${name} ${seconds(time)}`).join(', ');
  const spread = coldStartCv > 0 ? `, spread ${coldStartCv}` : '';
  const total = seconds(coldStart.totalSeconds);
  const age = scaling.scrapeDelaySeconds;
  const stale = age > 0 ? ` by metrics ${seconds(age)} old` : '';
  return [
    `  scaling     ${policy} on ${platform}: ${min} to ${counted(max, 'replica')}, ${initial} at first; decides every ${seconds(scaling.intervalSeconds)}${stale}`,
    `  cold start  ${total}${sum === '' ? '' : ` (${sum})`}${spread}; a replica that is down draws ${quantity(downWatts, 'W').trim()}`,
  ];
}
