import type { Seconds } from '../base/units.ts';
import type { PlatformName } from '../catalog/platforms.ts';
import type { BilledTime } from '../catalog/rental.ts';
import type { Source } from '../physics/data-sheets.ts';

/** What renting the accelerators of a pool costs. */
export interface Billing {
  /** Whose terms the defaults are. */
  readonly platform: PlatformName;
  readonly usdPerAcceleratorHour: number;
  /** Whose price that is; `user` where the scenario states it. */
  readonly priceSource: Source;
  readonly billed: BilledTime;
  /** Each lease is rounded up to a multiple of the increment, and is at least the minimum; of no matter but for `up`. */
  readonly incrementSeconds: Seconds;
  readonly minimumSeconds: Seconds;
}
