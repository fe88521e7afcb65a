import { costParts, type FacilityFigures, type TotalCost } from '../summary/facility-figures.ts';
import type { RunSummary } from '../summary/run-summary.ts';
import { figure, percent, quantity } from './numbers.ts';

type Row = [label: string, text: string];

/** Lines of the summary that go beyond the accelerators; none without a facility. */
export function facilityRows(summary: RunSummary): Row[] {
  const { facility, energy, carbon } = summary;
  if (facility === undefined) return [];
  const rows: Row[] = [
    ['facility', boundaryText(facility, energy)],
    ['racks', racksText(facility)],
  ];
  const grams = carbon.gramsPerRequest;
  if (grams !== null) rows.push(['carbon', `${quantity(grams, 'g')} CO2e per request`]);
  if (facility.tco !== null) rows.push(['owning', costText(facility.tco)]);
  return rows;
}

function boundaryText(facility: FacilityFigures, { pue, itJoules }: RunSummary['energy']): string {
  const { cooling, tue, wueLitresPerKwh, averageFacilityWatts } = facility;
  const { coolingJoules, electricalLossJoules } = facility;
  const it = itJoules ?? 0;
  const of = (joules: number) => (it > 0 ? percent(joules / it) : '–');
  return `${quantity(averageFacilityWatts, 'W')} from the grid, ${cooling}: PUE ${figure(pue)} (cooling ${of(coolingJoules)}, electrical losses ${of(electricalLossJoules)} of the IT energy), TUE ${figure(tue)}, ${figure(wueLitresPerKwh)} L of water per kWh`;
}

function racksText(facility: FacilityFigures): string {
  const { racks, nodesPerRack, wattsPerRack, wattsPerSquareMetre, mostItWatts, designItWatts } =
    facility;
  return `${figure(racks)} of ${figure(nodesPerRack)} nodes, ${quantity(wattsPerRack, 'W')} each, ${quantity(wattsPerSquareMetre, 'W')} per m²; at most ${percent(mostItWatts / designItWatts)} of what they could take was taken`;
}

function costText(tco: TotalCost): string {
  const { usdPerYear, totalUsdPerYear, operatingUsdPerMillionInferences } = tco;
  const parts = [...costParts]
    .sort((a, b) => usdPerYear[b] - usdPerYear[a])
    .map((part) => `${part} ${percent(usdPerYear[part] / totalUsdPerYear)}`);
  return `${dollars(totalUsdPerYear)} a year: ${parts.join(', ')}; running alone ${dollars(operatingUsdPerMillionInferences)} per million requests`;
}

function dollars(usd: number | null): string {
  return usd === null ? '–' : `${figure(usd)} USD`;
}
