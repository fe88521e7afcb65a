import type { BoardOrder } from './port.ts';

/**
 * Clocks of POLCA's governor (arXiv 2308.12908), in shares of an A100's 1410 MHz: 1275 and 1110 MHz for low priorities
 * behind the first and the second threshold, 1305 MHz for high ones, 288 MHz for the brake (secondary; of other chips:
 * assumed).
 */
export const polcaClocks = {
  eased: 1275 / 1410,
  lowered: 1110 / 1410,
  spared: 1305 / 1410,
  braked: 288 / 1410,
} as const;

/** All steps at one clock. */
export function atClock(clock: number): BoardOrder {
  return { promptClock: clock, decodeClock: clock, capWatts: Number.POSITIVE_INFINITY };
}

/** Steps that only decode at one clock, the others as they are. */
export function decodesAt(clock: number): BoardOrder {
  return { promptClock: 1, decodeClock: clock, capWatts: Number.POSITIVE_INFINITY };
}
