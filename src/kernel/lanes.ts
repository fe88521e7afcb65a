/**
 * What comes first among events at one instant. The total order of events is (time, lane, slot), and nothing else
 * decides: a step's end frees slots and memory before clients give up, both before new requests come in, and whatever
 * starts next is planned when all of them are known.
 */
export const lane = {
  /** A step's end: tokens appear, sequences finish, memory is freed. */
  completion: 0,
  /** A client's patience ends. */
  timeout: 1,
  /** A request arrives. */
  arrival: 2,
  /** A central queue hands requests to replicas with room. */
  dispatch: 3,
  /** The run is cut: nothing starts any more. */
  cutoff: 4,
  /** A replica decides on its next step. */
  plan: 5,
  /** Signals are published, the warm-up or the arrivals end. */
  control: 6,
  /** State is sampled for the time series: it sees all that happened at its instant. */
  sample: 7,
} as const;
export type Lane = (typeof lane)[keyof typeof lane];

/**
 * Instants closer than this are one instant: 1 ns. Times are sums of floats, and an 8 ms step must tie with an arrival
 * on a millisecond grid however the sums were rounded.
 */
export const TIE_SECONDS = 1e-9;

/** How many ties later than its instant an event of each lane is handled, in order of lanes. */
const ties = [0, 1, 2, 3, 2, 3, 4, 4] as const;

/**
 * When the calendar is to bring up an event that belongs to `seconds`: late enough that what comes first among
 * simultaneous events has come, even where rounding puts it up to {@link TIE_SECONDS} later. A handler therefore
 * takes the instant of its event from the entity, never from the calendar.
 */
export function dueSeconds(eventLane: Lane, seconds: number): number {
  return seconds + ties[eventLane] * TIE_SECONDS;
}
