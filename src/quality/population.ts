import { type Ability, shareBelow, unknownShare } from './ability.ts';
import { logistic } from './logit.ts';

/** Cells of logit 0.05 between −20 and 20: the error of an expectation is below 1e-4. */
const CELLS = 800;
const REACH = 20;

/** The problems of a task as one model sees them, by chance of a right sample: what closed forms are averaged over. */
export interface Population {
  readonly chances: Float64Array;
  readonly shares: Float64Array;
  /** Share of the problems that are easier, in the middle of each cell: their difficulty rank. */
  readonly ranks: Float64Array;
}

/** The population of an ability, in cells of equal width on the logit scale. What is unknown has chance 0. */
export function populationOf(ability: Ability): Population {
  const chances = new Float64Array(CELLS + 1);
  const shares = new Float64Array(CELLS + 1);
  const ranks = new Float64Array(CELLS + 1);
  const unknown = unknownShare(ability);
  shares[CELLS] = unknown;
  ranks[CELLS] = 1 - unknown / 2;
  let below = unknown;
  for (let cell = 0; cell < CELLS; cell++) {
    const edge = (2 * REACH * (cell + 1)) / CELLS - REACH;
    const reached = cell === CELLS - 1 ? 1 : shareBelow(ability, logistic(edge), logistic(-edge));
    shares[cell] = reached - below;
    ranks[cell] = 1 - (reached + below) / 2;
    chances[cell] = logistic(edge - REACH / CELLS);
    below = reached;
  }
  return { chances, shares, ranks };
}

/** Mean over the population of what happens to a problem that one sample solves with a given chance, at its difficulty rank. */
export function expectedOver(
  { chances, shares, ranks }: Population,
  outcome: (chance: number, rank: number) => number,
): number {
  let sum = 0;
  for (let cell = 0; cell < chances.length; cell++) {
    const share = shares[cell] ?? 0;
    if (share > 0) sum += share * outcome(chances[cell] ?? 0, ranks[cell] ?? 0);
  }
  return sum;
}
