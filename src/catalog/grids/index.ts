import type { Source } from '../../physics/data-sheets.ts';
import { paper } from '../sources.ts';

/** What a kilowatt-hour from a grid emits, by where it is made (location-based), as the mean of a year. */
export interface Grid {
  readonly name: string;
  readonly gramsPerKwh: number;
  readonly source: Source;
}

const state = (name: string, gramsPerKwh: number, low: number, high: number): Grid => ({
  name,
  gramsPerKwh,
  source: paper(
    `mean of a year's hours in HewlettPackard/dc-rl, data/CarbonIntensity (from EIA), ${low} to ${high}`,
  ),
});

const country = (name: string, gramsPerKwh: number): Grid => ({
  name,
  gramsPerKwh,
  source: paper('Ember and Energy Institute by way of Our World in Data: generation of 2023'),
});

/** Every known grid, by id. */
export const grids = {
  'us-arizona': state('Arizona', 575, 251, 749),
  'us-california': state('California', 256, 74, 449),
  'us-georgia': state('Georgia', 423, 324, 511),
  'us-illinois': state('Illinois', 441, 277, 556),
  'us-new-york': state('New York', 273, 154, 376),
  'us-texas': state('Texas', 347, 111, 517),
  'us-virginia': state('Virginia', 363, 43, 449),
  'us-washington': state('Washington', 55, 22, 114),
  austria: country('Austria', 111),
  canada: country('Canada', 170),
  china: country('China', 582),
  denmark: country('Denmark', 152),
  finland: country('Finland', 79),
  france: country('France', 56),
  germany: country('Germany', 381),
  india: country('India', 713),
  ireland: country('Ireland', 291),
  norway: country('Norway', 30),
} as const satisfies Readonly<Record<string, Grid>>;
