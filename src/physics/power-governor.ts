import type { Joules, Tokens } from '../base/units.ts';
import type { RooflineInput } from './operator.ts';
import { clockOf, clocksUpTo, joulesAt } from './power.ts';
import {
  type DataRanks,
  type PrefillBatch,
  StepTerms,
  setSeconds,
  stepSeconds,
} from './step-model.ts';

/** Fills the terms of a step: decoding sequences, prompts, what all data ranks have. */
type Fill = (
  sequences: number,
  prefill: Readonly<PrefillBatch>,
  group: Readonly<DataRanks>,
  terms: StepTerms,
) => void;

/**
 * Lengthens `terms`, a step with prompts at the pool's highest clock, to what it lasts at the clock that its cap leaves
 * it. `context` is x of its decoding sequences, `promptJoules` what its prompts cause by themselves.
 */
export type PowerGovernor = (
  sequences: number,
  prefill: Readonly<PrefillBatch>,
  group: Readonly<DataRanks>,
  context: Tokens,
  promptJoules: Joules,
  terms: StepTerms,
) => void;

/**
 * What a cap makes of a step with prompts. Such a step is one of its own, never part of a stretch, so that its time need
 * not be a line in the context:
 *
 *     seconds = least over clocks f of max(seconds(f), joules(f) ÷ (cap − awake(f)))
 *
 * The first falls with f, the second grows with it: the clock at which they meet. Null without a cap. Steps that only
 * decode have the line that chipEnergy states (energy.ts), which is never above this.
 */
export function powerGovernor(
  input: RooflineInput,
  fillAt: (clocked: RooflineInput) => Fill,
): PowerGovernor | null {
  const { power, accelerator } = input;
  if (power === undefined || power.capWatts >= accelerator.boardWatts) return null;
  const highest = clockOf(accelerator, power);
  const clocks = clocksUpTo(highest);
  const fills = new Map<number, Fill>();
  const trial = new StepTerms();
  return (sequences, prefill, group, context, promptJoules, terms) => {
    const own = (of: Readonly<StepTerms>, chunks: Joules) =>
      of.sharedJoules + of.tokenJoules * sequences + of.contextJoules * context + chunks;
    const { limitWatts } = terms;
    const seconds = stepSeconds(terms, context);
    if (terms.staticWatts + own(terms, promptJoules) / seconds <= limitWatts) return;
    const at = (index: number) => {
      const clock = clocks[index] ?? highest;
      const setting = { ...power, capWatts: Number.POSITIVE_INFINITY, clock };
      const clocked = { ...input, power: setting };
      const fill = fills.get(clock) ?? fillAt(clocked);
      fills.set(clock, fill);
      fill(sequences, prefill, group, trial);
      const chunks = (promptJoules * joulesAt(clock)) / joulesAt(highest);
      const left = limitWatts - trial.staticWatts;
      return {
        byWork: stepSeconds(trial, context),
        byPower: left > 0 ? own(trial, chunks) / left : Number.POSITIVE_INFINITY,
      };
    };
    let low = 0;
    let high = clocks.length;
    // The first clock at which power is what takes longer.
    while (low < high) {
      const middle = (low + high) >> 1;
      const { byWork, byPower } = at(middle);
      if (byPower > byWork) high = middle;
      else low = middle + 1;
    }
    const above = low < clocks.length ? at(low).byPower : Number.POSITIVE_INFINITY;
    const below = low > 0 ? at(low - 1).byWork : Number.POSITIVE_INFINITY;
    setSeconds(terms, Math.max(seconds, Math.min(above, below)));
  };
}
