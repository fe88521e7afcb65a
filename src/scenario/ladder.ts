import type { Seconds } from '../base/units.ts';
import type { Dtype } from '../physics/data-sheets.ts';
import type { OneShotShape } from '../physics/kinds/one-shot-shape.ts';

/** What a real-time service falls back on while its deadline is missed, and when. */
export interface Ladder {
  /** An answer with less than this to spare before the deadline counts as nearly missed. */
  readonly nearSeconds: Seconds;
  /** After so long without a missed or nearly missed deadline it goes one rung back up. */
  readonly quietSeconds: Seconds;
  /** The first is what the pool does by itself. */
  readonly rungs: readonly Rung[];
}

/** What answers on one rung, and which requests it answers. */
export interface Rung {
  readonly model: string;
  readonly shape: OneShotShape;
  /** Of weights and activations; absent: the pool's. */
  readonly precision?: Dtype;
  /** Of so many rounds of requests one is answered; 1 = all are. */
  readonly every: number;
  /** How good its answers are, 0 to 1, as the scenario says; null where it does not. */
  readonly accuracy: number | null;
}
