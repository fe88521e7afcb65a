import type { RolloutOutcome, RolloutTotals, VersionTotals } from '../record/totals.ts';
import type { SummaryInput } from './input.ts';

/** What a roll-out came to, of the requests that came while it ran. */
export interface RolloutSummary {
  readonly kind: 'canary' | 'shadow';
  readonly from: string;
  readonly to: string;
  readonly outcome: RolloutOutcome;
  readonly beganSeconds: number;
  /** Instant of the promotion or the roll-back; null where the run ended before. */
  readonly decidedSeconds: number | null;
  /** From its begin to the first check that failed, and to the roll-back; null without. */
  readonly firstAlarmSeconds: number | null;
  readonly detectSeconds: number | null;
  /** Steps that were begun. */
  readonly steps: number;
  readonly checks: number;
  readonly failedChecks: number;
  /** Checks that did not fail but saw too few requests to tell; absent where none did. */
  readonly unsureChecks?: number;
  /** The monitor behind the last failed check. */
  readonly failedBy: string | null;
  readonly stable: VersionFigures;
  /** With shadows, of the copies. */
  readonly candidate: VersionFigures;
  /**
   * Had the candidate served all that came after the roll-back, and missed as often as it did before: misses beyond those
   * of the stable version, and the time that as many misses would make, had every request missed. At its share it was
   * loaded less than it would have been, so that both are too low rather than too high. Null without a roll-back.
   */
  readonly avoidedMisses: number | null;
  readonly avoidedBadSeconds: number | null;
}

export interface VersionFigures {
  readonly requests: number;
  readonly completed: number;
  /** Rejected, shed, expired or failed. */
  readonly errors: number;
  /** Did not meet every target. */
  readonly missed: number;
  readonly missedShare: number | null;
  /** Accelerator joules that its requests own, without what its replicas draw while they idle. */
  readonly joules: number;
  /**
   * Per completed request: the time of steps that it used, at what owning or renting costs, and energy where that is not in
   * the rent; absent where nobody says what the pools cost.
   */
  readonly usdPerRequest?: number;
  /** Of the delivered answers, graded or not; absent where no task judges them. */
  readonly wrongShare?: number;
}

export function rolloutOf({ compiled, totals }: SummaryInput): { rollout?: RolloutSummary } {
  const { rollout } = totals;
  if (rollout === undefined) return {};
  const { decidedSeconds, beganSeconds, firstFailureSeconds, outcome } = rollout;
  const isBack = outcome === 'rolled-back' || outcome === 'stopped';
  const [stable, candidate] = [figuresOf(rollout.stable), figuresOf(rollout.candidate)];
  const excess = Math.max(0, (candidate.missedShare ?? 0) - (stable.missedShare ?? 0));
  const avoids = outcome === 'rolled-back' && decidedSeconds !== null;
  const after = avoids ? Math.max(0, rollout.lastArrivalSeconds - decidedSeconds) : 0;
  return {
    rollout: {
      kind: rollout.kind,
      ...namesOf(rollout, compiled),
      outcome,
      beganSeconds,
      decidedSeconds,
      firstAlarmSeconds: firstFailureSeconds === null ? null : firstFailureSeconds - beganSeconds,
      detectSeconds: isBack && decidedSeconds !== null ? decidedSeconds - beganSeconds : null,
      steps: rollout.steps,
      checks: rollout.checks,
      failedChecks: rollout.failedChecks,
      ...(rollout.unsureChecks !== undefined && { unsureChecks: rollout.unsureChecks }),
      failedBy: rollout.failedBy,
      stable,
      candidate,
      avoidedMisses: avoids ? excess * rollout.cameAfter : null,
      avoidedBadSeconds: avoids ? excess * after : null,
    },
  };
}

function namesOf(
  { pools, workload }: RolloutTotals,
  { pools: all, workloads }: SummaryInput['compiled'],
) {
  if (pools !== undefined) return { from: all[pools.stable]!.name, to: all[pools.candidate]!.name };
  const [from = '', to = ''] = workloads[workload!]!.strategy!.stages ?? [];
  return { from, to };
}

function figuresOf({ usd, answers, wrong, ...totals }: VersionTotals): VersionFigures {
  const { requests, completed, missed } = totals;
  return {
    ...totals,
    missedShare: requests > 0 ? missed / requests : null,
    ...(!Number.isNaN(usd) && completed > 0 && { usdPerRequest: usd / completed }),
    ...(answers > 0 && { wrongShare: wrong / answers }),
  };
}

/** The figures of a roll-out as rows: name, value, unit. */
export function rolloutFigures(
  rollout: RolloutSummary,
): readonly (readonly [metric: string, value: number | null, unit: string | null])[] {
  const version = (name: 'stable' | 'candidate') =>
    [
      [`rollout_${name}_requests`, rollout[name].requests, null],
      [`rollout_${name}_errors`, rollout[name].errors, null],
      [`rollout_${name}_missed`, rollout[name].missed, null],
      [`rollout_${name}_joules`, rollout[name].joules, 'J'],
      ...given(`rollout_${name}_usd_per_request`, rollout[name].usdPerRequest, 'USD'),
      ...given(`rollout_${name}_wrong_share`, rollout[name].wrongShare, null),
    ] as const;
  return [
    ['rollout_decided_seconds', rollout.decidedSeconds, 's'],
    ['rollout_first_alarm_seconds', rollout.firstAlarmSeconds, 's'],
    ['rollout_detect_seconds', rollout.detectSeconds, 's'],
    ['rollout_steps', rollout.steps, null],
    ['rollout_failed_checks', rollout.failedChecks, null],
    ...version('stable'),
    ...version('candidate'),
    ['rollout_avoided_misses', rollout.avoidedMisses, null],
    ['rollout_avoided_bad_seconds', rollout.avoidedBadSeconds, 's'],
  ];
}

function given<U extends string | null>(metric: string, value: number | undefined, unit: U) {
  return value === undefined ? [] : [[metric, value, unit] as const];
}
