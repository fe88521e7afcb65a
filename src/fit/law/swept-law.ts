import type { Law } from './law.ts';
import type { SweptSeries } from './series-of-sweep.ts';

/** A law with the place where it was found. */
export interface SweptLaw extends Omit<SweptSeries, 'series'> {
  readonly sweep: string;
  readonly law: Law;
  /** The law in words. */
  readonly reading: string;
}
