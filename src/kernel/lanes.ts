/**
 * What comes first among events at one instant. The total order of events is (time, lane, slot), and nothing else
 * decides: a step's end frees slots and memory before replicas fail or come back and before clients give up, all of it
 * before new requests come in, and whatever starts next is planned when all of them are known.
 */
export const lane = {
  /** A step's end: tokens appear, sequences finish, memory is freed. */
  completion: 0,
  /** Keys and values arrive at another replica: memory is freed where they came from. */
  landing: 1,
  /** A replica fails, comes back, or is told to drain. */
  fleet: 2,
  /** A client's patience ends. */
  timeout: 3,
  /** A request arrives. */
  arrival: 4,
  /** A central queue hands requests to replicas with room. */
  dispatch: 5,
  /** The run is cut: nothing starts any more. */
  cutoff: 6,
  /** A replica decides on its next step. */
  plan: 7,
  /** Signals are published, the warm-up or the arrivals end. */
  control: 8,
  /** State is sampled for the time series: it sees all that happened at its instant. */
  sample: 9,
} as const;
export type Lane = (typeof lane)[keyof typeof lane];

/**
 * Instants closer than this are one instant: 1 ns. Times are sums of floats, and an 8 ms step must tie with an arrival
 * on a millisecond grid however the sums were rounded.
 */
export const TIE_SECONDS = 1e-9;

/** How many ties later than its instant an event of each lane is handled, in order of lanes. */
const ties = [0, 1, 1, 1, 2, 3, 2, 3, 4, 4] as const;

/**
 * When the calendar is to bring up an event that belongs to `seconds`: late enough that what comes first among
 * simultaneous events has come, even where rounding puts it up to {@link TIE_SECONDS} later. A handler therefore
 * takes the instant of its event from the entity, never from the calendar.
 */
export function dueSeconds(eventLane: Lane, seconds: number): number {
  return seconds + ties[eventLane] * TIE_SECONDS;
}
