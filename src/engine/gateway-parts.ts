import type { Calendar } from '../kernel/calendar.ts';
import type { Recorder } from '../record/port.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { HostStages } from './host/host-stages.ts';
import type { Intake } from './intake.ts';
import type { KvTransfers } from './kv-transfers.ts';
import type { FacilityMeter } from './power/facility-meter.ts';
import type { PowerControl } from './power/power-control.ts';
import type { EngineReplica } from './replica/port.ts';
import type { RequestTable } from './request-table.ts';
import type { Rollout } from './rollout/rollout.ts';
import type { Tally } from './tally.ts';

/** What the gateway needs of the run around it. */
export interface GatewayHost {
  readonly calendar: Calendar;
  readonly table: RequestTable;
  readonly recorder: Recorder;
  readonly power: PowerControl | null;
  /** The latest instant that anything has happened at. */
  clockSeconds: number;
}

/** The parts of a run between which requests go. */
export interface GatewayParts {
  readonly intake: Intake;
  readonly replicas: readonly EngineReplica[];
  readonly dispatchers: readonly Dispatcher[];
  readonly transfers: KvTransfers;
  readonly tally: Tally;
  readonly hosts: HostStages | null;
  readonly meter: FacilityMeter | null;
  readonly rollout: Rollout | null;
}
