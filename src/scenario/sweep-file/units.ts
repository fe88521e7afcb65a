import { type DimensionName, dimensions } from '../quantity.ts';

/**
 * Units that the SI values of quantities are made of. Energy prices and carbon intensities keep their kWh and token
 * prices their M (a million tokens): their values are not in joules and tokens.
 */
const baseUnits = ['s', 'B', 'J', 'FLOP', '°C', 'USD', 'g', 'kWh', 'M'] as const;

/** Exponent of each base unit. */
export type Units = readonly number[];

/** Of plain numbers and shares. */
export const noUnits: Units = baseUnits.map(() => 0);

export function unitsOf(dimension: DimensionName | null): Units {
  if (dimension === null) return noUnits;
  const { bare } = dimensions[dimension];
  const [above, below] = (bare === 'W' ? 'J/s' : bare).split('/');
  return baseUnits.map((unit) => Number(unit === above) - Number(unit === below));
}

/** Units of a product (`sign` 1) or of a quotient (−1). */
export function combineUnits(a: Units, b: Units, sign: 1 | -1): Units {
  return a.map((exponent, index) => exponent + sign * (b[index] ?? 0));
}

export function sameUnits(a: Units, b: Units): boolean {
  return a.every((exponent, index) => exponent === b[index]);
}

/** The dimension that has these units; null for plain numbers, and where none has. */
export function dimensionWith(units: Units): DimensionName | null {
  if (sameUnits(units, noUnits)) return null;
  const names = Object.keys(dimensions) as DimensionName[];
  return names.find((name) => sameUnits(unitsOf(name), units)) ?? null;
}

/** What has these units: `a number`, `a rate`, `a quantity in J·s`. */
export function nameOfUnits(units: Units): string {
  if (sameUnits(units, noUnits)) return 'a number';
  const dimension = dimensionWith(units);
  if (dimension !== null) return dimensions[dimension].what;
  const shown = baseUnits.flatMap((unit, index) => {
    const exponent = units[index] ?? 0;
    return exponent === 0 ? [] : exponent === 1 ? unit : `${unit}^${exponent}`;
  });
  return `a quantity in ${shown.join('·')}`;
}
