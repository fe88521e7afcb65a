import { loopsOf, type RejectionKind } from '../physics/facility/cooling-plant.ts';
import type { Profile } from '../physics/facility/profile.ts';
import type { FacilitySpec } from '../scenario/facility.ts';
import type { Cooled } from '../scenario/failures.ts';

/** A cooling that fails, and where its chiller alone does and a facility is stated, what the weather takes instead. */
export interface CompiledOutage extends Cooled {
  readonly weather?: FreeCooling;
}

/** What the heat of a plant's loop goes to without a chiller. */
interface FreeCooling {
  /** Air and liquid, with the shares of the heat that they carry. */
  readonly loops: ReturnType<typeof loopsOf>;
  readonly outsideCelsius: Profile;
  readonly rejection: RejectionKind;
  /** Time of day when the run starts. */
  readonly startSeconds: number;
}

/** A plant that stops as a whole gives nothing to the weather either. */
export function outageOf(cooled: Cooled, facility: FacilitySpec | undefined): CompiledOutage {
  if (facility === undefined || cooled.stops === 'plant') return cooled;
  const { cooling, startSeconds } = facility;
  const { kind, supplyCelsius, outsideCelsius, rejection } = cooling;
  const loops = loopsOf(kind, supplyCelsius);
  return { ...cooled, weather: { loops, outsideCelsius, rejection, startSeconds } };
}
