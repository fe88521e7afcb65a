import type { Outside } from '../physics/validity.ts';

/** Where one pool's predictions are outside the rows behind them. */
export interface PoolValidity {
  readonly pool: string;
  readonly outside: readonly Outside[];
}
