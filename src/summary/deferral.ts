import type { DeferralTotals } from '../record/deferral-totals.ts';

/** What waiting for cleaner or cheaper power came to, over all requests of the whole run that might wait. */
export interface DeferralSummary {
  /** Of those that went on to the cluster, the ones that had waited first, and how long these did. */
  readonly heldShare: number | null;
  readonly meanHeldSeconds: number | null;
  readonly longestHeldSeconds: number;
  /** Those whose client gave up while they waited. */
  readonly gaveUp: number;
  /** Means of what the grid emitted and cost per kWh when requests came, and when they started. */
  readonly arrivalGramsPerKwh: number | null;
  readonly startGramsPerKwh: number | null;
  readonly arrivalUsdPerKwh: number | null;
  readonly startUsdPerKwh: number | null;
}

export function deferralOf(totals: DeferralTotals): DeferralSummary {
  const { started, held, gaveUp } = totals;
  const per = (sum: number, count: number) => (count > 0 ? sum / count : null);
  return {
    heldShare: per(held, started),
    meanHeldSeconds: per(totals.heldSeconds, held),
    longestHeldSeconds: totals.longestSeconds,
    gaveUp,
    arrivalGramsPerKwh: per(totals.arrivalGramsPerKwh, started),
    startGramsPerKwh: per(totals.startGramsPerKwh, started),
    arrivalUsdPerKwh: per(totals.arrivalUsdPerKwh, started),
    startUsdPerKwh: per(totals.startUsdPerKwh, started),
  };
}

/** The figures of deferral as rows: name, value, unit. */
export function deferralFigures(
  deferral: DeferralSummary,
): readonly (readonly [metric: string, value: number | null, unit: string | null])[] {
  return [
    ['deferred_share', deferral.heldShare, null],
    ['deferred_seconds', deferral.meanHeldSeconds, 's'],
    ['longest_deferred_seconds', deferral.longestHeldSeconds, 's'],
    ['deferred_gave_up', deferral.gaveUp, null],
    ['deferral_arrival_grams_per_kwh', deferral.arrivalGramsPerKwh, 'g/kWh'],
    ['deferral_start_grams_per_kwh', deferral.startGramsPerKwh, 'g/kWh'],
    ['deferral_arrival_usd_per_kwh', deferral.arrivalUsdPerKwh, 'USD/kWh'],
    ['deferral_start_usd_per_kwh', deferral.startUsdPerKwh, 'USD/kWh'],
  ];
}
