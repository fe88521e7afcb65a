import type { SiteFigures } from '../summary/sites.ts';
import { figure, percent, quantity, seconds } from './numbers.ts';

/** One line per site: what it served, how late, and what that took. */
export function sitesText(sites: Readonly<Record<string, SiteFigures>>): [string, string][] {
  return Object.entries(sites).map(([name, site]) => {
    const { requestShare, latency, facilityJoules, pue, operationalGrams, gramsPerKwh } = site;
    const { energyUsd, usdPerKwh } = site;
    const late = `p99 ${seconds(latency.ttftSeconds.p99)} to the first token`;
    const energy = `${quantity(facilityJoules, 'J')} from the grid at a PUE of ${figure(pue)}`;
    const carbon = `${quantity(operationalGrams, 'g')} CO2e (${figure(gramsPerKwh)} g/kWh)`;
    const money = `${figure(energyUsd)} USD of energy (${figure(usdPerKwh)} USD/kWh)`;
    const text = `${percent(requestShare)} of the requests, ${late}; ${energy}, ${carbon}, ${money}`;
    return [`site ${name}`, text];
  });
}
