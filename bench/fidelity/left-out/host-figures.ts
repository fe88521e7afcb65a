import { stepSeconds } from '../../../src/physics/step-model.ts';
import { type DecodeRow, termsOf } from './decode-rows.ts';
import type { Group } from './folds.ts';

/** A row with its step's terms, of which the host's figures are two. */
interface Prepared extends DecodeRow {
  readonly ratioAt: (layer: number, step: number, sequence: number) => number;
}

function prepared(row: DecodeRow): Prepared {
  const terms = termsOf(row);
  const { profile } = row.input;
  const scheduled = row.sequences + row.promptsPerStep;
  const passes = terms.a0 / profile.hostSecondsPerLayer;
  const atLimit = terms.a3 + terms.fixedSeconds;
  return {
    ...row,
    ratioAt: (layer, step, sequence) => {
      terms.fixedSeconds = step + sequence * scheduled;
      terms.a0 = passes * layer;
      terms.a3 = atLimit - terms.fixedSeconds;
      return stepSeconds(terms, row.contextTokens) / row.seconds;
    },
  };
}

/** Host work per layer, step and sequence of one profile, fitted to the mean decode steps of serving rows. */
export function hostFigures(profile: string, rows: readonly DecodeRow[]): Group<Prepared> | null {
  const own = rows.filter((row) => row.profile === profile).map(prepared);
  const [first] = own;
  if (first === undefined) return null;
  const { hostSecondsPerLayer, hostSecondsPerStep, hostSecondsPerSequence } = first.input.profile;
  // A figure of 0 has no factor to be searched by: it starts at a microsecond.
  const start = [hostSecondsPerLayer, hostSecondsPerStep, hostSecondsPerSequence];
  return {
    name: `host figures of ${profile}`,
    rows: own,
    start: start.map((seconds) => Math.max(seconds, 1e-6)),
    ratio: (row, [layer = 0, step = 0, sequence = 0]) => row.ratioAt(layer, step, sequence),
    folds: { model: (row) => row.model, chip: (row) => row.accelerator },
  };
}
