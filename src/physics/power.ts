import type { Watts } from '../base/units.ts';
import type { Accelerator, PowerShares } from './data-sheets.ts';

/**
 * A chip whose power nobody measured (assumed): the shares of the H100 in the catalog. Two cards bear them out in
 * decoding: at 60 % of its board an RTX PRO 6000 loses 0.9 % of its tokens per second, and at 57 % an RTX 3090 loses 6 %.
 */
export const unmeasuredPower: PowerShares = {
  awake: 0.33,
  memory: 0.38,
  compute: 1.02,
  sampling: 0.54,
};

/** What the user holds the boards of a pool to; absent where nothing is set. */
export interface PowerSetting {
  /** Limit of each board's power; at or above the data sheet's it changes nothing. */
  readonly capWatts: Watts;
  /** Locked clock of the processors, as a share of the highest; 1 = not locked. */
  readonly clock: number;
  /** Of the memory's bandwidth, what is left of it where it is too hot; absent where it is all there. */
  readonly memoryShare?: number;
}

export const unlimited: PowerSetting = { capWatts: Number.POSITIVE_INFINITY, clock: 1 };

/**
 * The curve of voltage by clock, in shares of their highest: flat up to a knee, then straight. 0.70 V up to 1200 MHz and
 * 1.05 V at 1980 MHz on an H100; on other chips in the same shares. No vendor prints it: assumed, and held against
 * measured caps in test/unit/physics/power-rows.test.ts.
 */
const curve = { lowestVoltage: 0.667, knee: 0.606 } as const;

/** The lowest clock that a chip works at (assumed: 210 of 1980 MHz). */
export const lowestClock = 0.106;

/** Clocks come in steps of 15 of 1980 MHz, as on an H100 (assumed of others). */
const bins = Math.round((1 - lowestClock) / (15 / 1980));

/** The clocks of a board up to `highest`, which need not be one of its own, ascending, in shares. */
export function clocksUpTo(highest: number): readonly number[] {
  const all = Array.from({ length: bins }, (_, i) => lowestClock + (i * (1 - lowestClock)) / bins);
  return [...all.filter((clock) => clock < highest), highest];
}

/** Below this clock processors no longer ask for all that the memory can give (assumed: .55 of the highest). */
const memoryKnee = 0.55;

/**
 * Of the board's power above idle, what an awake chip draws that does not follow its clock: leakage, memory that waits,
 * regulators. Chosen by hand between the caps of an RTX PRO 6000 (a tenth loses them), the locked clock of an H200 and
 * BERT on H200s of 400 W (MLPerf Inference v4.1, MaxQ), which ask for less.
 */
const usualFixedShare = 0.23;

/** What a cap or a locked clock assumes, for the manifest's warnings. */
export const powerCaveat =
  'what a cap or a locked clock saves follows a curve of voltage by clock that is assumed; measured speeds are met within 5 points on an RTX PRO 6000 down to half of its board, and within 7 down to 43 % on an RTX 3090';

/** Voltage at a clock, both as shares of their highest. */
export function voltageAt(clock: number): number {
  if (clock >= 1) return 1;
  const { lowestVoltage, knee } = curve;
  if (clock <= knee) return lowestVoltage;
  return lowestVoltage + ((1 - lowestVoltage) * (clock - knee)) / (1 - knee);
}

/** Joules of one operation at a clock, relative to the highest: V². Memory's go the same way (most are spent on chip). */
export function joulesAt(clock: number): number {
  return voltageAt(clock) ** 2;
}

/** A share of awake power at a clock: a part that stays, and one that goes as V²·f. */
export function awakeAt(share: number, clock: number, fixedShare = usualFixedShare): number {
  const fixed = Math.min(share, fixedShare);
  return fixed + (share - fixed) * clock * joulesAt(clock);
}

/**
 * The chip at a locked clock: peaks go with it, and below the knee the memory's bandwidth does, which may be throttled
 * by itself, too. Watts stay the sheet's.
 */
export function atClock(accelerator: Accelerator, clock: number, memoryShare = 1): Accelerator {
  if (clock >= 1 && memoryShare === 1) return accelerator;
  const peak = Object.fromEntries(
    Object.entries(accelerator.peak).map(([dtype, rate]) => [dtype, rate * clock]),
  );
  const memoryBandwidth = accelerator.memoryBandwidth * Math.min(memoryShare, clock / memoryKnee);
  return { ...accelerator, peak, memoryBandwidth };
}

/**
 * Clock at which a chip that would draw its board's limit at the highest clock draws `capWatts`: the solution f of
 *
 *     idle + awake(f) + beside + work·f·V(f)² = cap,   work = board − idle − awake − beside
 *
 * `beside` are watts that follow no clock (links). 1 where the cap is no lower than the board's limit; never below the
 * lowest clock, at which {@link leastCapWatts} is drawn.
 */
export function clockUnder(accelerator: Accelerator, capWatts: Watts, beside: Watts = 0): number {
  if (capWatts >= accelerator.boardWatts) return 1;
  const work = accelerator.boardWatts - awakeWatts(accelerator, 1) - beside;
  return highestClock(
    (clock) => awakeWatts(accelerator, clock) + beside + work * clock * joulesAt(clock) <= capWatts,
  );
}

/** Clock at which a chip that is only awake draws `capWatts`. */
function awakeClockUnder(accelerator: Accelerator, capWatts: Watts): number {
  return highestClock((clock) => awakeWatts(accelerator, clock) <= capWatts);
}

/** The highest clock that a step runs at: as locked, or lower where a chip that is only awake would exceed its cap. */
export function clockOf(accelerator: Accelerator, { capWatts, clock }: PowerSetting): number {
  if (capWatts >= accelerator.boardWatts) return clock;
  return Math.min(clock, awakeClockUnder(accelerator, capWatts));
}

/** What a chip at work needs at its lowest clock; no lower cap can be kept. */
export function leastCapWatts(accelerator: Accelerator): Watts {
  const work = accelerator.boardWatts - awakeWatts(accelerator, 1);
  return awakeWatts(accelerator, lowestClock) + work * lowestClock * joulesAt(lowestClock);
}

/** Where a chip's power above idle goes. */
export function sharesOf({ power }: Accelerator): PowerShares {
  return power ?? unmeasuredPower;
}

/** Power of one chip that holds weights and runs nothing: its data sheet's figure, never above the board's. */
export function idleWatts(accelerator: Accelerator): Watts {
  return Math.min(accelerator.idleWatts, accelerator.boardWatts);
}

/** Idle and awake power at a clock. */
export function awakeWatts(accelerator: Accelerator, clock: number): Watts {
  const idle = idleWatts(accelerator);
  const { awake, fixed } = sharesOf(accelerator);
  return idle + awakeAt(awake, clock, fixed) * (accelerator.boardWatts - idle);
}

/** The highest clock up to `most` at which `fits` still holds, which it does below and not above; the lowest at least. */
export function highestClock(fits: (clock: number) => boolean, most = 1): number {
  if (fits(most)) return most;
  let low = lowestClock;
  let high = most;
  // Halved to the last bit of a double.
  for (let i = 0; i < 54; i++) {
    const middle = (low + high) / 2;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}
