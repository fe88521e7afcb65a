import { JOULES_PER_KWH } from '../physics/facility/ownership.ts';
import type { ClassSamples } from '../record/class-samples.ts';
import type { FacilityTotals } from '../record/facility-totals.ts';
import type { SummaryInput } from './input.ts';
import { type PercentileBlock, percentileBlock } from './percentiles.ts';

/** One of several sites over the window; of requests, those that one of its replicas had last. */
export interface SiteFigures {
  /** Of all measured requests that a replica had. */
  readonly requestShare: number | null;
  readonly attainment: number | null;
  readonly latency: {
    readonly ttftSeconds: PercentileBlock;
    readonly e2eSeconds: PercentileBlock;
  };
  readonly acceleratorJoules: number;
  readonly itJoules: number;
  readonly facilityJoules: number;
  readonly pue: number | null;
  readonly energyUsd: number;
  /** Of its nodes and building; null where no price of a node is known. */
  readonly ownedUsd: number | null;
  readonly operationalGrams: number;
  readonly embodiedGrams: number;
  /** What its kilowatt-hours emitted and cost on average. */
  readonly gramsPerKwh: number | null;
  readonly usdPerKwh: number | null;
}

const ratio = (a: number, b: number): number | null => (b > 0 ? a / b : null);

/** The sites by name; absent where they are not told apart. */
export function sitesOf({ compiled, totals, metrics }: SummaryInput): {
  readonly sites?: Readonly<Record<string, SiteFigures>>;
} {
  const buildings = totals.window.facility?.sites ?? [totals.window.facility];
  if (compiled.sites === undefined || metrics.sites === undefined) return {};
  const had = metrics.sites.reduce((sum, { measured }) => sum + measured, 0);
  const figures = compiled.sites.names.map((name, index) => {
    const [collected, building] = [metrics.sites?.[index], buildings[index]];
    return collected === undefined || building === undefined
      ? []
      : [[name, siteFigures(collected, building, had)] as const];
  });
  return { sites: Object.fromEntries(figures.flat()) };
}

function siteFigures(
  { measured, sloMet, samples }: ClassSamples,
  building: FacilityTotals,
  had: number,
): SiteFigures {
  const { acceleratorJoules, itJoules, facilityJoules } = building;
  const { energyUsd, ownedUsd, operationalGrams, embodiedGrams } = building;
  const kilowattHours = facilityJoules / JOULES_PER_KWH;
  return {
    requestShare: ratio(measured, had),
    attainment: ratio(sloMet, measured),
    latency: {
      ttftSeconds: percentileBlock(samples.ttft),
      e2eSeconds: percentileBlock(samples.e2e),
    },
    acceleratorJoules,
    itJoules,
    facilityJoules,
    pue: ratio(facilityJoules, itJoules),
    energyUsd,
    ownedUsd: Number.isNaN(ownedUsd) ? null : ownedUsd,
    operationalGrams,
    embodiedGrams,
    gramsPerKwh: ratio(operationalGrams, kilowattHours),
    usdPerKwh: kilowattHours > 0 ? energyUsd / kilowattHours : null,
  };
}

/** Figures of a site as rows: name, value, unit. */
export function siteRows(
  site: SiteFigures,
): readonly (readonly [metric: string, value: number | null, unit: string | null])[] {
  return [
    ['request_share', site.requestShare, null],
    ['slo_attainment', site.attainment, null],
    ['accelerator_joules', site.acceleratorJoules, 'J'],
    ['it_joules', site.itJoules, 'J'],
    ['facility_joules', site.facilityJoules, 'J'],
    ['pue', site.pue, null],
    ['energy_usd', site.energyUsd, 'USD'],
    ['owned_usd', site.ownedUsd, 'USD'],
    ['operational_grams', site.operationalGrams, 'g'],
    ['embodied_grams', site.embodiedGrams, 'g'],
    ['grams_per_kwh', site.gramsPerKwh, 'g/kWh'],
    ['usd_per_kwh', site.usdPerKwh, 'USD/kWh'],
  ];
}
