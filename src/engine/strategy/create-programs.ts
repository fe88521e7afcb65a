import type { CompiledScenario } from '../../compile/compiled.ts';
import type { Slots } from '../slots.ts';
import type { ProgramHost } from './program-host.ts';
import { Programs } from './programs.ts';

/** The programs of a scenario; null where no answer has a quality. */
export function createPrograms(
  scenario: CompiledScenario,
  replication: number,
  slots: Slots,
  host: ProgramHost,
): Programs | null {
  const isJudged = scenario.workloads.some(({ task }) => task !== undefined);
  return isJudged ? new Programs(scenario, replication, host, slots) : null;
}
