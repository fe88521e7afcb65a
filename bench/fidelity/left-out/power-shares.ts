import { stepSeconds } from '../../../src/physics/step-model.ts';
import { type DecodeRow, promptJoulesOf, termsOf } from './decode-rows.ts';
import type { Group } from './folds.ts';

/** Watts of a row's mean step, at its measured speed. */
function wattsOf(row: DecodeRow, shares: readonly number[]): number {
  const [awake = 0, memory = 0, compute = 0, sampling = 0] = shares;
  const { input, sequences, contextTokens, seconds } = row;
  const power = { awake, memory, compute, sampling };
  const refitted = { ...input, accelerator: { ...input.accelerator, power } };
  const terms = termsOf(row, refitted);
  const joules =
    terms.sharedJoules +
    terms.tokenJoules * sequences +
    terms.contextJoules * contextTokens +
    promptJoulesOf(row, refitted);
  const limit = input.accelerator.boardWatts;
  const atSpeed = Math.max(seconds, stepSeconds(terms, contextTokens) / 2);
  const chips = input.tensor * input.pipeline;
  return Math.min(limit, terms.staticWatts / chips + joules / chips / atSpeed);
}

/** The four shares of one chip's power, fitted to watts of serving rows at their measured speed. */
export function powerShares(
  accelerator: string,
  rows: readonly DecodeRow[],
): Group<DecodeRow> | null {
  const own = rows.filter((row) => row.accelerator === accelerator && row.watts !== null);
  const power = own[0]?.input.accelerator.power;
  if (power === undefined) return null;
  return {
    name: `power shares of ${accelerator}`,
    rows: own,
    start: [power.awake, power.memory, power.compute, power.sampling],
    atMost: [0.9, 2, 2, 2],
    ratio: (row, shares) => wattsOf(row, shares) / (row.watts ?? Number.NaN),
    folds: { model: (row) => row.model },
  };
}
