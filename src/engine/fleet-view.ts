import type { FleetView } from '../policy/admission/port.ts';
import type { Dispatcher } from './dispatcher.ts';

/** What admission sees of a fleet whose `queued` counts those in the APIs, too: they do not queue yet. */
export function fleetView(fleet: FleetView, dispatchers: readonly Dispatcher[]): FleetView {
  let { queued } = fleet;
  for (const { inAnyApi } of dispatchers) queued -= inAnyApi;
  return { ...fleet, queued };
}
